"""Is this person in the center already? Looked for everywhere, told only as far as one may see."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import false
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, and_, col, or_, select

from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Conflict
from carehub.patients.access import visible_to
from carehub.patients.models import FormerMrn, Patient
from carehub.patients.names import listed_name, sort_name
from carehub.patients.record import PatientDraft

_MOST = 5


class Likeness(StrEnum):
    """What two records have in common, the surest first."""

    MRN = "MRN"
    PERSON = "name and birth date"
    BIRTH_DATE_AND_PHONE = "birth date and phone"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Someone who may be the person in the draft. ``patient`` is None where one may not look."""

    likeness: Likeness
    patient: Patient | None

    @property
    def sentence(self) -> str:
        if self.patient is None:
            return f"A patient with this {self.likeness} is at another site; ask a supervisor."
        return f"{listed_name(self.patient.last_name, self.patient.first_name)} has the same {self.likeness}."


class LikelyDuplicate(Conflict):
    """The draft may be somebody who is in the center already: ``found`` says who."""

    def __init__(self, found: list[Duplicate]) -> None:
        self.found = found
        super().__init__(" ".join(duplicate.sentence for duplicate in found))

    @property
    def is_certain(self) -> bool:
        """An MRN belongs to one patient: with the same one there is no adding anyway."""
        return any(duplicate.likeness is Likeness.MRN for duplicate in self.found)


def likely_duplicates(session: Session, actor: Actor, draft: PatientDraft) -> list[Duplicate]:
    """Who in the whole center may be the draft's person: the surest first, at most five."""
    require(actor, Permission.PATIENTS_EDIT)
    # The one read past visible_to: two sites must not keep two records of one person unknowingly.
    alike = session.exec(select(Patient).where(_looks_like(draft)).order_by(col(Patient.id))).all()
    mine = _visible_among(session, actor, [patient.id for patient in alike])
    found = [Duplicate(_likeness(each, draft), each if each.id in mine else None) for each in alike]
    return sorted(found, key=lambda duplicate: list(Likeness).index(duplicate.likeness))[:_MOST]


def _looks_like(draft: PatientDraft) -> ColumnElement[bool]:
    name = sort_name(draft.last_name, draft.first_name)
    reached = col(Patient.phone) == draft.phone if draft.phone else false()
    same_person = and_(
        col(Patient.birth_date) == draft.birth_date, or_(col(Patient.sort_name) == name, reached)
    )
    formerly = select(FormerMrn.patient_id).where(FormerMrn.mrn == draft.mrn)
    same_mrn = or_(col(Patient.mrn) == draft.mrn, col(Patient.id).in_(formerly))
    alike = or_(same_mrn if draft.mrn else false(), same_person if draft.birth_date else false())
    return and_(alike, col(Patient.merged_into_id).is_(None))


def _likeness(patient: Patient, draft: PatientDraft) -> Likeness:
    same_birth = draft.birth_date is not None and patient.birth_date == draft.birth_date
    same_name = patient.sort_name == sort_name(draft.last_name, draft.first_name)
    if draft.mrn and (patient.mrn == draft.mrn or not same_birth):
        return Likeness.MRN
    return Likeness.PERSON if same_name else Likeness.BIRTH_DATE_AND_PHONE


def _visible_among(session: Session, actor: Actor, ids: list[int | None]) -> set[int | None]:
    found = visible_to(actor).with_only_columns(col(Patient.id)).where(col(Patient.id).in_(ids))
    return set(session.execute(found).scalars())

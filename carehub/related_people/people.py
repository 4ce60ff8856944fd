"""Related people: written down, corrected, and put away when they are no longer around."""

from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.database import versioned_update
from carehub.core.errors import Conflict, Invalid, NotFound
from carehub.documents import service as documents
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.related_people.draft import PersonDraft, refuse_incomplete
from carehub.related_people.models import RelatedPerson


def visible_to(actor: Actor) -> SelectOfScalar[RelatedPerson]:
    """The people around the patients whom this person may see."""
    require(actor, Permission.PATIENTS_SEE)
    theirs = select(RelatedPerson).join(Patient, col(Patient.id) == RelatedPerson.patient_id)
    return theirs.where(patients.at_sites_of(actor))


def find(session: Session, actor: Actor, person_id: int) -> RelatedPerson:
    person = session.exec(visible_to(actor).where(RelatedPerson.id == person_id)).first()
    if person is None:
        raise NotFound("This person is not here any more. Reload the page.")
    return person


def around(session: Session, actor: Actor, patient_id: int) -> list[RelatedPerson]:
    """Who is around a patient now: guardians and emergency contacts first, then by name."""
    now = visible_to(actor).where(
        col(RelatedPerson.patient_id) == patient_id, col(RelatedPerson.until).is_(None)
    )
    return sorted(
        session.exec(now), key=lambda each: (not each.is_guardian, not each.is_emergency, each.name, each.id)
    )


def add_person(session: Session, actor: Actor, patient_id: int, draft: PersonDraft) -> RelatedPerson:
    """Somebody new around a patient."""
    require(actor, Permission.PATIENTS_EDIT)
    patients.find(session, actor, patient_id)
    refuse_incomplete(draft)
    _refuse_paper_of_others(session, actor, patient_id, draft.document_id)
    person = RelatedPerson(
        **draft.model_dump(), patient_id=patient_id, added_at=clock.now(), added_by_id=actor.user_id
    )
    session.add(person)
    session.flush()
    given = [field for field, value in draft.model_dump().items() if value]
    _write_down(session, actor, "add", person, given)
    return person


def edit_person(
    session: Session, actor: Actor, person_id: int, version: int, draft: PersonDraft
) -> RelatedPerson:
    """Correct what is written of somebody; Conflict when somebody else did so since ``version``."""
    require(actor, Permission.PATIENTS_EDIT)
    person = find(session, actor, person_id)
    refuse_incomplete(draft)
    changed = {name: value for name, value in draft.model_dump().items() if getattr(person, name) != value}
    if "document_id" in changed:
        _refuse_paper_of_others(session, actor, person.patient_id, draft.document_id)
    return _change(session, actor, person, version, "edit", **changed) if changed else person


def put_away(session: Session, actor: Actor, person_id: int, version: int) -> RelatedPerson:
    """They are no longer around the patient; what they were part of keeps their name."""
    return _set_until(session, actor, person_id, version, "put_away", clock.now())


def bring_back(session: Session, actor: Actor, person_id: int, version: int) -> RelatedPerson:
    """They are around the patient again."""
    return _set_until(session, actor, person_id, version, "bring_back", None)


def _set_until(
    session: Session, actor: Actor, person_id: int, version: int, action: str, until: datetime | None
) -> RelatedPerson:
    require(actor, Permission.PATIENTS_EDIT)
    return _change(session, actor, find(session, actor, person_id), version, action, until=until)


def _refuse_paper_of_others(session: Session, actor: Actor, patient_id: int, document_id: int | None) -> None:
    if document_id and documents.find(session, actor, document_id).patient_id != patient_id:
        raise Invalid("This document belongs to somebody else. Choose one of this patient's.")


def _change(
    session: Session, actor: Actor, person: RelatedPerson, version: int, action: str, **values: object
) -> RelatedPerson:
    assert person.id is not None
    if not versioned_update(session, RelatedPerson, person.id, version, **values):
        raise Conflict(f"Someone else changed {person.name} first. Nothing of yours was saved; look again.")
    session.refresh(person)
    _write_down(session, actor, action, person, list(values))
    return person


def _write_down(
    session: Session, actor: Actor, action: str, person: RelatedPerson, fields: list[str]
) -> None:
    journal.record(
        session, actor, f"related_people.{action}",
        patient_id=person.patient_id, subject=f"related_person:{person.id}", fields=fields,
    )  # fmt: skip
    changes.announce(session, changes.Topic.PATIENTS, person.patient_id)

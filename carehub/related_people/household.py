"""Patients who live together."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Conflict, Invalid
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.related_people.models import Household, HouseholdMember


@dataclass(frozen=True, slots=True)
class Together:
    """Who else lives with a patient; ``elsewhere`` counts those whom this person may not see."""

    patients: tuple[Patient, ...] = ()
    elsewhere: int = 0


def household_of(session: Session, actor: Actor, patient_id: int) -> Together:
    """The other patients of the household, by name."""
    patients.find(session, actor, patient_id)
    others = [each for each in _members(session, _home_of(session, patient_id)) if each != patient_id]
    seen = patients.visible_to(actor).where(col(Patient.id).in_(others)).order_by(Patient.sort_name)
    visible = tuple(session.exec(seen))
    return Together(visible, len(others) - len(visible))


def live_together(session: Session, actor: Actor, patient_id: int, other_id: int) -> None:
    """Put two patients into one household: that of the one who has one already."""
    require(actor, Permission.PATIENTS_EDIT)
    patients.find(session, actor, patient_id)
    patients.find(session, actor, other_id)
    if patient_id == other_id:
        raise Invalid("Choose somebody else: this is the patient already.")
    mine, theirs = _home_of(session, patient_id), _home_of(session, other_id)
    if mine and mine == theirs:
        raise Conflict("These two live together already.")
    if mine and theirs:
        raise Conflict("Both are in a household already. Take one of them out of theirs first.")
    home = mine or theirs or _new_home(session)
    _move_in(session, home, [each for each, has in ((patient_id, mine), (other_id, theirs)) if not has])
    _write_down(session, actor, "live_together", patient_id, _members(session, home))


def move_out(session: Session, actor: Actor, patient_id: int) -> None:
    """The patient no longer lives with the others; a household of one is none."""
    require(actor, Permission.PATIENTS_EDIT)
    patients.find(session, actor, patient_id)
    home = _home_of(session, patient_id)
    if home is None:
        raise Conflict("This patient is in no household any more.")
    members = _members(session, home)
    gone = [patient_id] if len(members) > 2 else members
    session.exec(delete(HouseholdMember).where(col(HouseholdMember.patient_id).in_(gone)))
    if gone == members:
        session.exec(delete(Household).where(col(Household.id) == home))
    _write_down(session, actor, "move_out", patient_id, members)


def _home_of(session: Session, patient_id: int) -> int | None:
    member = session.exec(select(HouseholdMember).where(HouseholdMember.patient_id == patient_id)).first()
    return member.household_id if member else None


def _members(session: Session, home: int | None) -> list[int]:
    found = select(HouseholdMember.patient_id).where(HouseholdMember.household_id == home)
    return sorted(session.exec(found)) if home else []


def _new_home(session: Session) -> int:
    home = Household(created_at=clock.now())
    session.add(home)
    session.flush()
    return home.id or 0


def _move_in(session: Session, home: int, patient_ids: list[int]) -> None:
    session.add_all(HouseholdMember(patient_id=each, household_id=home) for each in patient_ids)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict("Someone else has just put one of them into a household. Look again.") from None


def _write_down(session: Session, actor: Actor, action: str, patient_id: int, concerned: list[int]) -> None:
    journal.record(
        session, actor, f"related_people.{action}", patient_id=patient_id, subject=f"patient:{patient_id}"
    )
    changes.announce(session, changes.Topic.PATIENTS, *concerned)

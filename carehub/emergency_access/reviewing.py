"""Every emergency access is looked at afterwards by somebody else, and signed off or questioned."""

from dataclasses import dataclass

from sqlalchemy import Select, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.accounts.models import User
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.core.sight import MOST, asked_by, once_for_each_sight
from carehub.emergency_access.models import EmergencyAccess
from carehub.patients import service as patients
from carehub.patients.models import Patient

_MOST_WORDS = 500


@dataclass(frozen=True, slots=True)
class ToReview:
    """An emergency access that nobody has looked at yet; ``by`` is who opened the record."""

    row: EmergencyAccess
    patient: Patient
    by: str


def to_review(session: Session, actor: Actor, most: int) -> list[ToReview]:
    """The first of what waits for a review by this person, the oldest first; never one's own."""
    return [ToReview(*row) for row in session.execute(_first_waiting(actor), asked_by(actor, most=most))]


def count_to_review(session: Session, actor: Actor) -> int:
    """How many ``to_review`` would list."""
    counted = _waiting(actor).with_only_columns(func.count(col(EmergencyAccess.id)))
    return session.execute(counted).scalar_one()


def review(session: Session, actor: Actor, access_id: int, *, is_justified: bool, answer: str = "") -> None:
    """Sign it off, or say what is wrong with it: both stay on record."""
    require(actor, Permission.AUDIT_READ)
    row = _find(session, actor, access_id)
    if row.user_id == actor.user_id:
        raise NotAllowed("Somebody else reviews what you opened yourself.")
    if row.reviewed_at is not None:
        raise Conflict(f"{session.get_one(User, row.reviewed_by_id).name} reviewed this first.")
    said = answer.strip()
    if not is_justified and not said:
        raise Invalid("Say what is wrong with it.")
    if len(said) > _MOST_WORDS:
        raise Invalid(f"Say it in at most {_MOST_WORDS} characters.")
    row.reviewed_at, row.reviewed_by_id = clock.now(), actor.user_id
    row.is_justified, row.answer = is_justified, said
    session.flush()
    action = "patients.glass_justified" if is_justified else "patients.glass_questioned"
    subject = f"emergency_access:{row.id}"
    journal.record(session, actor, action, patient_id=row.patient_id, subject=subject, reason=said)
    announce(session, Topic.EMERGENCIES, access_id)


@once_for_each_sight
def _first_waiting(actor: Actor) -> Select[EmergencyAccess, Patient, str]:
    return (
        _waiting(actor)
        .join(User, col(User.id) == EmergencyAccess.user_id)
        .with_only_columns(EmergencyAccess, Patient, User.name)  # pyright: ignore
        .order_by(col(EmergencyAccess.opened_at), col(EmergencyAccess.id))
        .limit(MOST)
    )


def _waiting(actor: Actor) -> SelectOfScalar[Patient]:
    require(actor, Permission.AUDIT_READ)
    return (
        patients.visible_to(actor)
        .join(EmergencyAccess, col(EmergencyAccess.patient_id) == Patient.id)
        .where(col(EmergencyAccess.reviewed_at).is_(None), col(EmergencyAccess.user_id) != actor.user_id)
    )


def _find(session: Session, actor: Actor, access_id: int) -> EmergencyAccess:
    theirs = patients.visible_to(actor).with_only_columns(col(Patient.id))
    wanted = select(EmergencyAccess).where(
        col(EmergencyAccess.id) == access_id, col(EmergencyAccess.patient_id).in_(theirs)
    )
    found = session.exec(wanted.with_for_update()).first()
    if found is None:
        raise NotFound("This emergency access is not here any more.")
    return found

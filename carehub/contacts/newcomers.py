"""Who is new on a caseload: given to this person by somebody else, and not yet spoken to since."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, bindparam, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.accounts.models import User
from carehub.caseloads.models import Assignment
from carehub.contacts.models import ContactAttempt
from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.database import UtcDateTime
from carehub.core.sight import MOST, asked_by, once_for_each_sight
from carehub.patients import service as patients
from carehub.patients.models import Patient

# After so long a patient is no longer new, spoken to or not.
_NEW_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Newcomer:
    patient: Patient
    since: datetime
    by: str
    reason: str


def newcomers(session: Session, actor: Actor, most: int) -> list[Newcomer]:
    """The first of them, the newest first."""
    asked = asked_by(actor, new_since=clock.now() - _NEW_FOR, most=most)
    return [Newcomer(*row) for row in session.execute(_first_new(actor), asked)]


def count_newcomers(session: Session, actor: Actor) -> int:
    """How many ``newcomers`` would list."""
    asked = asked_by(actor, new_since=clock.now() - _NEW_FOR)
    return session.execute(_counted_new(actor), asked).scalar_one()


@once_for_each_sight
def _first_new(actor: Actor) -> Select[Patient, datetime, str, str]:
    return (
        _new(actor)
        .join(User, col(User.id) == Assignment.assigned_by)
        .with_only_columns(Patient, Assignment.since, User.name, Assignment.reason)  # pyright: ignore
        .order_by(col(Assignment.since).desc(), col(Patient.id))
        .limit(MOST)
    )


@once_for_each_sight
def _counted_new(actor: Actor) -> Select[int]:
    return _new(actor).with_only_columns(func.count(col(Patient.id)))


def _new(actor: Actor) -> SelectOfScalar[Patient]:
    require(actor, Permission.NOTES_SEE)
    tried = select(ContactAttempt.id).where(
        ContactAttempt.patient_id == Patient.id, ContactAttempt.at >= Assignment.since
    )
    return (
        patients.visible_to(actor)
        .join(Assignment, col(Assignment.patient_id) == Patient.id)
        .where(
            Assignment.coordinator_id == actor.user_id,
            col(Assignment.until).is_(None),
            Assignment.assigned_by != actor.user_id,
            Assignment.since > bindparam("new_since", type_=UtcDateTime()),
            ~tried.correlate(Patient, Assignment).exists(),
        )
    )

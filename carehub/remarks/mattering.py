"""What matters to the patient, in the patient's own words: each version is kept."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from carehub.accounts.models import User
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Conflict, Invalid
from carehub.patients import service as patients
from carehub.patients.fields import many_lines
from carehub.remarks.models import Statement

_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Said:
    """One version of what matters, and who wrote it down."""

    statement: Statement
    by: str


def statements(session: Session, actor: Actor, patient_id: int) -> list[Said]:
    """Every version, the present one first; none for who may not read care notes."""
    patients.find(session, actor, patient_id)
    if not actor.may(Permission.NOTES_SEE):
        return []
    found = (
        select(Statement, User.name)
        .join(User, col(User.id) == Statement.by_id)
        .where(Statement.patient_id == patient_id)
        .order_by(col(Statement.number).desc())
    )
    return [Said(statement, by) for statement, by in session.exec(found)]


def say_what_matters(
    session: Session, actor: Actor, patient_id: int, instead_of: int, words: str
) -> Statement:
    """Write down what matters now; ``instead_of`` is the number of the version before, 0 for none."""
    require(actor, Permission.CARE_EDIT)
    now = statements(session, actor, patient_id)
    newest = now[0].statement.number if now else 0
    if newest != instead_of:
        raise Conflict(
            f"{now[0].by if now else 'Someone'} changed this first. Copy your words and look again."
        )
    statement = Statement(
        patient_id=patient_id,
        number=newest + 1,
        words=_checked(words),
        at=clock.now(),
        by_id=actor.user_id,
    )
    session.add(statement)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict("Someone else changed this first. Copy your words and look again.") from None
    journal.record(
        session, actor, "remarks.what_matters",
        patient_id=patient_id, subject=f"statement:{statement.id}", fields=["words"],
    )  # fmt: skip
    changes.announce(session, changes.Topic.PATIENTS, patient_id)
    return statement


def _checked(words: str) -> str:
    words = words.strip()
    if len(words) > _LONGEST:
        raise Invalid(f"Keep it under {_LONGEST:,} characters.")
    try:
        return many_lines(words)
    except ValueError as error:
        raise Invalid(str(error)) from None

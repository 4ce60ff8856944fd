"""What is common to every change of a care plan: who may, nobody else was faster, it is on record."""

from sqlmodel import Session

from carehub.accounts.models import User
from carehub.care_plans.models import PlanAction, PlanBarrier, PlanGoal, PlanReview
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor
from carehub.core.database import versioned_update
from carehub.core.dates import ago
from carehub.core.errors import Conflict, Invalid

Row = PlanGoal | PlanBarrier | PlanAction | PlanReview
NAMES: dict[type[Row], str] = {
    PlanGoal: "goal",
    PlanBarrier: "barrier",
    PlanAction: "action",
    PlanReview: "review",
}
TEXT_LIMIT = 2_000
LINE_LIMIT = 120


def add(session: Session, actor: Actor, patient_id: int, row: Row) -> None:
    session.add(row)
    session.flush()
    tell(session, actor, patient_id, f"care_plans.add_{NAMES[type(row)]}", subject_of(row))


def change(session: Session, actor: Actor, patient_id: int, row: Row, version: int, **values: object) -> None:
    """Change the row as the person saw it; Conflict, with who and when, if somebody changed it since."""
    wanted = {name: value for name, value in values.items() if getattr(row, name) != value}
    if row.version == version and not wanted:
        return
    stamp = {"updated_at": clock.now(), "updated_by_id": actor.user_id}
    if not versioned_update(session, type(row), row.id or 0, version, **wanted, **stamp):
        raise Conflict(_who_was_faster(session, row))
    tell(session, actor, patient_id, f"care_plans.edit_{NAMES[type(row)]}", subject_of(row), *wanted)


def tell(session: Session, actor: Actor, patient_id: int, action: str, subject: str, *fields: str) -> None:
    """Into the journal, and to the pages that show this patient."""
    journal.record(session, actor, action, patient_id=patient_id, subject=subject, fields=fields)
    changes.announce(session, changes.Topic.CARE_PLANS, patient_id)


def subject_of(row: Row) -> str:
    return f"plan_{NAMES[type(row)]}:{row.id}"


def needed(text: str, what: str, limit: int = TEXT_LIMIT) -> str:
    """The text without blanks around it; Invalid when nothing is left, or too much."""
    text = text.strip()
    if not text:
        raise Invalid(f"Write {what}.")
    return kept_short(text, what, limit)


def kept_short(text: str, what: str, limit: int = TEXT_LIMIT) -> str:
    if len(text.strip()) > limit:
        raise Invalid(f"Keep {what} under {limit:,} characters.")
    return text.strip()


def _who_was_faster(session: Session, row: Row) -> str:
    session.refresh(row)
    who = session.get_one(User, row.updated_by_id).name
    when = ago(row.updated_at, clock.now())
    return f"{who} changed this {NAMES[type(row)]} {when}. Look at it again, then repeat what you want."

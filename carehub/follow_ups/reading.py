"""Reading follow-ups: of a patient, of a referral, and what somebody has to do by a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, Select, bindparam, case, func, union
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.accounts.models import User
from carehub.caseloads.models import Assignment
from carehub.core.actor import Actor
from carehub.core.sight import MOST, TODAY, asked_by, once_for_each_sight
from carehub.follow_ups.access import find, visible_to
from carehub.follow_ups.models import FollowUp, FollowUpEvent
from carehub.follow_ups.status import Priority
from carehub.patients import service as patients
from carehub.patients.models import Patient

_OWNER = bindparam("owner", type_=Integer())
_COUNTED = bindparam("counted", type_=Integer())
_PRESSING = case(
    (col(FollowUp.priority) == Priority.HIGH, 0), (col(FollowUp.priority) == Priority.USUAL, 1), else_=2
)
# What is due first, then what presses most.
_IN_ORDER = (col(FollowUp.due_on), _PRESSING, col(FollowUp.id))


@dataclass(frozen=True)
class Line:
    """A follow-up with whom it is for and whose it is; nobody's has no owner."""

    row: FollowUp
    patient: Patient
    owner: str | None


@dataclass(frozen=True)
class HistoryLine:
    event: FollowUpEvent
    who: str


def of_patient(session: Session, actor: Actor, patient_id: int) -> list[Line]:
    """All of a patient's follow-ups: the open ones by their day, then the completed ones, newest first."""
    patients.find(session, actor, patient_id)
    lines = _lines(session, visible_to(actor).where(FollowUp.patient_id == patient_id))
    still_open = [line for line in lines if line.row.done_at is None]
    done = [line for line in lines if line.row.done_at is not None]
    return still_open + sorted(done, key=lambda line: (line.row.done_at, line.row.id), reverse=True)


def of_referral(session: Session, actor: Actor, referral_id: int) -> list[Line]:
    """The open follow-ups of a referral, what is due first."""
    mine = (FollowUp.referral_id == referral_id, col(FollowUp.done_at).is_(None))
    return _lines(session, visible_to(actor).where(*mine).order_by(*_IN_ORDER))


def due_for(
    session: Session, actor: Actor, owner_id: int, by: date, most: int | None = None, after: int = 0
) -> list[Line]:
    """What somebody has to do by a day, what is overdue the longest first; ``after`` so many of them.

    Nobody's follow-ups are up to whoever keeps the patient on a caseload.
    """
    asked = asked_by(actor, owner=owner_id, today=by, most=most, after=after)
    return [Line(*row) for row in session.execute(_first_due(actor, most is None), asked)]


def count_due(session: Session, actor: Actor, owner_id: int, by: date) -> int:
    """How many ``due_for`` would list."""
    return session.execute(_counted_due(actor), asked_by(actor, owner=owner_id, today=by)).scalar_one()


def neglected(
    session: Session, actor: Actor, before: date, most: int, counted: int
) -> tuple[list[Line], int]:
    """What waits since before a day, or is up to nobody at all, for who looks after the whole center: the
    first of it, and how much there is, not further than ``counted``."""
    asked = asked_by(actor, today=before, most=most, counted=max(most, counted))
    found = session.execute(_first_neglected(actor), asked).all()
    return [Line(*row[:-1]) for row in found], min(found[0][-1], counted) if found else 0


def open_counts(session: Session, actor: Actor, patient_ids: Collection[int]) -> dict[int, int]:
    """How many open follow-ups each of the patients has; who has none is left out."""
    counted = (
        visible_to(actor)
        .with_only_columns(col(FollowUp.patient_id), func.count())
        .where(col(FollowUp.patient_id).in_(patient_ids), col(FollowUp.done_at).is_(None))
        .group_by(col(FollowUp.patient_id))
    )
    return {patient_id: number for patient_id, number in session.execute(counted)}


def history(session: Session, actor: Actor, follow_up_id: int) -> list[HistoryLine]:
    """What happened to a follow-up, the newest first."""
    find(session, actor, follow_up_id)
    told = (
        select(FollowUpEvent, User.name)
        .join(User, col(User.id) == FollowUpEvent.by_id)
        .where(FollowUpEvent.follow_up_id == follow_up_id)
        .order_by(col(FollowUpEvent.id).desc())
    )
    return [HistoryLine(event, who) for event, who in session.exec(told)]


@once_for_each_sight
def _first_due(actor: Actor, all_of_it: bool) -> Select[FollowUp, Patient, str]:
    due = _with_names(_due(actor).order_by(*_IN_ORDER))
    return due if all_of_it else due.offset(bindparam("after", type_=Integer())).limit(MOST)


@once_for_each_sight
def _counted_due(actor: Actor) -> Select[int]:
    return _due(actor).with_only_columns(func.count(col(FollowUp.id)))


def _due(actor: Actor) -> SelectOfScalar[FollowUp]:
    # Each way has an index of its own: an OR of them reads everything that is open.
    number, due = select(FollowUp.id), (col(FollowUp.done_at).is_(None), col(FollowUp.due_on) <= TODAY)
    own = number.where(col(FollowUp.owner_id) == _OWNER, *due)
    kept = number.join(Assignment, col(Assignment.patient_id) == FollowUp.patient_id).where(
        col(Assignment.coordinator_id) == _OWNER,
        col(Assignment.until).is_(None),
        # Said so that it is found by the patients of the caseload, not among everything that is nobody's.
        func.coalesce(col(FollowUp.owner_id), 0) == 0,
        *due,
    )
    return visible_to(actor).where(col(FollowUp.id).in_(union(own, kept)), *due)


@once_for_each_sight
def _first_neglected(actor: Actor) -> Select[FollowUp, Patient, str, int]:
    """The first, in order, of what any of the ways finds, each with how many there are of them all."""
    ways = (
        way.with_only_columns(*_IN_ORDER).order_by(*_IN_ORDER).limit(_COUNTED).subquery()
        for way in _ways_to_be_neglected(actor)
    )
    found = union(*(select(*way.c) for way in ways)).subquery()
    first = select(found.c.id, func.count().over().label("total")).order_by(*found.c).limit(MOST).subquery()
    shown = visible_to(actor).join(first, first.c.id == FollowUp.id).order_by(*_IN_ORDER)
    return _with_names(shown).add_columns(first.c.total)


def _ways_to_be_neglected(actor: Actor) -> tuple[SelectOfScalar[FollowUp], ...]:
    """What waits since before a day; what is nobody's, of nobody's patients; what is of who left.

    One by one, each found and ordered by an index: an OR of them reads everything that is open.
    """
    kept = (
        select(Assignment.id)
        .where(Assignment.patient_id == FollowUp.patient_id, col(Assignment.until).is_(None))
        .correlate(FollowUp)
        .exists()
    )
    left = select(User.id).where(col(User.is_active).is_(False))
    still_open = visible_to(actor).where(col(FollowUp.done_at).is_(None))
    return (
        still_open.where(col(FollowUp.due_on) < TODAY),
        still_open.where(col(FollowUp.owner_id).is_(None), ~kept),
        still_open.where(col(FollowUp.owner_id).in_(left)),
    )


def _lines(session: Session, wanted: SelectOfScalar[FollowUp]) -> list[Line]:
    return [Line(*row) for row in session.execute(_with_names(wanted))]


def _with_names(wanted: SelectOfScalar[FollowUp]) -> Select[FollowUp, Patient, str]:
    return wanted.outerjoin(User, col(User.id) == FollowUp.owner_id).add_columns(Patient, User.name)  # pyright: ignore[reportArgumentType]

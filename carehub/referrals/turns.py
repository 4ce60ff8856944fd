"""Which referrals wait for somebody of the center, a window at a time: ours to move, late, to review."""

from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, and_, func, or_, union
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from carehub.accounts.models import User
from carehub.caseloads.models import Assignment
from carehub.core import clock
from carehub.core.actor import Actor, Permission, Role, require
from carehub.core.sight import MOST, NOW, TODAY, asked_by, once_for_each_sight
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.referrals.change import working_days
from carehub.referrals.models import Referral, ReferralType
from carehub.referrals.reading import Entry, visible_to
from carehub.referrals.status import MEANINGS, Status, WhoseMove
from carehub.sensitive.access import may_see

_OURS = frozenset({WhoseMove.US, WhoseMove.US_OR_PATIENT})
_ALWAYS_OURS = tuple(
    status for status in MEANINGS if MEANINGS[status].move in _OURS and status is not Status.NEEDS_INFO
)
_BY_DUE = (col(Referral.due_at).asc().nulls_last(), col(Referral.id))
_RUNNING = (
    col(Referral.closed_at).is_(None),
    or_(col(Referral.paused_until).is_(None), col(Referral.paused_until) < TODAY),
)


def our_moves(session: Session, actor: Actor, most: int) -> tuple[list[Entry], int]:
    """This person's referrals whose move is ours, what is late the longest first: the first of them, and how
    many there are."""
    found = session.execute(_first_moves(actor), _asked_now(session, actor, most)).all()
    return [Entry(*row[:-1]) for row in found], found[0][-1] if found else 0


def late(session: Session, actor: Actor, most: int) -> list[Entry]:
    """The first of all late referrals that this person may see, what is late the longest first."""
    found = session.execute(_first_late(actor), _asked_now(session, actor, most))
    return [Entry(*row) for row in found]


def count_late(session: Session, actor: Actor, most: int) -> int:
    """How many are late; not further than ``most``. Not one patient's record is read for it."""
    return session.execute(_counted_late(actor), _asked_now(session, actor, most)).scalar_one()


def to_review(session: Session, actor: Actor, most: int) -> list[Entry]:
    """The first of the reports that wait for this provider: of own requests, and of those of no provider."""
    found = session.execute(_first_to_review(actor), asked_by(actor, most=most))
    return [Entry(*row) for row in found]


def count_to_review(session: Session, actor: Actor) -> int:
    return _counted(session, _to_review(actor))


def is_ours(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """That it is on us to act, as ``status.whose_move`` says of one referral."""
    return or_(
        col(Referral.status).in_(_ALWAYS_OURS),
        and_(
            col(Referral.status) == Status.NEEDS_INFO,
            or_(col(Referral.missing_from).is_(None), col(Referral.missing_from).in_(_OURS)),
        ),
        and_(col(Referral.status) == Status.SCHEDULED, col(Referral.appointment_at) <= now),
        and_(col(Referral.status) == Status.REPORT_RECEIVED, col(Referral.reviewed_on).is_not(None)),
    )


def _asked_now(session: Session, actor: Actor, most: int) -> dict[str, object]:
    now = clock.now()
    return asked_by(actor, now=now, today=working_days(session).day_of(now), most=most)


@once_for_each_sight
def _first_moves(actor: Actor) -> Select[Referral, Patient, str, str, int]:
    # Counted along: to put them in order all are read anyway.
    counted = _entries(_moves_of(actor)).add_columns(func.count().over())
    return counted.order_by(*_BY_DUE).limit(MOST)  # pyright: ignore[reportReturnType]


@once_for_each_sight
def _first_late(actor: Actor) -> Select[Referral, Patient, str, str]:
    # All of these have a day: in the order of the index no further is read than is shown.
    shown = _entries(visible_to(actor).where(*_late(actor)))
    return shown.order_by(col(Referral.due_at), col(Referral.id)).limit(MOST)


@once_for_each_sight
def _counted_late(actor: Actor) -> SelectOfScalar[int]:
    visible = patients.may_see_patient(actor, col(Referral.patient_id))
    late_ones = select(Referral.id).where(visible, may_see(actor, col(Referral.id)), *_late(actor))
    return select(func.count()).select_from(late_ones.limit(MOST).subquery())


@once_for_each_sight
def _first_to_review(actor: Actor) -> Select[Referral, Patient, str, str]:
    return _entries(_to_review(actor)).order_by(*_BY_DUE).limit(MOST)


def _moves_of(actor: Actor) -> SelectOfScalar[Referral]:
    require(actor, Permission.REFERRALS_MOVE)
    # Looked up in two ways, one after the other: an OR of them reads everything that has no coordinator.
    number, still_open = select(Referral.id), col(Referral.closed_at).is_(None)
    own = number.where(Referral.coordinator_id == actor.user_id, still_open)
    kept = number.join(Assignment, col(Assignment.patient_id) == Referral.patient_id).where(
        Assignment.coordinator_id == actor.user_id,
        col(Assignment.until).is_(None),
        # Said so that it is found by the patients of the caseload, not among everything that is nobody's.
        func.coalesce(col(Referral.coordinator_id), 0) == 0,
        still_open,
    )
    mine = col(Referral.id).in_(union(own, kept))
    return visible_to(actor).where(mine, is_ours(NOW), *_RUNNING)


def _late(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    require(actor, Permission.REFERRALS_EDIT)
    return (col(Referral.due_at) <= NOW, *_RUNNING)


def _to_review(actor: Actor) -> SelectOfScalar[Referral]:
    require(actor, Permission.REFERRALS_ACKNOWLEDGE)
    providers = select(User.id).where(User.role == Role.PROVIDER, col(User.is_active))
    asked = or_(
        col(Referral.requested_by_id) == actor.user_id, col(Referral.requested_by_id).not_in(providers)
    )
    waiting = (col(Referral.status) == Status.REPORT_RECEIVED, col(Referral.reviewed_on).is_(None))
    return visible_to(actor).where(asked, *waiting, col(Referral.closed_at).is_(None))


def _entries(wanted: SelectOfScalar[Referral]) -> Select[Referral, Patient, str, str]:
    return (
        wanted.add_columns(Patient, col(ReferralType.name), col(User.name))  # pyright: ignore
        .join(ReferralType, col(ReferralType.id) == Referral.type_id)
        .outerjoin(User, col(User.id) == Referral.coordinator_id)
    )


def _counted(session: Session, wanted: SelectOfScalar[Referral]) -> int:
    return session.execute(wanted.with_only_columns(func.count(col(Referral.id)))).scalar_one()

"""One page of a caseload: filtered, in an order, and behind a patient; however many there are.

A page costs the page. Orders that the index holds go at any length; the others look at each patient of
the list, so they are for lists of up to ``SHORT``. Counting stops there as well: of all who are with nobody,
most may be at other sites.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    Date,
    Integer,
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col
from sqlmodel.sql.expression import SelectOfScalar

from carehub.caseloads import service as caseloads
from carehub.contacts.reached import last_reached
from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.database import UtcDateTime
from carehub.core.sight import IDS, MOST, NOW, TODAY, asked_by, once_for_each_sight
from carehub.desk.caseload.view import (
    ANY_STATUS,
    AT_ANY_LENGTH,
    UNASSIGNED,
    CaseloadView,
    Sort,
)
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.models import FollowUp
from carehub.patients import service as patients
from carehub.patients.models import Patient, PatientSite, PatientStatus, Risk
from carehub.programs import service as programs
from carehub.referrals import service as referrals
from carehub.referrals.models import Referral
from carehub.shared_calendar import reading as calendar
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.status import MOVABLE

PAGE = 50
SHORT = 2_000
_RANKS = {Risk.HIGH: 0, Risk.MEDIUM: 1, Risk.LOW: 2}
_UNKNOWN_RANK = 3
# What has no value stands behind everything that has one.
_NEVER = datetime(9999, 12, 31, tzinfo=UTC)
_NO_DAY = date(9999, 12, 31)
_NOTHING_DUE = "9999"
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
KEEPER: BindParameter[int] = bindparam("keeper", type_=Integer())
_QUIET_SINCE: BindParameter[datetime] = bindparam("quiet_since", type_=UtcDateTime())


@dataclass(frozen=True, slots=True)
class Counted:
    """How many patients fit a view; ``more`` when counting stopped before the end."""

    number: int
    more: bool = False

    @property
    def is_short(self) -> bool:
        return not self.more


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some patients of a caseload; ``next`` is the last of them when others stand behind it."""

    patients: tuple[Patient, ...]
    next: int | None


def count(session: Session, actor: Actor, view: CaseloadView) -> Counted:
    """How many there are, or at least are, as far as is looked."""
    require(actor, Permission.CASELOAD_ASSIGN)
    statement = _counting(actor, _form(view), *_typed(session, actor, view))
    looked, fitting = session.execute(statement, _asked(session, actor, view, most=SHORT + 1)).one()
    return Counted(min(fitting or 0, SHORT), more=looked > SHORT)


def page(
    session: Session, actor: Actor, view: CaseloadView, after: int | None = None, *, size: int = PAGE
) -> CasePage:
    """The patients behind the one with the id ``after``, as that patient stands in the order now."""
    require(actor, Permission.CASELOAD_ASSIGN)
    place = _place(session, actor, view, after) if after is not None else {}
    wanted = _wanted(actor, _form(view), bool(place)).where(*_typed(session, actor, view))
    # One more than is shown tells whether there is a next page.
    found = session.scalars(wanted, _asked(session, actor, view, most=size + 1) | place).all()
    shown = tuple(found[:size])
    return CasePage(shown, shown[-1].id if len(found) > size else None)


def may_sort(sort: Sort, counted: Counted) -> bool:
    return sort in AT_ANY_LENGTH or counted.is_short


def fitting_order(view: CaseloadView, counted: Counted) -> CaseloadView:
    """The view, by name where the list is too long for its order."""
    return view if may_sort(view.sorted_by, counted) else replace(view, sort="", order="")


def has_late_work(actor: Actor) -> ColumnElement[bool]:
    """That the patient of a surrounding query has a late referral or an overdue follow-up ``as_of_now``."""
    late = referrals.of_its_patient(actor).where(
        col(Referral.closed_at).is_(None), col(Referral.due_at) <= NOW
    )
    overdue = follow_ups.of_its_patient(actor).where(
        col(FollowUp.done_at).is_(None), col(FollowUp.due_on) < TODAY
    )
    return or_(late.exists(), overdue.exists())


def as_of_now(session: Session) -> dict[str, date]:
    """The parameters that say when something is late."""
    return {"now": clock.now(), "today": follow_ups.today_of(session)}


def coordinator_of(actor: Actor, view: CaseloadView) -> int | None:
    """Whose caseload the view shows; None for those with nobody."""
    if view.whose == UNASSIGNED:
        return caseloads.UNASSIGNED
    return int(view.whose) if view.whose else actor.user_id


def _form(view: CaseloadView) -> CaseloadView:
    """What of a view decides how its statement is put together: not whose it is, nor what was typed."""
    return replace(view, whose=view.whose if view.whose == UNASSIGNED else "", text="")


def _typed(session: Session, actor: Actor, view: CaseloadView) -> tuple[ColumnElement[bool], ...]:
    return (patients.fitting(session, actor, view.text),) if view.text else ()


def _asked(session: Session, actor: Actor, view: CaseloadView, *, most: int) -> dict[str, object]:
    quiet_since = clock.now() - timedelta(days=int(view.quiet or 0))
    whose = {"keeper": coordinator_of(actor, view), "quiet_since": quiet_since}
    return asked_by(actor, **as_of_now(session), **whose, most=most)


def _counting(actor: Actor, view: CaseloadView, *typed: ColumnElement[bool]) -> Select[int, int]:
    return _count_of(actor, view, *typed) if typed else _kept_count(actor, view)


def _count_of(actor: Actor, view: CaseloadView, *typed: ColumnElement[bool]) -> Select[int, int]:
    fits = and_(patients.at_sites_of(actor), *_filters(actor, view), *typed)
    listed = select(cast(fits, Integer).label("fits")).where(*_list(view))
    if not actor.all_sites:
        # The sites of one after the other stand side by side: by name each look-up is somewhere else.
        listed = listed.order_by(col(Patient.id))
    of_them = listed.limit(MOST).subquery()
    return select(func.count(), func.sum(of_them.c.fits)).select_from(of_them)


_kept_count = once_for_each_sight(_count_of)


@once_for_each_sight
def _wanted(actor: Actor, view: CaseloadView, is_behind: bool) -> SelectOfScalar[Patient]:
    wanted = patients.visible_to(actor).where(*_list(view), *_filters(actor, view))
    if is_behind:
        wanted = wanted.where(_behind(actor, view))
    return wanted.order_by(*_order(actor, view)).limit(MOST)


def _list(view: CaseloadView) -> Iterator[ColumnElement[bool]]:
    """The list that is filtered: one stretch of an index."""
    yield caseloads.kept_by(caseloads.UNASSIGNED if view.whose == UNASSIGNED else KEEPER)
    if view.status != ANY_STATUS:
        yield col(Patient.status) == PatientStatus(view.status or PatientStatus.ACTIVE)


def _filters(actor: Actor, view: CaseloadView) -> Iterator[ColumnElement[bool]]:
    if view.risk:
        yield col(Patient.risk) == Risk(view.risk)
    if view.language:
        yield col(Patient.language) == view.language
    if view.site:
        yield _cared_for_at(int(view.site))
    if view.program:
        yield col(Patient.id).in_(programs.enrolled_in(actor, int(view.program)))
    if view.late:
        yield has_late_work(actor)
    if view.quiet:
        yield func.coalesce(last_reached(actor), _at(_LONG_AGO)) < _QUIET_SINCE


def _cared_for_at(site_id: int) -> ColumnElement[bool]:
    there = select(col(PatientSite.patient_id)).where(
        col(PatientSite.patient_id) == Patient.id, col(PatientSite.site_id) == site_id
    )
    return there.correlate(Patient).exists()


def _order(actor: Actor, view: CaseloadView) -> list[ColumnElement[Any]]:
    by = [*_keys(actor, view.sorted_by)]
    return [key.desc() for key in by] if view.order else by


def _place(session: Session, actor: Actor, view: CaseloadView, after: int) -> dict[str, object]:
    """Where this patient stands in the order; nowhere when the patient is not to be seen."""
    asked = asked_by(actor, now=clock.now(), ids=[after])
    place = session.execute(_standing(actor, view.sorted_by), asked).first() or ()
    return {f"place_{number}": value for number, value in enumerate(place)}


@once_for_each_sight
def _standing(actor: Actor, sort: Sort) -> Select[*tuple[Any, ...]]:
    visible = patients.visible_to(actor).where(col(Patient.id).in_(IDS))
    return visible.with_only_columns(*_keys(actor, sort))


def _behind(actor: Actor, view: CaseloadView) -> ColumnElement[bool]:
    """The condition for those who come after a patient's place."""
    keys = _keys(actor, view.sorted_by)
    at = tuple_(*(bindparam(f"place_{number}", type_=key.type) for number, key in enumerate(keys)))
    return tuple_(*keys) < at if view.order else tuple_(*keys) > at


def _keys(actor: Actor, sort: Sort) -> tuple[Any, ...]:
    # Any: to a type checker the columns of a model are no expressions.
    if sort is Sort.ADDED:
        return (col(Patient.id),)
    key = _key(actor, sort)
    return patients.BY_NAME if key is None else (key, *patients.BY_NAME)


def _key(actor: Actor, sort: Sort) -> ColumnElement[Any] | None:
    """What comes before the name in an order; None for the name itself."""
    match sort:
        case Sort.NAME | Sort.ADDED:
            return None
        case Sort.BORN:
            return func.coalesce(col(Patient.birth_date), literal(_NO_DAY, Date()))
        case Sort.RISK:
            return case(_RANKS, value=col(Patient.risk), else_=_UNKNOWN_RANK)
        case Sort.CONTACT:
            return func.coalesce(last_reached(actor), _at(_LONG_AGO))
        case Sort.DUE:
            return _first_due(actor)
        case Sort.APPOINTMENT:
            return func.coalesce(_next_appointment(actor), _at(_NEVER))


def _first_due(actor: Actor) -> ColumnElement[str]:
    """The instant or the day on which something is due first, as text: so the two can be compared."""
    open_ones = referrals.of_its_patient(actor).where(col(Referral.closed_at).is_(None))
    due = open_ones.with_only_columns(cast(func.min(Referral.due_at), String)).scalar_subquery()
    follow_up = follow_ups.of_its_patient(actor).where(col(FollowUp.done_at).is_(None))
    day = follow_up.with_only_columns(cast(func.min(FollowUp.due_on), String)).scalar_subquery()
    first, other = (func.coalesce(each, _NOTHING_DUE) for each in (due, day))
    return case((first < other, first), else_=other)


def _next_appointment(actor: Actor) -> ScalarSelect[datetime]:
    ahead = calendar.of_its_patient(actor).where(
        col(Appointment.status).in_(MOVABLE), col(Appointment.starts_at) >= NOW
    )
    return ahead.with_only_columns(func.min(Appointment.starts_at)).scalar_subquery()


def _at(instant: datetime) -> ColumnElement[datetime]:
    return literal(instant, UtcDateTime())

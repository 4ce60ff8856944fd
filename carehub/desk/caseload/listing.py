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
    Date,
    Integer,
    ScalarSelect,
    String,
    and_,
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
    fits = and_(patients.at_sites_of(actor), *_filters(session, actor, view))
    looked_at = select(cast(fits, Integer).label("fits")).where(*_list(actor, view)).limit(SHORT + 1)
    of_them = looked_at.subquery()
    looked, fitting = session.execute(
        select(func.count(), func.sum(of_them.c.fits)).select_from(of_them)
    ).one()
    return Counted(min(fitting or 0, SHORT), more=looked > SHORT)


def page(
    session: Session, actor: Actor, view: CaseloadView, after: int | None = None, *, size: int = PAGE
) -> CasePage:
    """The patients behind the one with the id ``after``, as that patient stands in the order now."""
    wanted = _wanted(session, actor, view)
    if after is not None:
        wanted = wanted.where(*_behind(session, actor, view, after))
    # One more than is shown tells whether there is a next page.
    found = session.exec(wanted.order_by(*_order(actor, view)).limit(size + 1)).all()
    shown = tuple(found[:size])
    return CasePage(shown, shown[-1].id if len(found) > size else None)


def may_sort(sort: Sort, counted: Counted) -> bool:
    return sort in AT_ANY_LENGTH or counted.is_short


def fitting_order(view: CaseloadView, counted: Counted) -> CaseloadView:
    """The view, by name where the list is too long for its order."""
    return view if may_sort(view.sorted_by, counted) else replace(view, sort="", order="")


def has_late_work(session: Session, actor: Actor) -> ColumnElement[bool]:
    """That the patient of a surrounding query has a late referral or an overdue follow-up."""
    late = referrals.of_its_patient(actor).where(
        col(Referral.closed_at).is_(None), col(Referral.due_at) <= clock.now()
    )
    overdue = follow_ups.of_its_patient(actor).where(
        col(FollowUp.done_at).is_(None), col(FollowUp.due_on) < follow_ups.today_of(session)
    )
    return or_(late.exists(), overdue.exists())


def _wanted(session: Session, actor: Actor, view: CaseloadView) -> SelectOfScalar[Patient]:
    require(actor, Permission.CASELOAD_ASSIGN)
    return patients.visible_to(actor).where(*_list(actor, view), *_filters(session, actor, view))


def _list(actor: Actor, view: CaseloadView) -> Iterator[ColumnElement[bool]]:
    """The list that is filtered: one stretch of an index."""
    yield caseloads.kept_by(coordinator_of(actor, view))
    if view.status != ANY_STATUS:
        yield col(Patient.status) == PatientStatus(view.status or PatientStatus.ACTIVE)


def _filters(session: Session, actor: Actor, view: CaseloadView) -> Iterator[ColumnElement[bool]]:
    if view.risk:
        yield col(Patient.risk) == Risk(view.risk)
    if view.language:
        yield col(Patient.language) == view.language
    if view.site:
        yield _cared_for_at(int(view.site))
    if view.program:
        yield col(Patient.id).in_(programs.enrolled_in(actor, int(view.program)))
    if view.late:
        yield has_late_work(session, actor)
    if view.quiet:
        yield _not_reached_for(actor, int(view.quiet))
    if view.text:
        yield patients.fitting(session, actor, view.text)


def coordinator_of(actor: Actor, view: CaseloadView) -> int | None:
    """Whose caseload the view shows; None for those with nobody."""
    if view.whose == UNASSIGNED:
        return caseloads.UNASSIGNED
    return int(view.whose) if view.whose else actor.user_id


def _cared_for_at(site_id: int) -> ColumnElement[bool]:
    there = select(col(PatientSite.patient_id)).where(
        col(PatientSite.patient_id) == Patient.id, col(PatientSite.site_id) == site_id
    )
    return there.correlate(Patient).exists()


def _not_reached_for(actor: Actor, days: int) -> ColumnElement[bool]:
    return func.coalesce(last_reached(actor), _at(_LONG_AGO)) < _at(clock.now() - timedelta(days=days))


def _order(actor: Actor, view: CaseloadView) -> list[ColumnElement[Any]]:
    by = [*_keys(actor, view.sorted_by)]
    return [key.desc() for key in by] if view.order else by


def _behind(session: Session, actor: Actor, view: CaseloadView, after: int) -> list[ColumnElement[bool]]:
    """The condition for those who come after this patient; none when the patient is not to be seen."""
    keys = _keys(actor, view.sorted_by)
    visible = patients.visible_to(actor).where(col(Patient.id) == after)
    place = session.execute(visible.with_only_columns(*keys)).first()
    if place is None:
        return []
    at = tuple_(*(literal(value, key.type) for value, key in zip(place, keys, strict=True)))
    return [tuple_(*keys) < at if view.order else tuple_(*keys) > at]


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
        col(Appointment.status).in_(MOVABLE), col(Appointment.starts_at) >= clock.now()
    )
    return ahead.with_only_columns(func.min(Appointment.starts_at)).scalar_subquery()


def _at(instant: datetime) -> ColumnElement[datetime]:
    return literal(instant, UtcDateTime())

"""When a site is open and when a person works there, by the wall clock of the site."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, delete, select

from carehub.accounts.models import Site, User, UserSite
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.errors import Conflict, Invalid, NotFound
from carehub.working_time.closing import closing_days
from carehub.working_time.models import WorkingHours
from carehub.working_time.zones import time_zone

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """From ``opens`` up to ``closes`` by the wall clock, on one weekday (0 is Monday)."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """From ``starts_at`` up to ``ends_at``: two instants in UTC between which somebody works."""

    starts_at: datetime
    ends_at: datetime


Week = tuple[Opening, ...]


def hours_of(session: Session, site_id: int, user_id: int | None = None) -> Week | None:
    """The week of a person at a site, in order; None where nobody has said: then any time will do.

    A person of whom no hours are known at any site works while the site is open; one who has hours
    elsewhere only does not work here.
    """
    if user_id is not None and (own := _rows(session, user_id=user_id)):
        return _week(row for row in own if row.site_id == site_id)
    rows = [row for row in _rows(session, site_id=site_id) if row.user_id is None]
    return _week(rows) if rows else None


def stretches(
    session: Session, first: date, last: date, site_id: int, user_id: int | None = None
) -> list[Stretch] | None:
    """When somebody works there from first to last, both counted, closing days left out; in order.

    None where no hours are known. 08:00 is 08:00 on the wall before and after a change of the clocks.
    """
    week = hours_of(session, site_id, user_id)
    if week is None:
        return None
    zone = ZoneInfo(time_zone(session, site_id))
    closed = closing_days(session, first, last, site_id)
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [
        Stretch(_at(day, opening.opens, zone), _at(day, opening.closes, zone))
        for day in days
        if day not in closed
        for opening in week
        if opening.weekday == day.weekday()
    ]


def is_working_time(
    session: Session, starts_at: datetime, ends_at: datetime, site_id: int, user_id: int | None = None
) -> bool:
    """Whether the whole time lies within hours that are worked; true where no hours are known, save on
    closing days."""
    zone = time_zone(session, site_id)
    first, last = (clock.local(each, zone).date() for each in (starts_at, ends_at - timedelta(seconds=1)))
    known = stretches(session, first, last, site_id, user_id)
    if known is None:
        return not closing_days(session, first, last, site_id)
    return any(each.starts_at <= starts_at and ends_at <= each.ends_at for each in known)


def set_hours(
    session: Session, actor: Actor, site_id: int, user_id: int | None, seen: Week | None, week: Week
) -> None:
    """Replace the week of a site, or of a person there; ``seen`` is the week that was on the screen.

    An empty week forgets what was said.
    """
    require(actor, Permission.SETTINGS_MANAGE)
    _check_place(session, site_id, user_id)
    _check_week(week)
    if own_hours(session, actor, site_id, user_id) != (seen or ()):
        raise Conflict("Someone else changed these hours just now. Look again, then repeat.")
    session.exec(delete(WorkingHours).where(*_whose(site_id, user_id)))
    session.add_all(
        WorkingHours(
            site_id=site_id, user_id=user_id, weekday=each.weekday, opens=each.opens, closes=each.closes
        )
        for each in week
    )
    session.flush()
    whose = f"user:{user_id}@site:{site_id}" if user_id else f"site:{site_id}"
    journal.record(session, actor, "working_hours.set", subject=whose, fields=("week",))
    announce(session, Topic.WORKING_TIME)


def own_hours(session: Session, actor: Actor, site_id: int, user_id: int | None = None) -> Week:
    """What was said of this site, or of this person there; empty when nothing was."""
    require(actor, Permission.SETTINGS_MANAGE)
    return _week(session.exec(select(WorkingHours).where(*_whose(site_id, user_id))))


def _rows(session: Session, *, site_id: int | None = None, user_id: int | None = None) -> list[WorkingHours]:
    wanted = WorkingHours.user_id == user_id if user_id is not None else WorkingHours.site_id == site_id
    return list(session.exec(select(WorkingHours).where(wanted)))


def _week(rows: Iterable[WorkingHours]) -> Week:
    return tuple(sorted(Opening(row.weekday, row.opens, row.closes) for row in rows))


def _at(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, zone).astimezone(UTC)


def _whose(site_id: int, user_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return col(WorkingHours.site_id) == site_id, col(WorkingHours.user_id).is_not_distinct_from(user_id)


def _check_place(session: Session, site_id: int, user_id: int | None) -> None:
    if session.get(Site, site_id) is None:
        raise NotFound("This site is not in the list any more.")
    if user_id is None:
        return
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("This person is not in the list any more.")
    if not user.all_sites and session.get(UserSite, (user_id, site_id)) is None:
        raise Invalid(f"{user.name} does not work at this site.")


def _check_week(week: Week) -> None:
    for each in week:
        if each.opens >= each.closes:
            raise Invalid(f"On {WEEKDAYS[each.weekday]} the end comes before the start.")
    for before, after in zip(sorted(week), sorted(week)[1:], strict=False):
        if before.weekday == after.weekday and after.opens < before.closes:
            raise Invalid(f"On {WEEKDAYS[after.weekday]} two times overlap.")

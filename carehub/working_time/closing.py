"""The one list of days on which the center is closed: federal holidays, and days of its own."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from holidays.countries.united_states import UnitedStates
from sqlmodel import Session, col, or_, select

from carehub.accounts.models import Site
from carehub.core import journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.errors import Conflict, Invalid, NotFound
from carehub.working_time.models import ClosingDay, WorkedHoliday

_OBSERVED = " (observed)"
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Holiday:
    """A federal holiday, the next day on which it is kept, and whether the center is closed then."""

    name: str
    next_day: date
    is_kept: bool


def closing_days(session: Session, first: date, last: date, site_id: int | None = None) -> frozenset[date]:
    """The days from first to last, both counted, on which the whole center, or that site, is closed.

    Weekends are not among them: they are a matter of working hours.
    """
    return frozenset(named_closing_days(session, first, last, site_id))


def named_closing_days(
    session: Session, first: date, last: date, site_id: int | None = None
) -> dict[date, str]:
    """The same days with why the center is closed, in the order of the calendar."""
    worked = frozenset(session.exec(select(WorkedHoliday.name)))
    found = {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in _federal(year)
        if first <= day <= last and _plain(name) not in worked
    }
    of_its_own = select(ClosingDay).where(
        ClosingDay.day >= first,
        ClosingDay.day <= last,
        or_(col(ClosingDay.site_id).is_(None), col(ClosingDay.site_id) == site_id),
    )
    found.update((each.day, each.name) for each in session.exec(of_its_own))
    return dict(sorted(found.items()))


def holidays(session: Session, actor: Actor, today: date) -> list[Holiday]:
    """The federal holidays in the order in which they come next."""
    require(actor, Permission.SETTINGS_MANAGE)
    worked = set(session.exec(select(WorkedHoliday.name)))
    coming: dict[str, date] = {}
    for year in (today.year, today.year + 1):
        for day, name in _federal(year):
            if day >= today:
                coming.setdefault(_plain(name), day)
    return [
        Holiday(name, day, name not in worked) for name, day in sorted(coming.items(), key=lambda h: h[1])
    ]


def keep_holiday(session: Session, actor: Actor, name: str, *, is_kept: bool) -> None:
    """Say whether the center is closed on a federal holiday, every year."""
    require(actor, Permission.SETTINGS_MANAGE)
    if name not in holiday_names():
        raise NotFound("There is no federal holiday of this name.")
    worked = session.get(WorkedHoliday, name)
    if is_kept and worked:
        session.delete(worked)
    elif not is_kept and not worked:
        session.add(WorkedHoliday(name=name))
    session.flush()
    _tell(session, actor, "closing_days.keep" if is_kept else "closing_days.work", name)


def own_closing_days(session: Session, actor: Actor, since: date) -> list[ClosingDay]:
    """The days that the center added itself, from ``since`` on."""
    require(actor, Permission.SETTINGS_MANAGE)
    return list(session.exec(select(ClosingDay).where(ClosingDay.day >= since).order_by(col(ClosingDay.day))))


def add_closing_day(session: Session, actor: Actor, day: date, name: str, site_id: int | None = None) -> int:
    """Close the center, or one site, on a day; returns the id."""
    require(actor, Permission.SETTINGS_MANAGE)
    why = " ".join(name.split())
    if not 1 <= len(why) <= _LONGEST_NAME or not why.isprintable():
        raise Invalid(f"Say why, in at most {_LONGEST_NAME} characters.")
    if site_id is not None and session.get(Site, site_id) is None:
        raise NotFound("This site is not in the list any more.")
    if _is_listed(session, day, site_id):
        raise Conflict("This day is in the list already.")
    added = ClosingDay(day=day, name=why, site_id=site_id)
    session.add(added)
    session.flush()
    assert added.id is not None
    _tell(session, actor, "closing_days.add", f"{added.id}")
    return added.id


def remove_closing_day(session: Session, actor: Actor, closing_day_id: int) -> None:
    """Work on that day after all."""
    require(actor, Permission.SETTINGS_MANAGE)
    found = session.get(ClosingDay, closing_day_id)
    if found is None:
        raise NotFound("Someone took this day out of the list already.")
    session.delete(found)
    session.flush()
    _tell(session, actor, "closing_days.remove", f"{closing_day_id}")


@cache
def holiday_names() -> frozenset[str]:
    """What the federal holidays are called."""
    return frozenset(name for _, name in _federal(2026) if not name.endswith(_OBSERVED))


@cache
def _federal(year: int) -> tuple[tuple[date, str], ...]:
    """The federal holidays of a year with their names; those on a weekend also when they are observed."""
    return tuple((day, name) for day, name in UnitedStates(years=year).items() if day.year == year)


def _plain(name: str) -> str:
    return name.removesuffix(_OBSERVED)


def _is_listed(session: Session, day: date, site_id: int | None) -> bool:
    same = select(ClosingDay.id).where(
        ClosingDay.day == day, col(ClosingDay.site_id).is_not_distinct_from(site_id)
    )
    return session.exec(same).first() is not None


def _tell(session: Session, actor: Actor, action: str, what: str) -> None:
    journal.record(session, actor, action, subject=f"closing_day:{what}")
    announce(session, Topic.WORKING_TIME)

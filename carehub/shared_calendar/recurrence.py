"""Times that come again: which days a rule means, in words and as RRULE (RFC 5545).

A rule is counted in days of the wall clock and always ends after a number of days (COUNT), so that cutting it
in two or putting it elsewhere can neither lose a day nor make one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from dateutil.rrule import rrulestr

from carehub.core.errors import Invalid

MOST = 260
FURTHEST = timedelta(days=2 * 366)
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_IN_THE_MONTH = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}


class Unit(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    # The same weekday of the month: "the second Tuesday".
    WEEKDAY_OF_MONTH = "weekday_of_month"


@dataclass(frozen=True, slots=True)
class Repeat:
    """What a person asks for: every two weeks on these weekdays (0 is Monday), until a day or so many times.

    ``but_closed``: not on days on which the center is closed; those do not count as times.
    """

    every: int
    unit: Unit
    weekdays: frozenset[int] = frozenset()
    until: date | None = None
    times: int | None = None
    but_closed: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.every <= 52:
            raise Invalid("Say every how many weeks or months, from 1 to 52.")
        if (self.until is None) == (self.times is None):
            raise Invalid("Say until which day it repeats, or how many times.")
        if self.times is not None and not 2 <= self.times <= MOST:
            raise Invalid(f"It can repeat from 2 to {MOST} times.")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A rule at work: its days are ``days()``, in order, of which ``starts_on`` is the first."""

    starts_on: date
    unit: Unit
    every: int
    count: int
    weekdays: tuple[int, ...] = ()
    day_of_month: int = 0
    week_begins: int = 0

    def days(self) -> list[date]:
        rule = rrulestr(self.rule, dtstart=datetime.combine(self.starts_on, time.min))
        return [moment.date() for moment in rule]

    @property
    def rule(self) -> str:
        """As RRULE; 29 to 31 mean the last day of a month that is too short."""
        parts = [f"FREQ={_FREQUENCIES[self.unit]}", f"INTERVAL={self.every}", *self._by()]
        return ";".join([*parts, f"COUNT={self.count}"])

    def _by(self) -> list[str]:
        match self.unit:
            case Unit.WEEK:
                codes = ",".join(_CODES[day] for day in self.weekdays)
                return [f"BYDAY={codes}", f"WKST={_CODES[self.week_begins]}"]
            case Unit.MONTH if self.day_of_month > 28:
                days = ",".join(map(str, range(28, self.day_of_month + 1)))
                return [f"BYMONTHDAY={days}", "BYSETPOS=-1"]
            case Unit.MONTH:
                return [f"BYMONTHDAY={self.day_of_month}"]
            case Unit.WEEKDAY_OF_MONTH:
                return [f"BYDAY={self.day_of_month}{_CODES[self.weekdays[0]]}"]
            case _:
                return []

    def head(self, count: int) -> "Pattern":
        """The first ``count`` days."""
        return replace(self, count=count)

    def tail(self, begins: int) -> "Pattern":
        """Everything from the day with this index on."""
        return replace(self, starts_on=self.days()[begins], count=self.count - begins)

    def moved(self, index: int, to: date) -> "Pattern":
        """The same rhythm, put so that the day with this index is ``to``: as many days, in the same order."""
        days = (to - self.days()[index]).days
        if days == 0:
            return self
        if self.unit in (Unit.MONTH, Unit.WEEKDAY_OF_MONTH):
            return self._moved_in_months(index, to)
        return replace(
            self,
            starts_on=self.starts_on + timedelta(days=days),
            weekdays=tuple(sorted((day + days) % 7 for day in self.weekdays)),
            week_begins=(self.week_begins + days) % 7,
        )

    def _moved_in_months(self, index: int, to: date) -> "Pattern":
        anew = _anchored(self, to)
        months = to.year * 12 + to.month - 1 - index * self.every
        first = date(months // 12, months % 12 + 1, 1)
        (starts_on,) = replace(anew, starts_on=first, count=1).days()
        return replace(anew, starts_on=starts_on)


def pattern_of(repeat: Repeat, starts_on: date, closed: frozenset[date] = frozenset()) -> Pattern:
    """The rule that does what is asked; of ``closed`` days it has enough others to spare."""
    weekdays = repeat.weekdays or frozenset({starts_on.weekday()})
    if repeat.unit is Unit.WEEK and starts_on.weekday() not in weekdays:
        raise Invalid(f"The first day is a {_WEEKDAYS[starts_on.weekday()]}. Choose that weekday too.")
    longest = Pattern(starts_on, repeat.unit, repeat.every, MOST * 2, weekdays=tuple(sorted(weekdays)))
    days = _anchored(longest, starts_on).days()
    return _anchored(longest, starts_on).head(_count(repeat, days, closed))


def pattern_in(rule: str, starts_on: date) -> Pattern:
    """A rule as it is kept."""
    parts = dict(part.split("=") for part in rule.split(";"))
    by_day = [code.strip("-0123456789") for code in parts.get("BYDAY", "").split(",") if code]
    frequency, places = parts["FREQ"], parts.get("BYMONTHDAY") or parts.get("BYDAY", "")[:-2]
    unit = Unit.WEEKDAY_OF_MONTH if frequency == "MONTHLY" and by_day else _UNITS[frequency]
    return Pattern(
        starts_on,
        unit,
        every=int(parts["INTERVAL"]),
        count=int(parts["COUNT"]),
        weekdays=tuple(_CODES.index(code) for code in by_day),
        day_of_month=0 if unit in (Unit.DAY, Unit.WEEK) else int(places.split(",")[-1]),
        week_begins=_CODES.index(parts.get("WKST", "MO")),
    )


def said(pattern: Pattern) -> str:
    """The rhythm as people say it: "Every Tuesday", "Every 2 weeks on Monday and Thursday"."""
    names = _listed([_WEEKDAYS[day] for day in pattern.weekdays])
    match pattern.unit:
        case Unit.DAY:
            return _every(pattern.every, "day")
        case Unit.WEEK if pattern.every == 1:
            return f"Every {names}"
        case Unit.WEEK:
            return f"Every {pattern.every} weeks on {names}"
        case Unit.MONTH if pattern.day_of_month > 28:
            return f"{_every(pattern.every, 'month')} on day {pattern.day_of_month} or the last day"
        case Unit.MONTH:
            return f"{_every(pattern.every, 'month')} on day {pattern.day_of_month}"
        case _:
            place = _IN_THE_MONTH[pattern.day_of_month]
            return f"{_every(pattern.every, 'month')} on the {place} {names}"


_FREQUENCIES = {
    Unit.DAY: "DAILY",
    Unit.WEEK: "WEEKLY",
    Unit.MONTH: "MONTHLY",
    Unit.WEEKDAY_OF_MONTH: "MONTHLY",
}
_UNITS = {"DAILY": Unit.DAY, "WEEKLY": Unit.WEEK, "MONTHLY": Unit.MONTH}


def _anchored(pattern: Pattern, day: date) -> Pattern:
    """The same pattern, as it reads when ``day`` is one of its days."""
    if pattern.unit is Unit.MONTH:
        return replace(pattern, weekdays=(), day_of_month=day.day)
    if pattern.unit is Unit.WEEKDAY_OF_MONTH:
        # There is not a fifth one in every month: it means the last.
        place = -1 if day.day > 28 else (day.day - 1) // 7 + 1
        return replace(pattern, weekdays=(day.weekday(),), day_of_month=place)
    return replace(pattern, weekdays=pattern.weekdays if pattern.unit is Unit.WEEK else ())


def _count(repeat: Repeat, days: Sequence[date], closed: frozenset[date]) -> int:
    """How many days of the rule it takes, those that are skipped included."""
    held = [index for index, day in enumerate(days) if not (repeat.but_closed and day in closed)]
    if repeat.times is not None:
        count = held[repeat.times - 1] + 1 if len(held) >= repeat.times else len(days)
    else:
        count = sum(day <= (repeat.until or day) for day in days)
    if count < 2:
        raise Invalid("Until this day it would take place only once. Choose a later day.")
    if sum(index < count for index in held) > MOST or days[count - 1] - days[0] > FURTHEST:
        raise Invalid(f"This repeats too far ahead: at most {MOST} times, within two years.")
    return count


def _every(number: int, unit: str) -> str:
    return f"Every {unit}" if number == 1 else f"Every {number} {unit}s"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))

"""What the booking dialog and the panel send, parsed strictly: how it repeats, which of a series is meant."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from carehub.core.errors import Invalid
from carehub.shared_calendar.claims import details_of, is_told, one_of, referral_of, slot_of
from carehub.shared_calendar.recurrence import Repeat, Unit
from carehub.shared_calendar.requests import Booking, Details, Insisting, Scope
from carehub.shared_calendar.slots import A_DAY, Slot, slot_at
from carehub.shared_calendar.status import AppointmentStatus, Kind
from carehub.ui.claims import parse

_Text = Annotated[str, StringConstraints(max_length=400)]
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
YES = "yes"


class Rhythm(StrEnum):
    """What the dialog offers under "Repeats"."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"
    TWO_WEEKS = "two_weeks"
    FOUR_WEEKS = "four_weeks"
    MONTHLY = "monthly"
    WEEKDAY_OF_MONTH = "weekday_of_month"
    THREE_MONTHS = "three_months"
    SIX_MONTHS = "six_months"

    @property
    def label(self) -> str:
        return _RHYTHMS[self][0]


_RHYTHMS = {
    Rhythm.NEVER: ("Does not repeat", 0, Unit.DAY),
    Rhythm.DAILY: ("Every day", 1, Unit.DAY),
    Rhythm.WEEKLY: ("Every week", 1, Unit.WEEK),
    Rhythm.TWO_WEEKS: ("Every 2 weeks", 2, Unit.WEEK),
    Rhythm.FOUR_WEEKS: ("Every 4 weeks", 4, Unit.WEEK),
    Rhythm.MONTHLY: ("Every month, same day", 1, Unit.MONTH),
    Rhythm.WEEKDAY_OF_MONTH: ("Every month, same weekday", 1, Unit.WEEKDAY_OF_MONTH),
    Rhythm.THREE_MONTHS: ("Every 3 months", 3, Unit.MONTH),
    Rhythm.SIX_MONTHS: ("Every 6 months", 6, Unit.MONTH),
}
BY_WEEK = tuple(rhythm for rhythm in Rhythm if _RHYTHMS[rhythm][2] is Unit.WEEK)


class _RepeatForm(BaseModel):
    """``also`` are further weekdays, each its own tick: ``also0`` is Monday."""

    model_config = ConfigDict(extra="ignore")

    day: _Text = ""
    repeats: _Text = Rhythm.NEVER.value
    until: _Text = ""
    times: Annotated[str, StringConstraints(pattern=r"^\d{0,4}$")] = ""
    open_days: _Text | None = None
    also0: _Text | None = None
    also1: _Text | None = None
    also2: _Text | None = None
    also3: _Text | None = None
    also4: _Text | None = None
    also5: _Text | None = None
    also6: _Text | None = None


class _Asked(BaseModel):
    model_config = ConfigDict(extra="ignore")

    despite: _Text = ""
    fitting: _Text | None = None
    scope: _Text = Scope.ONE.value
    knows: _Text = ""
    who: _Text = ""
    reason: _Text = ""
    other: _Text = ""
    enters_as: _Text = Field(default=AppointmentStatus.BOOKED.value)


class _AwayForm(BaseModel):
    model_config = ConfigDict(extra="ignore")

    day: _Text
    last: _Text = ""


@dataclass(frozen=True, slots=True)
class Cancelling:
    """Who cancels, why, which of a series, and whether the patient knows."""

    status: AppointmentStatus
    reason: str
    scope: Scope
    told: bool


def booking_of(form: object, kind: Kind, patient_id: int, time_zone: str, *, whole_days: bool) -> Booking:
    """What to book, and as what, once or again and again."""
    asked, details = parse(_Asked, form), details_of(form, kind, patient_id)
    if kind is Kind.OUT_OF_OFFICE and whole_days:
        return _away(form, details, time_zone)
    return Booking(
        details,
        slot_of(form, time_zone),
        referral_id=referral_of(form),
        told=is_told(form),
        despite=asked.despite,
        status=one_of(AppointmentStatus, asked.enters_as),
        repeat=repeat_of(form),
        only_fitting=asked.fitting is not None,
    )


def repeat_of(form: object) -> Repeat | None:
    """How it repeats; None when it does not."""
    given = parse(_RepeatForm, form)
    rhythm = one_of(Rhythm, given.repeats)
    if rhythm is Rhythm.NEVER:
        return None
    _, every, unit = _RHYTHMS[rhythm]
    also = {day for day in range(7) if getattr(given, f"also{day}") is not None}
    return Repeat(
        every,
        unit,
        frozenset(also | {_day(given.day).weekday()}) if unit is Unit.WEEK else frozenset(),
        until=_day(given.until) if given.until else None,
        times=int(given.times) if given.times else None,
        but_closed=given.open_days is not None,
    )


def insisting(form: object) -> Insisting:
    """What to do about what is in the way."""
    asked = parse(_Asked, form)
    return Insisting(asked.despite, only_fitting=asked.fitting is not None)


def scope_of(form: object) -> Scope:
    """Which occurrences of a series are meant; without a series, this one."""
    return one_of(Scope, parse(_Asked, form).scope)


def knows(form: object) -> bool:
    """The answer to "Was the patient told?"."""
    return parse(_Asked, form).knows == YES


def cancelling(form: object) -> Cancelling:
    """A cancellation; words of one's own go before the reason that was chosen."""
    asked = parse(_Asked, form)
    reason = asked.other.strip() or asked.reason
    return Cancelling(one_of(AppointmentStatus, asked.who), reason, scope_of(form), knows(form))


def _away(form: object, details: Details, time_zone: str) -> Booking:
    given, asked = parse(_AwayForm, form), parse(_Asked, form)
    first = _day(given.day)
    last = _day(given.last) if given.last else first
    if last < first:
        raise Invalid("The last day lies before the first. Check both.")
    days = Repeat(1, Unit.DAY, until=last) if last > first else None
    return Booking(details, _whole(first, time_zone), despite=asked.despite, repeat=days)


def _whole(day: date, time_zone: str) -> Slot:
    return slot_at(day, time(0), A_DAY, time_zone)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("Choose the day.") from None

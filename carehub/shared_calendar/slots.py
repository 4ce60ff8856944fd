"""Stretches of time: aware instants, and the wall clock of a time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from carehub.core import clock
from carehub.core.dates import written_date, written_time
from carehub.core.errors import Invalid

# Reading a range looks back this far for what began before it: longer appointments would be missed.
LONGEST = timedelta(hours=25)  # a whole day on which the clocks go back
SHORTEST = timedelta(minutes=5)
A_DAY = 24 * 60  # minutes; by the wall clock, however many hours the day has
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Slot:
    """From ``starts_at`` up to, not including, ``ends_at``; aware instants, kept in UTC."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise Invalid("A time needs its time zone.")
        # Two wall-clock times of one zone compare and subtract without the hour of a clock change.
        object.__setattr__(self, "starts_at", self.starts_at.astimezone(UTC))
        object.__setattr__(self, "ends_at", self.ends_at.astimezone(UTC))
        if not SHORTEST <= self.length <= LONGEST:
            raise Invalid("An appointment lasts from 5 minutes to 24 hours. Check its start and end.")

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    def overlaps(self, other: "Slot") -> bool:
        """Whether they share any moment; one that ends as the other starts does not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def slot_at(day: date, at: time, minutes: int, time_zone: str) -> Slot:
    """The slot that begins when the zone's wall clock shows ``at`` on ``day``.

    A time that the clock change skips is Invalid; of a time that comes twice, the first is meant.
    """
    starts_at = datetime.combine(day, at, ZoneInfo(time_zone)).astimezone(UTC)
    if starts_at.astimezone(ZoneInfo(time_zone)).time() != at:
        raise Invalid(
            f"There is no {at:%H:%M} on {written_date(day)}: the clocks go forward. Choose another time."
        )
    return Slot(starts_at, _end(starts_at, minutes, time_zone))


def slot_of_series(day: date, at: time, minutes: int, time_zone: str) -> Slot:
    """The same for a day of a series, which leaves none out: a time that the clock change skips comes an
    hour later, as RFC 5545 has it."""
    starts_at = datetime.combine(day, at, ZoneInfo(time_zone)).astimezone(UTC)
    return Slot(starts_at, _end(starts_at, minutes, time_zone))


def minutes_of(slot: Slot, time_zone: str) -> int:
    """How long a slot is, such that ``slot_at`` makes the same of it; a whole day is always A_DAY."""
    if slot.ends_at == _end(slot.starts_at, A_DAY, time_zone):
        return A_DAY
    return int(slot.length.total_seconds()) // 60


def said(slot: Slot, time_zone: str) -> str:
    """The slot as people say it: ``Thu 12-Nov-2026, 9:00 AM to 9:30 AM``."""
    start, end = (_with_weekday(instant, time_zone) for instant in (slot.starts_at, slot.ends_at))
    same_day = start.partition(", ")[0] == end.partition(", ")[0]
    return f"{start} to {end.partition(', ')[2] if same_day else end}"


def _end(starts_at: datetime, minutes: int, time_zone: str) -> datetime:
    if minutes != A_DAY:
        return starts_at + timedelta(minutes=minutes)
    # Of one zone, so that a day more is a day more on its wall clock.
    return (clock.local(starts_at, time_zone) + timedelta(days=1)).astimezone(UTC)


def _with_weekday(instant: datetime, time_zone: str) -> str:
    weekday = _WEEKDAYS[clock.local(instant, time_zone).weekday()]
    return f"{weekday} {written_time(instant, time_zone)}"

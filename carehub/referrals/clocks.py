"""How long a referral may stand where it stands, and how late it is.

Stat counts hours around the clock; the rest counts business days and runs out at the end of the day.
While a clock is paused, neither hours nor days count.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from carehub.core import clock
from carehub.referrals.status import Status, Urgency

_NEVER = 999_999_999
_SATURDAY = 5


class Step(StrEnum):
    OURS = "ours"
    ACCEPTANCE = "acceptance"
    BOOKING = "booking"
    ATTENDANCE = "attendance"
    REPORT = "report"
    REVIEW = "review"
    TELLING = "telling"


@dataclass(frozen=True)
class Allowance:
    """The time one step may take: hours for stat, business days for the other two urgencies."""

    stat_hours: int
    urgent_days: int
    routine_days: int


DEFAULT_CLOCKS: dict[Step, Allowance] = {
    Step.OURS: Allowance(4, 1, 3),
    Step.ACCEPTANCE: Allowance(24, 2, 7),
    Step.BOOKING: Allowance(24, 3, 10),
    Step.ATTENDANCE: Allowance(24, 1, 2),
    Step.REPORT: Allowance(48, 7, 14),
    Step.REVIEW: Allowance(24, 2, 5),
    Step.TELLING: Allowance(24, 2, 5),
}

_STEPS: dict[Status, Step] = {
    Status.DRAFT: Step.OURS,
    Status.NEEDS_INFO: Step.OURS,
    Status.READY: Step.OURS,
    Status.SENT: Step.ACCEPTANCE,
    Status.ACCEPTED: Step.BOOKING,
    Status.SCHEDULED: Step.ATTENDANCE,
    Status.SEEN: Step.REPORT,
    Status.REPORT_RECEIVED: Step.REVIEW,
}


@dataclass(frozen=True)
class WorkingDays:
    """A center's days: its time zone, and the dates on which it is closed besides weekends."""

    zone: ZoneInfo
    closed: frozenset[date] = frozenset()

    def day_of(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """The first instant after that day, in UTC."""
        return datetime.combine(day + timedelta(days=1), time(), self.zone).astimezone(UTC)


@dataclass(frozen=True)
class Pause:
    """A clock stood still from an instant to the end of a day."""

    began_at: datetime
    last_day: date


def step_of(status: Status, *, reviewed: bool = False) -> Step | None:
    """What a referral of this status waits for; None where nothing is owed any more."""
    return Step.TELLING if reviewed and status is Status.REPORT_RECEIVED else _STEPS.get(status)


def due_at(
    allowance: Allowance,
    urgency: Urgency,
    since: datetime,
    days: WorkingDays,
    pauses: Iterable[Pause] = (),
) -> datetime:
    """When a clock runs out; never before the end of a pause.

    `since` is when the step began: entering the status, the booked time for a scheduled visit, the
    review for a reviewed report.
    """
    ends = [days.end_of(pause.last_day) for pause in pauses]
    if urgency is Urgency.STAT:
        due = _later(since + timedelta(hours=allowance.stat_hours), pauses, days)
    else:
        count = allowance.urgent_days if urgency is Urgency.URGENT else allowance.routine_days
        closed = days.closed.union(*(_days_of(pause, days) for pause in pauses))
        due = days.end_of(business_day_after(days.day_of(since), count, closed))
    return max([due, *ends])


def _later(due: datetime, pauses: Iterable[Pause], days: WorkingDays) -> datetime:
    for pause in pauses:
        if pause.began_at < due:
            due = days.end_of(pause.last_day) + (due - pause.began_at)
    return due


def _days_of(pause: Pause, days: WorkingDays) -> frozenset[date]:
    first = days.day_of(pause.began_at)
    return frozenset(first + timedelta(days=number) for number in range((pause.last_day - first).days + 1))


def last_day(due: datetime, time_zone: str) -> date:
    """The day by whose end it must be done: a clock that runs out at midnight belongs to the day before."""
    return clock.local(due - timedelta(seconds=1), time_zone).date()


def business_day_after(start: date, count: int, closed: Collection[date] = ()) -> date:
    """The count-th business day after start; start itself is never counted."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= is_business_day(day, closed)
    return day


def business_days_between(first: date, last: date, closed: Collection[date] = ()) -> int:
    """Business days from first to last, both counted."""
    span = range((last - first).days + 1)
    return sum(is_business_day(first + timedelta(days=offset), closed) for offset in span)


def is_business_day(day: date, closed: Collection[date] = ()) -> bool:
    return day.weekday() < _SATURDAY and day not in closed


def days_in_stage(entered_at: datetime, now: datetime, days: WorkingDays) -> int:
    return (days.day_of(now) - days.day_of(entered_at)).days


def late_by(due: datetime | None, urgency: Urgency, now: datetime, days: WorkingDays) -> timedelta | None:
    """How late, in hours for stat and in business days for the rest; None while there is time."""
    if due is None or now < due:
        return None
    if urgency is Urgency.STAT:
        return now - due
    late = business_days_between(days.day_of(due), days.day_of(now), days.closed)
    return timedelta(days=max(late, 1))


def time_left(due: datetime, urgency: Urgency, now: datetime, days: WorkingDays) -> timedelta:
    """What there still is, in hours for stat and in business days for the rest; none on the last day."""
    if urgency is Urgency.STAT:
        return max(due - now, timedelta())
    tomorrow = days.day_of(now) + timedelta(days=1)
    return timedelta(days=business_days_between(tomorrow, last_day(due, days.zone.key), days.closed))


def order_key(head: str, began_at: datetime, referral_id: int) -> str:
    """Sorts as text: by head, then what began first."""
    return f"{head}{minutes(began_at):09d}{referral_id:09d}"


def order_head(lane: str, due: datetime | None) -> str:
    """The part of an order key that depends on the stage; always of one length."""
    return f"{lane}{minutes(due) if due else _NEVER:09d}"


def closed_order_head(closed_at: datetime) -> str:
    """Closed referrals have no urgency any more: the newest stands first."""
    return f"{lane_of(Urgency.ROUTINE, pinned=False)}{_NEVER - minutes(closed_at):09d}"


def lane_of(urgency: Urgency, *, pinned: bool) -> str:
    """Two figures that sort pinned cards first, then by urgency."""
    return f"{int(not pinned)}{list(Urgency).index(urgency)}"


def minutes(instant: datetime) -> int:
    return int(instant.timestamp()) // 60

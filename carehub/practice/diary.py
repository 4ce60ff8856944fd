"""What happened in the practice center and when: noted in any order, lived through in the order of time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from carehub.core import clock

Deed = Callable[[], None]
_SATURDAY = 5


@dataclass
class Diary:
    """Everything that was done before ``now``, in a center whose clocks show ``time_zone`` and which is not
    open on the days ``closed``."""

    now: datetime
    time_zone: str
    chance: Random
    closed: frozenset[date] = frozenset()
    _entries: list[tuple[datetime, int, Deed]] = field(default_factory=list)

    @property
    def today(self) -> date:
        return clock.local(self.now, self.time_zone).date()

    def note(self, at: datetime, deed: Deed) -> None:
        """Have it done at an instant of the past."""
        assert at <= self.now, "a diary tells the past"
        self._entries.append((at, len(self._entries), deed))

    def relive(self) -> None:
        """Do everything, the clock standing at the moment of each deed."""
        for at, _, deed in sorted(self._entries, key=lambda entry: entry[:2]):
            with clock.freeze(at):
                deed()

    def instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, ZoneInfo(self.time_zone))

    def in_office_hours(self, days_ago: int) -> datetime:
        """Some moment between half past eight and four, on that day or the working day before it."""
        minutes = self.chance.randrange(8 * 60 + 30, 16 * 60)
        return self.instant(self.working_day(-days_ago), time(minutes // 60, minutes % 60))

    def working_day(self, days_from_today: int) -> date:
        day = self.today + timedelta(days=days_from_today)
        while day.weekday() >= _SATURDAY or day in self.closed:
            day -= timedelta(days=1)
        return day

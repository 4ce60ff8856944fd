"""A series against a model of plain lists: whatever is done to it, no occurrence is lost or doubled."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from carehub.core import clock
from carehub.core.errors import Conflict, Invalid
from carehub.patients.models import Patient
from carehub.shared_calendar import reading, series, taking_back
from carehub.shared_calendar.cutting import pattern_of_series
from carehub.shared_calendar.models import Appointment, Series
from carehub.shared_calendar.recurrence import Repeat, Unit
from carehub.shared_calendar.requests import Booking, Insisting, Scope
from carehub.shared_calendar.slots import slot_at, slot_of_series
from carehub.shared_calendar.status import AppointmentStatus
from tests.conftest import People
from tests.shared_calendar.making import for_patient, id_of
from tests.sizes import size

CHICAGO = "America/Chicago"
# Two weeks before the clocks go forward.
FIRST = date(2027, 3, 1)
_S = AppointmentStatus

repeats = st.builds(
    Repeat,
    every=st.integers(1, 2),
    unit=st.sampled_from([Unit.DAY, Unit.WEEK, Unit.MONTH]),
    weekdays=st.frozensets(st.integers(0, 6), max_size=2).map(lambda days: days | {FIRST.weekday()}),
    times=st.integers(3, 7),
    but_closed=st.just(False),
)


@dataclass(frozen=True)
class Step:
    """What a person does next: to ``which`` occurrence, and for a move by how many days, to what hour."""

    does: str
    which: int
    scope: Scope
    days: int
    hour: int
    only_fitting: bool


steps = st.builds(
    Step,
    st.sampled_from(["move", "move", "cancel", "undo", "wait"]),
    st.integers(0, 6),
    st.sampled_from(Scope),
    st.integers(-9, 9),
    st.integers(8, 10),
    st.booleans(),
)


@dataclass
class Line:
    """One occurrence as the model knows it; ``rule_day`` is the day it stands for, ``group`` its series."""

    starts_at: datetime
    rule_day: date
    group: int
    is_apart: bool = False
    is_cancelled: bool = False


@dataclass
class Model:
    lines: dict[int, Line]
    unit: Unit
    every: int
    groups: int = 1

    def reached(self, chosen: int, scope: Scope, now: datetime) -> list[int]:
        """Whom this scope means, by hand."""
        it = self.lines[chosen]
        if scope is Scope.ONE:
            return [chosen]
        return [
            key
            for key, line in self.lines.items()
            if line.group == it.group
            and (key == chosen or line.starts_at > now)
            and (scope is Scope.ALL or line.rule_day >= it.rule_day)
        ]

    def moved(self, chosen: int, scope: Scope, to: datetime, now: datetime) -> dict[int, datetime]:
        """Where each one goes; at the same time the days of the rule go along."""
        if scope is Scope.ONE:
            return {chosen: to}
        it = self.lines[chosen]
        begins = min(self.lines[key].rule_day for key in self.reached(chosen, scope, now))
        tail = sorted(
            (key for key, line in self.lines.items() if line.group == it.group and line.rule_day >= begins),
            key=lambda key: self.lines[key].rule_day,
        )
        days = self._days(tail, chosen, clock.local(to, CHICAGO).date())
        at = clock.local(to, CHICAGO).time()
        self.tail = dict(zip(tail, days, strict=True))
        return {
            key: datetime.combine(self.tail[key], at, ZoneInfo(CHICAGO)).astimezone(UTC)
            for key in tail
            if key == chosen or self._goes(self.lines[key], now)
        }

    def _goes(self, line: Line, now: datetime) -> bool:
        return not line.is_apart and not line.is_cancelled and line.starts_at > now

    def _days(self, tail: list[int], chosen: int, to: date) -> list[date]:
        by = to - self.lines[chosen].rule_day
        if self.unit is not Unit.MONTH or not by:
            return [self.lines[key].rule_day + by for key in tail]
        index = tail.index(chosen)
        return [_months_later(to, (place - index) * self.every) for place in range(len(tail))]

    def apply(self, moved: dict[int, datetime], scope: Scope) -> None:
        if scope is not Scope.ONE:
            self.groups += 1
            for key, day in self.tail.items():
                line = self.lines[key]
                line.group, line.rule_day, line.is_apart = self.groups, day, key not in moved
        for key, start in moved.items():
            self.lines[key].starts_at = start
            self.lines[key].is_apart = scope is Scope.ONE

    def unfit(self, moved: dict[int, datetime]) -> set[int]:
        """Of an hour each: who would meet somebody who stays."""
        stay = [
            line.starts_at for key, line in self.lines.items() if key not in moved and not line.is_cancelled
        ]
        return {key for key, at in moved.items() if any(abs(at - there) < HOUR for there in stay)}


HOUR = timedelta(hours=1)


def _months_later(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    first = date(month // 12, month % 12 + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


@pytest.mark.campaign
@settings(
    max_examples=size(12, 300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(repeats, st.lists(steps, max_size=8))
def test_no_sequence_of_edits_loses_or_doubles_an_occurrence(
    session: Session, people: People, maria: Patient, repeat: Repeat, todo: list[Step]
) -> None:
    savepoint = session.begin_nested()
    try:
        _live_through(session, people, maria, repeat, todo)
    finally:
        savepoint.rollback()
        for row in [each for each in session if isinstance(each, Appointment | Series)]:
            session.expunge(row)


def _live_through(session: Session, people: People, maria: Patient, repeat: Repeat, todo: list[Step]) -> None:
    # A receiver works on our closing days, so only people are in the way.
    details = replace(for_patient(people, maria, staff=None), receiver="Lakeside Therapy")
    booking = Booking(details, slot_at(FIRST, time(9), 60, CHICAGO), repeat=repeat)
    made = series.book(session, people.alice, booking)
    lines = {id_of(row): Line(row.starts_at, row.occurs_on or FIRST, 1) for row in made}
    story = _Story(session, people, Model(lines, repeat.unit, repeat.every))
    for step in todo:
        with clock.freeze(story.now):
            getattr(story, step.does)(step)
            story.check()


class _Story:
    def __init__(self, session: Session, people: People, model: Model) -> None:
        self.session, self.people, self.model = session, people, model
        self.now = datetime(2027, 2, 20, 12, tzinfo=UTC)
        self.last: tuple[str, dict[int, Line]] | None = None

    def wait(self, step: Step) -> None:
        self.now += timedelta(days=abs(step.days))

    def move(self, step: Step) -> None:
        row = self._chosen(step)
        day = clock.local(row.starts_at, CHICAGO).date() + timedelta(days=step.days)
        slot = slot_at(day, time(step.hour), 60, CHICAGO)
        key, before = id_of(row), self._copy()
        moved = self.model.moved(key, step.scope, slot.starts_at, self.now)
        going, left = moved, self.model.unfit(moved)
        if step.only_fitting and step.scope is not Scope.ONE:
            while left:
                going = {each: at for each, at in going.items() if each not in left}
                left = self.model.unfit(going)
        insisting = Insisting(only_fitting=step.only_fitting)
        args = (key, row.version, slot, step.scope, insisting)
        if self.model.lines[key].is_cancelled:
            with pytest.raises(Invalid):
                series.move(self.session, self.people.alice, *args)
        elif left or not going:
            event("refused")
            with pytest.raises(Conflict):
                series.move(self.session, self.people.alice, *args)
        else:
            event(f"moved {step.scope}")
            done = series.move(self.session, self.people.alice, *args)
            assert (done.reached, done.left) == (len(going), len(moved) - len(going))
            self.model.apply(going, step.scope)
            self.last = (done.undo, before)

    def cancel(self, step: Step) -> None:
        row, before = self._chosen(step), self._copy()
        reached = self.model.reached(id_of(row), step.scope, self.now)
        gone = [key for key in reached if not self.model.lines[key].is_cancelled]
        if not gone:
            return
        if step.scope is Scope.ONE and self.model.lines[id_of(row)].is_cancelled:
            return
        done = series.cancel(
            self.session, self.people.alice, id_of(row), row.version, _S.CANCELLED_BY_US, "snow", step.scope
        )
        assert done.reached == len(gone)
        for key in gone:
            self.model.lines[key].is_cancelled = True
        self.last = (done.undo, before)

    def undo(self, _step: Step) -> None:
        if self.last:
            event("undone")
            taking_back.take_back(self.session, self.people.alice, self.last[0])
            self.model.lines, self.last = self.last[1], None

    def check(self) -> None:
        rows = {id_of(row): row for row in self.session.exec(select(Appointment))}
        assert rows.keys() == self.model.lines.keys()
        for key, line in self.model.lines.items():
            row = rows[key]
            assert (row.starts_at, row.ends_at) == (line.starts_at, line.starts_at + HOUR)
            assert row.status is (_S.CANCELLED_BY_US if line.is_cancelled else _S.BOOKED)
            assert (row.occurs_on, row.is_apart) == (line.rule_day, line.is_apart)
        self._check_rules(list(rows.values()))
        assert sorted(self._shown(list(rows.values()))) == sorted(rows)

    def _shown(self, rows: list[Appointment]) -> list[int]:
        """What the calendar shows, leafing through it by the longest range."""
        found: list[int] = []
        page = min(row.starts_at for row in rows)
        while page < max(row.ends_at for row in rows):
            end = page + reading.LONGEST_RANGE
            entries = reading.between(self.session, self.people.alice, page, end)
            found += [id_of(each.appointment) for each in entries if each.appointment.starts_at >= page]
            page = end
        return found

    def _check_rules(self, rows: list[Appointment]) -> None:
        for each in self.session.exec(select(Series)):
            theirs = [row for row in rows if row.series_id == each.id]
            assert {row.occurs_on for row in theirs} == set(pattern_of_series(each).days())
            for row in theirs:
                if not row.is_apart:
                    assert row.occurs_on
                    assert row.slot == slot_of_series(row.occurs_on, each.at, each.minutes, each.time_zone)

    def _chosen(self, step: Step) -> Appointment:
        keys = sorted(self.model.lines)
        return self.session.get_one(Appointment, keys[step.which % len(keys)])

    def _copy(self) -> dict[int, Line]:
        return {key: Line(**vars(line)) for key, line in self.model.lines.items()}

"""Rules against a model that counts on its fingers."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carehub.core.errors import Invalid
from carehub.shared_calendar.recurrence import MOST, Pattern, Repeat, Unit, pattern_in, pattern_of, said

TUESDAY = date(2026, 12, 1)
days = st.dates(date(2026, 1, 1), date(2030, 12, 31))


@st.composite
def patterns(draw: st.DrawFn) -> Pattern:
    """Any rule that a person can ask for, of at most 20 days."""
    starts_on, unit = draw(days), draw(st.sampled_from(Unit))
    weekdays = draw(st.frozensets(st.integers(0, 6))) | {starts_on.weekday()}
    every = draw(st.integers(1, 4 if unit in (Unit.DAY, Unit.WEEK) else 1))
    return pattern_of(Repeat(every, unit, weekdays, times=draw(st.integers(2, 20))), starts_on)


def counted(pattern: Pattern) -> list[date]:
    """The same days without any library: look at each day in turn."""
    found: list[date] = []
    day = pattern.starts_on
    while len(found) < pattern.count:
        if _is_one(pattern, day):
            found.append(day)
        day += timedelta(days=1)
    return found


def _is_one(pattern: Pattern, day: date) -> bool:
    first = pattern.starts_on
    months = (day.year - first.year) * 12 + day.month - first.month
    last = monthrange(day.year, day.month)[1]
    week = timedelta(days=(first.weekday() - pattern.week_begins) % 7)
    match pattern.unit:
        case Unit.DAY:
            return (day - first).days % pattern.every == 0
        case Unit.WEEK:
            return day.weekday() in pattern.weekdays and (day - first + week).days // 7 % pattern.every == 0
        case Unit.MONTH:
            return months % pattern.every == 0 and day.day == min(pattern.day_of_month, last)
        case _:
            place = (
                day.day + 7 > last if pattern.day_of_month < 0 else (day.day + 6) // 7 == pattern.day_of_month
            )
            return months % pattern.every == 0 and day.weekday() == pattern.weekdays[0] and place


@given(patterns())
def test_the_days_of_a_rule_are_those_one_counts_by_hand(pattern: Pattern) -> None:
    assert pattern.days() == counted(pattern)


@given(patterns())
def test_a_rule_is_kept_as_text_and_read_back(pattern: Pattern) -> None:
    assert pattern_in(pattern.rule, pattern.starts_on).days() == pattern.days()
    assert pattern_in(pattern.rule, pattern.starts_on).rule == pattern.rule
    assert said(pattern)


@given(patterns(), st.data())
def test_a_rule_cut_in_two_loses_and_doubles_no_day(pattern: Pattern, data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, pattern.count - 1))
    assert pattern.head(cut).days() + pattern.tail(cut).days() == pattern.days()


@given(patterns(), st.data(), st.integers(-40, 40))
def test_a_rule_put_elsewhere_keeps_its_number_of_days_and_their_order(
    pattern: Pattern, data: st.DataObject, by: int
) -> None:
    index = data.draw(st.integers(0, pattern.count - 1))
    target = pattern.days()[index] + timedelta(days=by)
    moved = pattern.moved(index, target).days()
    assert len(moved) == len(set(moved)) == pattern.count
    assert moved == sorted(moved)
    assert moved[index] == target
    if pattern.unit in (Unit.DAY, Unit.WEEK):
        assert moved == [day + timedelta(days=by) for day in pattern.days()]


@pytest.mark.parametrize(
    ("repeat", "starts_on", "words"),
    [
        (Repeat(1, Unit.WEEK, times=3), TUESDAY, "Every Tuesday"),
        (Repeat(2, Unit.WEEK, frozenset({1, 3}), times=3), TUESDAY, "Every 2 weeks on Tuesday and Thursday"),
        (Repeat(1, Unit.DAY, times=3), TUESDAY, "Every day"),
        (Repeat(3, Unit.MONTH, times=3), TUESDAY, "Every 3 months on day 1"),
        (
            Repeat(1, Unit.MONTH, times=3),
            date(2027, 1, 31),
            "Every month on day 31 or the last day",
        ),
        (Repeat(1, Unit.WEEKDAY_OF_MONTH, times=3), TUESDAY, "Every month on the first Tuesday"),
        (Repeat(1, Unit.WEEKDAY_OF_MONTH, times=3), date(2027, 3, 31), "Every month on the last Wednesday"),
    ],
)
def test_a_rule_reads_as_people_say_it(repeat: Repeat, starts_on: date, words: str) -> None:
    assert said(pattern_of(repeat, starts_on)) == words


def test_the_31st_is_the_last_day_of_a_shorter_month() -> None:
    pattern = pattern_of(Repeat(1, Unit.MONTH, times=4), date(2027, 1, 31))
    assert [day.day for day in pattern.days()] == [31, 28, 31, 30]


def test_until_a_day_includes_that_day() -> None:
    pattern = pattern_of(Repeat(1, Unit.WEEK, until=date(2026, 12, 15)), TUESDAY)
    assert pattern.days() == [TUESDAY, date(2026, 12, 8), date(2026, 12, 15)]


def test_twelve_times_means_twelve_although_the_center_is_closed_on_two_of_the_days() -> None:
    closed = frozenset({date(2026, 12, 22), date(2026, 12, 29)})
    pattern = pattern_of(Repeat(1, Unit.WEEK, times=12), TUESDAY, closed)
    assert len(set(pattern.days()) - closed) == 12
    assert pattern_of(Repeat(1, Unit.WEEK, times=12, but_closed=False), TUESDAY, closed).count == 12
    assert len(set(pattern_of(Repeat(1, Unit.DAY, times=MOST), TUESDAY, closed).days()) - closed) == MOST


@pytest.mark.parametrize(
    "ask",
    [
        lambda: Repeat(0, Unit.WEEK, times=3),
        lambda: Repeat(1, Unit.WEEK),
        lambda: Repeat(1, Unit.WEEK, times=3, until=TUESDAY),
        lambda: Repeat(1, Unit.WEEK, times=1),
        lambda: Repeat(1, Unit.WEEK, times=MOST + 1),
        lambda: pattern_of(Repeat(1, Unit.WEEK, frozenset({2}), times=3), TUESDAY),
        lambda: pattern_of(Repeat(1, Unit.WEEK, until=TUESDAY), TUESDAY),
        lambda: pattern_of(Repeat(1, Unit.DAY, until=date(2028, 12, 1)), TUESDAY),
        lambda: pattern_of(Repeat(12, Unit.MONTH, times=9), TUESDAY),
    ],
)
def test_what_makes_no_sense_is_refused(ask: object) -> None:
    with pytest.raises(Invalid):
        ask()  # pyright: ignore[reportCallIssue]

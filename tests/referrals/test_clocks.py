from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from carehub.referrals import clocks
from carehub.referrals.clocks import (
    DEFAULT_CLOCKS,
    Pause,
    WorkingDays,
    days_in_stage,
    last_day,
    late_by,
    step_of,
    time_left,
)
from carehub.referrals.status import Status, Urgency

CHICAGO = WorkingDays(ZoneInfo("America/Chicago"))
# A Thursday, 10:00 in Chicago.
THURSDAY = datetime(2026, 11, 19, 16, tzinfo=UTC)


def due_at(status: Status, urgency: Urgency, since: datetime, days: WorkingDays, *pauses: Pause) -> datetime:
    step = step_of(status)
    assert step is not None
    return clocks.due_at(DEFAULT_CLOCKS[step], urgency, since, days, pauses)


def midnight_after(month: int, day: int) -> datetime:
    return datetime(2026, month, day, tzinfo=CHICAGO.zone).astimezone(UTC) + timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "urgency", "expected"),
    [
        ("draft", "stat", THURSDAY + timedelta(hours=4)),
        ("draft", "urgent", midnight_after(11, 20)),
        ("draft", "routine", midnight_after(11, 24)),
        ("sent", "stat", THURSDAY + timedelta(hours=24)),
        ("sent", "urgent", midnight_after(11, 23)),
        ("sent", "routine", midnight_after(11, 30)),
        ("accepted", "routine", midnight_after(12, 3)),
        ("scheduled", "urgent", midnight_after(11, 20)),
        ("seen", "stat", THURSDAY + timedelta(days=2)),
        ("seen", "routine", midnight_after(12, 9)),
        ("report_received", "urgent", midnight_after(11, 23)),
    ],
)
def test_a_clock_runs_out_by_step_and_urgency(status: str, urgency: str, expected: datetime) -> None:
    assert due_at(Status(status), Urgency(urgency), THURSDAY, CHICAGO) == expected


def test_a_closed_referral_owes_nothing() -> None:
    assert step_of(Status.CLOSED) is None


def test_a_closing_day_of_the_center_does_not_count() -> None:
    thanksgiving = WorkingDays(CHICAGO.zone, frozenset({date(2026, 11, 26)}))
    assert due_at(Status.SENT, Urgency.ROUTINE, THURSDAY, thanksgiving) == midnight_after(12, 1)


def test_a_clock_that_starts_on_a_weekend_counts_from_monday() -> None:
    saturday = THURSDAY + timedelta(days=2)
    assert due_at(Status.DRAFT, Urgency.URGENT, saturday, CHICAGO) == midnight_after(11, 23)


def test_a_clock_ends_with_the_local_day_when_the_hour_changes() -> None:
    # Two days before the clocks go back in Chicago (1 November 2026).
    friday = datetime(2026, 10, 30, 16, tzinfo=UTC)
    assert due_at(Status.DRAFT, Urgency.URGENT, friday, CHICAGO) == datetime(2026, 11, 3, 6, tzinfo=UTC)


def test_nothing_is_late_before_its_time() -> None:
    due = due_at(Status.DRAFT, Urgency.URGENT, THURSDAY, CHICAGO)
    assert late_by(due, Urgency.URGENT, THURSDAY + timedelta(hours=20), CHICAGO) is None
    assert late_by(None, Urgency.URGENT, THURSDAY, CHICAGO) is None


def test_a_weekend_makes_nothing_later() -> None:
    due = midnight_after(11, 19)
    assert late_by(due, Urgency.ROUTINE, THURSDAY + timedelta(days=1), CHICAGO) == timedelta(days=1)
    assert late_by(due, Urgency.ROUTINE, THURSDAY + timedelta(days=3), CHICAGO) == timedelta(days=1)
    assert late_by(due, Urgency.ROUTINE, THURSDAY + timedelta(days=4), CHICAGO) == timedelta(days=2)


def test_stat_is_late_by_the_hour() -> None:
    due = THURSDAY + timedelta(hours=4)
    assert late_by(due, Urgency.STAT, due + timedelta(hours=3), CHICAGO) == timedelta(hours=3)


def test_days_in_a_stage_are_local_days() -> None:
    late_evening = datetime(2026, 11, 20, 5, tzinfo=UTC)  # still the 19th in Chicago
    assert days_in_stage(late_evening, late_evening + timedelta(hours=2), CHICAGO) == 1


@pytest.mark.parametrize(
    ("urgency", "pause", "expected"),
    [
        # Three business days from Thursday end on Tuesday; Monday and Tuesday do not count.
        ("routine", Pause(THURSDAY + timedelta(days=4), date(2026, 11, 24)), midnight_after(11, 26)),
        # The clock had run out before: the pause's last day is the new end.
        ("routine", Pause(THURSDAY + timedelta(days=20), date(2026, 12, 18)), midnight_after(12, 18)),
        # Of four hours three were left.
        (
            "stat",
            Pause(THURSDAY + timedelta(hours=1), date(2026, 11, 20)),
            midnight_after(11, 20) + timedelta(hours=3),
        ),
        ("stat", Pause(THURSDAY + timedelta(hours=9), date(2026, 11, 20)), midnight_after(11, 20)),
    ],
)
def test_a_paused_clock_goes_on_with_the_time_that_was_left(
    urgency: str, pause: Pause, expected: datetime
) -> None:
    assert due_at(Status.DRAFT, Urgency(urgency), THURSDAY, CHICAGO, pause) == expected


def test_what_is_left_is_counted_in_business_days_or_hours() -> None:
    routine = due_at(Status.DRAFT, Urgency.ROUTINE, THURSDAY, CHICAGO)
    for later, left in ((0, 3), (1, 2), (3, 2), (5, 0)):
        assert time_left(routine, Urgency.ROUTINE, THURSDAY + timedelta(days=later), CHICAGO).days == left
    stat = due_at(Status.DRAFT, Urgency.STAT, THURSDAY, CHICAGO)
    assert time_left(stat, Urgency.STAT, THURSDAY + timedelta(hours=1), CHICAGO) == timedelta(hours=3)


def key(
    urgency: Urgency, *, pinned: bool = False, due_days: int = 0, began_days: int = 0, number: int = 1
) -> str:
    head = clocks.order_head(clocks.lane_of(urgency, pinned=pinned), THURSDAY + timedelta(days=due_days))
    return clocks.order_key(head, THURSDAY + timedelta(days=began_days), number)


def test_cards_stand_by_urgency_then_lateness_then_age() -> None:
    expected = [
        key(Urgency.ROUTINE, pinned=True, due_days=9),
        key(Urgency.STAT, due_days=5),
        key(Urgency.URGENT, due_days=-3),
        key(Urgency.ROUTINE, due_days=-8, began_days=2),
        key(Urgency.ROUTINE, due_days=1, began_days=-5),
        key(Urgency.ROUTINE, due_days=1, began_days=-4),
        key(Urgency.ROUTINE, due_days=1, began_days=-4, number=2),
    ]
    assert sorted(reversed(expected)) == expected


def test_the_newest_closed_referral_stands_first() -> None:
    older, newer = clocks.closed_order_head(THURSDAY), clocks.closed_order_head(THURSDAY + timedelta(days=1))
    assert newer < older


def test_heads_are_of_one_length_so_that_a_board_can_replace_them() -> None:
    lane = clocks.lane_of(Urgency.STAT, pinned=True)
    heads = {
        clocks.order_head(lane, None),
        clocks.order_head(lane, THURSDAY),
        clocks.closed_order_head(THURSDAY),
    }
    assert {len(head) for head in heads} == {11}


def test_what_runs_out_at_midnight_is_due_on_the_day_that_ends() -> None:
    midnight_in_chicago = datetime(2026, 12, 5, 6, tzinfo=UTC)
    assert last_day(midnight_in_chicago, "America/Chicago") == date(2026, 12, 4)
    assert last_day(midnight_in_chicago + timedelta(hours=9), "America/Chicago") == date(2026, 12, 5)

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carehub.core.errors import Invalid
from carehub.shared_calendar.slots import LONGEST, SHORTEST, Slot, said, slot_at

CHICAGO = "America/Chicago"
NOON = datetime(2026, 11, 12, 18, tzinfo=UTC)

minutes = st.integers(min_value=5, max_value=300)
starts = st.integers(min_value=0, max_value=600).map(lambda after: NOON + timedelta(minutes=after))
slots = st.builds(lambda start, length: Slot(start, start + timedelta(minutes=length)), starts, minutes)


@given(slots, slots)
def test_two_slots_overlap_when_they_share_a_minute(one: Slot, other: Slot) -> None:
    def minutes_of(slot: Slot) -> set[int]:
        first = int((slot.starts_at - NOON).total_seconds()) // 60
        return set(range(first, first + int(slot.length.total_seconds()) // 60))

    assert one.overlaps(other) == bool(minutes_of(one) & minutes_of(other))
    assert one.overlaps(other) == other.overlaps(one)


def test_back_to_back_is_no_overlap() -> None:
    first = Slot(NOON, NOON + timedelta(minutes=30))
    assert not first.overlaps(Slot(first.ends_at, first.ends_at + timedelta(minutes=30)))


@pytest.mark.parametrize("length", [timedelta(0), -SHORTEST, timedelta(minutes=4), LONGEST + SHORTEST])
def test_too_short_too_long_and_backwards_are_refused(length: timedelta) -> None:
    with pytest.raises(Invalid, match="5 minutes to 24 hours"):
        Slot(NOON, NOON + length)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(Invalid, match="time zone"):
        Slot(NOON.replace(tzinfo=None), NOON + SHORTEST)


def test_nine_stays_nine_on_both_sides_of_a_clock_change() -> None:
    summer = slot_at(date(2026, 10, 31), time(9), 60, CHICAGO)
    winter = slot_at(date(2026, 11, 2), time(9), 60, CHICAGO)
    assert summer.starts_at.hour == 14
    assert winter.starts_at.hour == 15


def test_a_time_that_the_clocks_skip_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match=r"There is no 02:30 on 08-Mar-2026"):
        slot_at(date(2026, 3, 8), time(2, 30), 30, CHICAGO)


def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    twice = slot_at(date(2026, 11, 1), time(1, 30), 30, CHICAGO)
    assert twice.starts_at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_an_hour_is_an_hour_across_a_clock_change() -> None:
    zone = ZoneInfo(CHICAGO)
    across = Slot(datetime(2026, 11, 1, 0, 30, tzinfo=zone), datetime(2026, 11, 1, 2, 30, tzinfo=zone))
    assert across.length == timedelta(hours=3)
    assert slot_at(date(2026, 11, 1), time(0, 30), 60, CHICAGO).length == timedelta(hours=1)


def test_a_slot_is_said_with_its_day_and_both_times() -> None:
    assert said(Slot(NOON, NOON + timedelta(minutes=30)), CHICAGO) == "Thu 12-Nov-2026, 12:00 PM to 12:30 PM"
    overnight = Slot(NOON + timedelta(hours=11), NOON + timedelta(hours=14))
    assert said(overnight, CHICAGO) == "Thu 12-Nov-2026, 11:00 PM to Fri 13-Nov-2026, 2:00 AM"

from datetime import UTC, date, datetime, timedelta

import pytest

from carehub.core.dates import age, ago, born, written_date, written_time


def test_a_date_cannot_be_misread() -> None:
    assert written_date(date(1961, 3, 7)) == "07-Mar-1961"


def test_a_birth_date_comes_with_the_age() -> None:
    assert born(date(1961, 3, 7), date(2026, 11, 23)) == "07-Mar-1961 (65y)"


@pytest.mark.parametrize(
    ("birth", "today", "told"),
    [
        (date(2000, 2, 29), date(2026, 2, 28), "25y"),
        (date(2000, 2, 29), date(2026, 3, 1), "26y"),
        (date(2026, 4, 30), date(2026, 11, 23), "6m"),
        (date(2026, 11, 23), date(2026, 11, 23), "0m"),
    ],
)
def test_an_age_is_in_years_and_for_small_children_in_months(birth: date, today: date, told: str) -> None:
    assert age(birth, today) == told


@pytest.mark.parametrize(
    ("hour", "told"),
    [(5, "22-Nov-2026, 11:00 PM"), (6, "23-Nov-2026, 12:00 AM"), (18, "23-Nov-2026, 12:00 PM")],
)
def test_a_time_is_told_by_the_clock_on_the_wall(hour: int, told: str) -> None:
    assert written_time(datetime(2026, 11, 23, hour, tzinfo=UTC), "America/Chicago") == told


@pytest.mark.parametrize(
    ("passed", "told"),
    [
        (timedelta(seconds=3), "3 seconds ago"),
        (timedelta(seconds=60), "1 minute ago"),
        (timedelta(hours=26), "1 day ago"),
        (timedelta(seconds=-2), "0 seconds ago"),
    ],
)
def test_how_long_ago_is_told_in_the_largest_whole_unit(passed: timedelta, told: str) -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert ago(now - passed, now) == told

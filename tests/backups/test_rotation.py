"""Which backups are kept."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from carehub.backups.rotation import MONTHS, to_forget

moments = some.lists(
    some.datetimes(timezones=some.just(UTC)),
    unique=True,
)


def test_after_three_years_of_days_two_weeks_and_a_year_of_months_are_left() -> None:
    days = [datetime(2024, 1, 1, 2, tzinfo=UTC) + timedelta(days=day) for day in range(1_000)]
    left = sorted(set(days) - set(to_forget(days, 14)), reverse=True)
    assert left[:14] == days[:-15:-1]
    assert len(left) == 14 + MONTHS - 1
    assert all((day + timedelta(days=1)).day == 1 for day in left[14:])


@given(moments, some.integers(0, 30))
def test_the_newest_always_stays_and_nothing_is_forgotten_that_never_was(
    made: list[datetime], keep: int
) -> None:
    gone = to_forget(made, keep)
    assert set(gone) <= set(made)
    assert not made or max(made) not in gone
    assert len(made) - len(gone) <= max(keep, 1) + MONTHS

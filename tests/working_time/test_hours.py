from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.working_time import service
from carehub.working_time.service import Opening, Stretch
from tests.conftest import People

EIGHT, NOON, ONE, FIVE = time(8), time(12), time(13), time(17)
MONDAY = date(2026, 11, 9)
WEEK = tuple(Opening(day, EIGHT, FIVE) for day in range(5))
MORNINGS = tuple(Opening(day, EIGHT, NOON) for day in range(5))


def _open(session: Session, people: People, week: service.Week = WEEK, person: Actor | None = None) -> int:
    north = people.sites["Northside"]
    user_id = person.user_id if person else None
    service.set_hours(session, people.dana, north, user_id, None, week)
    return north


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant by the clocks of Chicago in winter."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) + timedelta(hours=6)


def test_where_nobody_said_any_time_will_do(session: Session, people: People) -> None:
    north = people.sites["Northside"]
    assert service.hours_of(session, north, people.pat.user_id) is None
    assert service.stretches(session, MONDAY, MONDAY, north) is None
    assert service.is_working_time(session, _at(MONDAY, 3), _at(MONDAY, 4), north)
    thanksgiving = date(2026, 11, 26)
    assert not service.is_working_time(session, _at(thanksgiving, 9), _at(thanksgiving, 10), north)


def test_a_person_without_hours_works_while_the_site_is_open(session: Session, people: People) -> None:
    north = _open(session, people)
    assert service.hours_of(session, north, people.pat.user_id) == WEEK
    assert service.hours_of(session, people.sites["Southside"], people.charlie.user_id) is None


def test_a_person_with_hours_elsewhere_does_not_work_here(session: Session, people: People) -> None:
    north = _open(session, people)
    _open(session, people, MORNINGS, people.erin)
    assert service.hours_of(session, north, people.erin.user_id) == MORNINGS
    assert service.hours_of(session, people.sites["Southside"], people.erin.user_id) == ()
    start = _at(MONDAY, 9)
    south = people.sites["Southside"]
    assert not service.is_working_time(session, start, _at(MONDAY, 10), south, people.erin.user_id)


def test_work_stops_for_a_break_and_on_closing_days(session: Session, people: People) -> None:
    day = (Opening(0, EIGHT, NOON), Opening(0, ONE, FIVE))
    north = _open(session, people, day)
    assert service.stretches(session, MONDAY, MONDAY + timedelta(days=6), north) == [
        Stretch(_at(MONDAY, 8), _at(MONDAY, 12)),
        Stretch(_at(MONDAY, 13), _at(MONDAY, 17)),
    ]
    assert service.is_working_time(session, _at(MONDAY, 11, 30), _at(MONDAY, 12), north)
    assert not service.is_working_time(session, _at(MONDAY, 11, 45), _at(MONDAY, 12, 15), north)
    service.add_closing_day(session, people.dana, MONDAY, "Retreat", north)
    assert service.stretches(session, MONDAY, MONDAY, north) == []


@pytest.mark.parametrize(
    ("day", "opens_at_utc"),
    [
        (date(2026, 3, 6), 14),  # Friday: Chicago is six hours behind
        (date(2026, 3, 8), 13),  # Sunday of the change: five hours, since 02:00
        (date(2026, 3, 9), 13),
        (date(2026, 10, 30), 13),
        (date(2026, 11, 1), 14),  # Sunday of the change back
        (date(2026, 11, 2), 14),
    ],
)
def test_eight_stays_eight_when_the_clocks_change(
    session: Session, people: People, day: date, opens_at_utc: int
) -> None:
    north = _open(session, people, tuple(Opening(weekday, EIGHT, FIVE) for weekday in range(7)))
    [stretch] = service.stretches(session, day, day, north) or []
    assert stretch.starts_at == datetime(day.year, day.month, day.day, opens_at_utc, tzinfo=UTC)
    assert stretch.ends_at - stretch.starts_at == timedelta(hours=9)


def test_a_night_shift_loses_and_gains_the_hour_of_the_change(session: Session, people: People) -> None:
    nights = tuple(Opening(weekday, time(0, 30), time(6)) for weekday in range(7))
    north = _open(session, people, nights)
    lengths = [
        stretch.ends_at - stretch.starts_at
        for day in (date(2026, 3, 7), date(2026, 3, 8), date(2026, 11, 1))
        for stretch in service.stretches(session, day, day, north) or []
    ]
    assert lengths == [timedelta(hours=5.5), timedelta(hours=4.5), timedelta(hours=6.5)]


def test_a_site_can_have_clocks_of_its_own(session: Session, people: People) -> None:
    north = _open(session, people)
    service.set_time_zone(session, people.dana, north, "America/New_York")
    assert service.time_zone(session, north) == "America/New_York"
    assert service.time_zone(session, people.sites["Southside"]) == "America/Chicago"
    [stretch] = service.stretches(session, MONDAY, MONDAY, north) or []
    assert stretch.starts_at == _at(MONDAY, 7)
    service.set_time_zone(session, people.dana, north, "")
    assert service.time_zone(session, north) == service.time_zone(session) == "America/Chicago"


def test_hours_are_replaced_and_forgotten(session: Session, people: People) -> None:
    north = _open(session, people)
    service.set_hours(session, people.dana, north, None, WEEK, MORNINGS)
    assert service.own_hours(session, people.dana, north) == MORNINGS
    service.set_hours(session, people.dana, north, None, MORNINGS, ())
    assert service.hours_of(session, north) is None


def test_who_looked_at_an_older_week_is_told(session: Session, people: People) -> None:
    north = _open(session, people)
    with pytest.raises(Conflict, match="Someone else changed"):
        service.set_hours(session, people.dana, north, None, None, MORNINGS)


@pytest.mark.parametrize(
    ("week", "why"),
    [
        ((Opening(1, FIVE, EIGHT),), "On Tuesday the end"),
        ((Opening(1, EIGHT, EIGHT),), "On Tuesday the end"),
        ((Opening(2, EIGHT, ONE), Opening(2, NOON, FIVE)), "On Wednesday two times overlap"),
    ],
)
def test_a_week_that_cannot_be_is_refused(
    session: Session, people: People, week: service.Week, why: str
) -> None:
    with pytest.raises(Invalid, match=why):
        _open(session, people, week)


def test_only_who_keeps_the_settings_changes_hours(session: Session, people: People) -> None:
    north = people.sites["Northside"]
    for actor in (people.alice, people.bob, people.pat, people.erin):
        with pytest.raises(NotAllowed):
            service.set_hours(session, actor, north, None, None, WEEK)
        with pytest.raises(NotAllowed):
            service.set_time_zone(session, actor, north, "America/New_York")


def test_unknown_places_and_people_are_refused(session: Session, people: People) -> None:
    with pytest.raises(NotFound):
        service.set_hours(session, people.dana, 999, None, None, WEEK)
    with pytest.raises(NotFound):
        service.set_hours(session, people.dana, people.sites["Northside"], 999, None, WEEK)
    with pytest.raises(Invalid, match="does not work at this site"):
        _open(session, people, WEEK, people.charlie)
    with pytest.raises(NotFound):
        service.set_time_zone(session, people.dana, 999, "America/New_York")
    with pytest.raises(Invalid, match="not a time zone"):
        service.set_time_zone(session, people.dana, people.sites["Northside"], "Mars/Olympus")

"""A site whose clock is an hour ahead of the center's, and the two days on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar
from sqlmodel import Session, col, select

from carehub.core import clock
from carehub.patients.models import Patient
from carehub.shared_calendar import calls, feed, reading, series, service, subscriptions
from carehub.shared_calendar.card import card_of
from carehub.shared_calendar.conflicts import Taken
from carehub.shared_calendar.models import Appointment, Shows
from carehub.shared_calendar.recurrence import Repeat, Unit
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.selection import EVERYTHING, Columns, Look
from carehub.shared_calendar.sheets import Names, day_sheet
from carehub.shared_calendar.slots import A_DAY, minutes_of, slot_at
from carehub.shared_calendar.status import Kind
from carehub.working_time import service as working_time
from carehub.working_time.service import Opening
from tests.conftest import People
from tests.shared_calendar.making import booked, for_patient, id_of

CHICAGO, NEW_YORK = "America/Chicago", "America/New_York"
THURSDAY = date(2026, 11, 12)
FORWARD, BACK = date(2027, 3, 14), date(2026, 11, 1)


@pytest.fixture
def north(session: Session, people: People) -> int:
    """Northside, by the clock of New York; the center's is that of Chicago."""
    north = people.sites["Northside"]
    working_time.set_time_zone(session, people.dana, north, NEW_YORK)
    return north


def test_hours_and_closing_days_are_those_of_the_clock_of_the_site(
    session: Session, people: People, maria: Patient, north: int
) -> None:
    week = tuple(Opening(day, time(9), time(17)) for day in range(5))
    working_time.set_hours(session, people.dana, north, None, None, week)
    assert booked(session, people, maria, at=slot_at(THURSDAY, time(8), 30, CHICAGO)).id
    with pytest.raises(Taken, match="does not work at Northside Thu 12-Nov-2026, 5:00 PM to 5:30 PM"):
        booked(session, people, maria, at=slot_at(THURSDAY, time(16), 30, CHICAGO))
    eve = slot_at(date(2026, 11, 25), time(23, 15), 30, CHICAGO)
    with pytest.raises(Taken, match=r"closed on 26-Nov-2026 \(Thanksgiving Day\)"):
        booked(session, people, maria, at=eve)


def test_feed_and_subscription_hold_the_instant_and_lists_the_clock_of_the_site(
    session: Session, people: People, maria: Patient, north: int
) -> None:
    made = booked(session, people, maria, at=slot_at(THURSDAY, time(23, 30), 30, NEW_YORK))
    start = datetime(2026, 11, 13, 4, 30, tzinfo=UTC)
    [event] = feed.events(session, people.bob, start, start + timedelta(minutes=30), EVERYTHING, Look())
    assert datetime.fromisoformat(event["start"]) == start
    secret = subscriptions.subscribe(session, people.pat, None, Shows.BUSY)
    [busy] = Calendar.from_ical(subscriptions.read_by(session, secret)).walk("VEVENT")
    assert busy.decoded("DTSTART") == start
    assert card_of(reading.sheet(session, people.bob, id_of(made)), CHICAGO)["at"] == "22:30"
    for day, rows in ((THURSDAY, 1), (THURSDAY + timedelta(days=1), 0)):
        assert len(calls.call_list(session, people.bob, day, north)) == rows


def test_a_series_stays_at_nine_by_the_clock_of_its_site(
    session: Session, people: People, maria: Patient, north: int
) -> None:
    first = slot_at(date(2027, 3, 8), time(9), 30, NEW_YORK)
    booking = Booking(
        for_patient(people, maria, staff=people.pat), first, repeat=Repeat(1, Unit.WEEK, times=2)
    )
    made = series.book(session, people.alice, booking)
    shown = [clock.local(each.starts_at, NEW_YORK) for each in made]
    assert [(each.day, each.hour) for each in shown] == [(8, 9), (15, 9)]
    assert made[1].starts_at - made[0].starts_at == timedelta(days=7, hours=-1)


@pytest.mark.parametrize(("day", "hours"), [(FORWARD, 23), (BACK, 25)])
def test_a_whole_day_is_one_however_many_hours_it_has(day: date, hours: int) -> None:
    whole = slot_at(day, time(0), A_DAY, CHICAGO)
    assert (whole.length, minutes_of(whole, CHICAGO)) == (timedelta(hours=hours), A_DAY)
    assert clock.local(whole.ends_at, CHICAGO).time() == time(0)
    assert minutes_of(slot_at(day, time(9), 45, CHICAGO), CHICAGO) == 45


@pytest.mark.parametrize(("day", "hours"), [(FORWARD, 23), (BACK, 25)])
def test_an_absence_of_days_leaves_no_hour_out_where_the_clocks_change(
    session: Session, people: People, maria: Patient, day: date, hours: int
) -> None:
    before = day - timedelta(days=1)
    with clock.freeze(datetime(before.year, before.month, before.day, 15, tzinfo=UTC) - timedelta(days=1)):
        details = Details(
            "Leave", people.sites["Northside"], staff_id=people.pat.user_id, kind=Kind.OUT_OF_OFFICE
        )
        days = Repeat(1, Unit.DAY, times=3)
        series.book(
            session, people.alice, Booking(details, slot_at(before, time(0), A_DAY, CHICAGO), repeat=days)
        )
        with pytest.raises(Taken, match="Pat Lindqvist"):
            booked(session, people, maria, at=slot_at(day, time(23, 30), 30, CHICAGO))
    away = session.exec(select(Appointment).order_by(col(Appointment.starts_at))).all()
    assert [each.slot.length for each in away] == [timedelta(hours=each) for each in (24, hours, 24)]
    assert [each.ends_at for each in away[:2]] == [each.starts_at for each in away[1:]]


@pytest.mark.parametrize("day", [FORWARD, BACK])
def test_the_day_of_a_clock_change_is_shown_and_printed_whole(
    session: Session, people: People, maria: Patient, bo: Patient, day: date
) -> None:
    with clock.freeze(datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2)):
        for patient, at in ((maria, time(0, 15)), (bo, time(23, 30))):
            booked(session, people, patient, at=slot_at(day, at, 30, CHICAGO))
        sheet = day_sheet(session, people.bob, day, EVERYTHING, Names.FULL)
        start, end = (slot_at(each, time(0), 5, CHICAGO).starts_at for each in (day, day + timedelta(days=1)))
        events = feed.events(session, people.bob, start, end, EVERYTHING, Look(columns=Columns.PROVIDERS))
    assert [row.time for row in sheet.rows] == ["12:15 AM – 12:45 AM", "11:30 PM – 12:00 AM"]
    assert len(events) == 2


def test_a_move_across_the_change_keeps_what_the_clock_says(
    session: Session, people: People, maria: Patient
) -> None:
    made = booked(session, people, maria, at=slot_at(THURSDAY, time(9), 30, CHICAGO))
    to = slot_at(date(2027, 3, 15), time(9), 30, CHICAGO)
    service.move(session, people.alice, id_of(made), 1, to)
    assert clock.local(made.starts_at, CHICAGO).hour == 9

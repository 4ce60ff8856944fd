"""Meetings with several people: nobody of them is double-booked, and each sees it as theirs."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from icalendar import Calendar
from sqlmodel import Session

from carehub.accounts.models import UserSite
from carehub.core.errors import Invalid
from carehub.patients.models import Patient
from carehub.shared_calendar import feed, free_time, reading, series, service, subscriptions, taking_back
from carehub.shared_calendar.conflicts import Taken
from carehub.shared_calendar.free_time import Looking
from carehub.shared_calendar.models import Appointment, Shows
from carehub.shared_calendar.recurrence import Repeat, Unit
from carehub.shared_calendar.requests import Booking, Details, Scope
from carehub.shared_calendar.seats import Across, seats_across
from carehub.shared_calendar.selection import Columns, Look, Selection, Whose
from carehub.shared_calendar.sheets import Names, day_sheet
from carehub.shared_calendar.status import Kind
from tests.conftest import People
from tests.shared_calendar.making import booked, for_patient, id_of, slot

THURSDAY = date(2026, 11, 12)


def _conference(people: People) -> Details:
    """Alice meets bob and pat."""
    others = (people.bob.user_id, people.pat.user_id)
    north = people.sites["Northside"]
    return Details(
        "Case conference", north, staff_id=people.alice.user_id, kind=Kind.MEETING, attendees=others
    )


def _held(session: Session, people: People) -> Appointment:
    return service.book(session, people.alice, Booking(_conference(people), slot()))


def test_it_takes_everybodys_time(session: Session, people: People, maria: Patient) -> None:
    meeting = _held(session, people)
    assert meeting.people == (people.alice.user_id, people.bob.user_id, people.pat.user_id)
    with pytest.raises(Taken, match=r"Pat Lindqvist is taken .* Case conference, Northside"):
        booked(session, people, maria)
    assert booked(session, people, maria, at=slot(0.5)).id


def test_who_is_taken_is_named_each_and_nothing_is_booked(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    booked(session, people, maria)
    booked(session, people, bo, staff=people.bob)
    with pytest.raises(Taken) as refusal:
        _held(session, people)
    assert [line.partition(" is ")[0] for line in refusal.value.lines] == ["Pat Lindqvist", "Bob Tran"]


def test_two_meetings_with_the_same_people_name_them_all(session: Session, people: People) -> None:
    _held(session, people)
    with pytest.raises(Taken, match="Alice Moreno and Bob Tran and Pat Lindqvist are taken"):
        _held(session, people)


def test_who_is_out_of_the_office_is_told_by_name(session: Session, people: People) -> None:
    away = Details("Ill", people.sites["Northside"], staff_id=people.bob.user_id, kind=Kind.OUT_OF_OFFICE)
    service.book(session, people.alice, Booking(away, slot(0, 480)))
    with pytest.raises(Taken, match="Bob Tran is out of the office"):
        _held(session, people)


def test_who_joins_later_has_to_be_free(session: Session, people: People, maria: Patient) -> None:
    meeting = _held(session, people)
    booked(session, people, maria, staff=people.erin)
    with_erin = replace(_conference(people), attendees=(people.bob.user_id, people.erin.user_id))
    with pytest.raises(Taken, match="Erin Castellano is taken"):
        service.change(session, people.alice, id_of(meeting), 1, with_erin)
    without_pat = replace(_conference(people), attendees=(people.bob.user_id,))
    service.change(session, people.alice, id_of(meeting), 1, without_pat)
    assert meeting.attendees == (people.bob.user_id,)


def test_who_left_the_meeting_is_free_again_and_undo_brings_them_back(
    session: Session, people: People, bo: Patient
) -> None:
    meeting = _held(session, people)
    alone = replace(_conference(people), attendees=())
    done = series.change(session, people.alice, id_of(meeting), 1, alone)
    assert free_time.is_free(session, people.pat.user_id, bo.id, slot())
    taking_back.take_back(session, people.alice, done.undo)
    assert meeting.attendees == (people.bob.user_id, people.pat.user_id)
    assert not free_time.is_free(session, people.pat.user_id, bo.id, slot())


def test_a_free_time_is_one_outside_of_the_meetings_one_takes_part_in(
    session: Session, people: People
) -> None:
    _held(session, people)
    looking = Looking(people.sites["Northside"], timedelta(minutes=30), THURSDAY, people.pat.user_id)
    assert slot() not in free_time.free_slots(session, people.alice, looking)


def test_it_stands_in_each_ones_column_feed_and_sheet(session: Session, people: People) -> None:
    meeting = _held(session, people)
    entry = reading.one(session, people.alice, id_of(meeting))
    everybody = [str(each.user_id) for each in (people.alice, people.bob, people.pat)]
    assert [*entry.people] == [int(each) for each in everybody]
    start, end = slot().starts_at, slot().ends_at
    for whose in (Selection(staff=(people.pat.user_id,)), Selection(whose=Whose.WITH_ME)):
        [theirs] = feed.events(session, people.pat, start, end, whose, Look(columns=Columns.PROVIDERS))
        assert (theirs["id"], theirs["columns"]) == (str(meeting.id), everybody)
        assert theirs["detail"] == "Alice Moreno and 2 more"
    assert reading.between(session, people.erin, start, end, Selection(whose=Whose.WITH_ME)) == []
    secret = subscriptions.subscribe(session, people.pat, None, Shows.INITIALS)
    [event] = Calendar.from_ical(subscriptions.read_by(session, secret)).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Staff meeting"
    sheet = day_sheet(session, people.pat, THURSDAY, Selection(staff=(people.pat.user_id,)), Names.FULL)
    assert [row.staff for row in sheet.rows] == ["Alice Moreno, Bob Tran, Pat Lindqvist"]
    assert sheet.below == "Pat Lindqvist · 1 in the calendar"


def test_a_series_of_meetings_changes_its_people_together(session: Session, people: People) -> None:
    weekly = Repeat(1, Unit.WEEK, times=3)
    rows = series.book(session, people.alice, Booking(_conference(people), slot(), repeat=weekly))
    fewer = replace(_conference(people), attendees=(people.bob.user_id,))
    series.change(session, people.alice, id_of(rows[0]), 1, fewer, Scope.ALL)
    assert {row.attendees for row in rows} == {(people.bob.user_id,)}


def test_dragged_from_one_attendee_to_another_it_changes_that_one(session: Session, people: People) -> None:
    meeting = _held(session, people)
    bob, pat, erin = (each.user_id for each in (people.bob, people.pat, people.erin))
    seats = seats_across(meeting, Across(Columns.PROVIDERS, left=pat, to=erin))
    assert (seats.staff_id, set(seats.attendees)) == (people.alice.user_id, {bob, erin})
    assert (
        seats_across(meeting, Across(Columns.PROVIDERS, left=people.alice.user_id, to=erin)).staff_id == erin
    )
    assert seats_across(meeting, Across(Columns.PROVIDERS, left=pat, to=0)).attendees == (bob,)
    with pytest.raises(Invalid, match="takes part in the meeting already"):
        seats_across(meeting, Across(Columns.PROVIDERS, left=pat, to=bob))


def test_whom_it_is_with_is_counted_once(people: People) -> None:
    everybody = (people.alice.user_id, people.bob.user_id, people.bob.user_id)
    assert replace(_conference(people), attendees=everybody).people == (
        people.alice.user_id,
        people.bob.user_id,
    )


@pytest.mark.parametrize("kind", [Kind.APPOINTMENT, Kind.OUT_OF_OFFICE])
def test_only_a_meeting_has_several_people(people: People, maria: Patient, kind: Kind) -> None:
    with pytest.raises(Invalid, match="Only a meeting"):
        replace(for_patient(people, maria, staff=people.alice), kind=kind, attendees=(people.bob.user_id,))


def test_who_works_elsewhere_is_not_invited(session: Session, people: People) -> None:
    with_charlie = replace(_conference(people), attendees=(people.charlie.user_id,))
    with pytest.raises(Invalid, match="Choose people who work at Northside"):
        service.book(session, people.alice, Booking(with_charlie, slot()))
    session.add(UserSite(user_id=people.charlie.user_id, site_id=people.sites["Northside"]))
    session.flush()
    assert service.book(session, people.alice, Booking(with_charlie, slot())).id

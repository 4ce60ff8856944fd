"""An appointment dragged into the column of another person or room."""

import pytest
from sqlmodel import Session, select

from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from carehub.patients.models import Patient
from carehub.shared_calendar import series, service, taking_back
from carehub.shared_calendar.dragging import Drag, drag
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.recurrence import Repeat, Unit
from carehub.shared_calendar.requests import Booking, Scope
from carehub.shared_calendar.seats import Across, Seats
from carehub.shared_calendar.selection import Columns
from carehub.working_time import service as working_time
from tests.conftest import People
from tests.shared_calendar.making import booked, for_patient, id_of, slot


def _to_alice(people: People, made: Appointment, hours: float = 0, version: int = 1) -> Drag:
    across = Across(Columns.PROVIDERS, left=people.pat.user_id, to=people.alice.user_id)
    return Drag(id_of(made), version, slot(hours), across)


def test_it_is_then_with_the_person_of_that_column(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    done = drag(session, people.bob, _to_alice(people, made, hours=2))
    assert (made.staff_id, made.slot, made.patient_told) == (people.alice.user_id, slot(2), False)
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "appointments.move")).one()
    assert entry.fields == "ends_at,staff_id,starts_at"
    taking_back.take_back(session, people.bob, done.undo)
    assert (made.staff_id, made.slot) == (people.pat.user_id, slot())


def test_it_is_nobodys_in_the_column_of_nobody(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    nobody = Drag(id_of(made), 1, slot(), Across(Columns.PROVIDERS, left=people.pat.user_id, to=0))
    drag(session, people.bob, nobody)
    assert made.staff_id is None


def test_it_takes_the_room_of_that_column_and_keeps_its_person(
    session: Session, people: People, maria: Patient
) -> None:
    room = working_time.add_room(session, people.dana, people.sites["Northside"], "Room 2")
    made = booked(session, people, maria)
    drag(session, people.bob, Drag(id_of(made), 1, slot(), Across(Columns.ROOMS, left=0, to=room)))
    assert (made.room_id, made.staff_id) == (room, people.pat.user_id)
    theirs = working_time.add_room(session, people.dana, people.sites["Southside"], "Room 9")
    with pytest.raises(Invalid, match="Choose a room of Northside"):
        drag(session, people.bob, Drag(id_of(made), 2, slot(), Across(Columns.ROOMS, left=room, to=theirs)))


def test_who_is_taken_does_not_get_it(session: Session, people: People, maria: Patient, bo: Patient) -> None:
    made = booked(session, people, maria)
    booked(session, people, bo, staff=people.alice)
    with pytest.raises(Conflict, match="Alice Moreno is taken"):
        drag(session, people.bob, _to_alice(people, made))
    session.refresh(made)
    assert (made.staff_id, made.version) == (people.pat.user_id, 1)


def test_who_does_not_work_at_the_site_does_not_get_it(
    session: Session, people: People, maria: Patient
) -> None:
    made = booked(session, people, maria)
    charlies = Across(Columns.PROVIDERS, left=people.pat.user_id, to=people.charlie.user_id)
    with pytest.raises(Invalid, match="Choose a person who works at Northside"):
        drag(session, people.bob, Drag(id_of(made), 1, slot(), charlies))


def test_another_site_an_admin_a_stale_page_and_nothing_at_all_drag_nothing(
    session: Session, people: People, maria: Patient
) -> None:
    made = booked(session, people, maria)
    with pytest.raises(NotFound):
        drag(session, people.charlie, _to_alice(people, made))
    with pytest.raises(NotAllowed):
        drag(session, people.dana, _to_alice(people, made))
    with pytest.raises(NotFound):
        drag(session, people.bob, Drag(999_999, 1, slot()))
    drag(session, people.alice, _to_alice(people, made))
    with pytest.raises(Conflict, match="Alice Moreno changed this appointment first"):
        drag(session, people.bob, _to_alice(people, made))


def test_the_rest_of_a_series_goes_along_where_it_had_the_same_person(
    session: Session, people: People, maria: Patient
) -> None:
    weekly = Repeat(1, Unit.WEEK, times=4)
    first, second, third, fourth = series.book(
        session, people.alice, Booking(for_patient(people, maria, staff=people.pat), slot(), repeat=weekly)
    )
    erin = Seats(people.erin.user_id, None)
    service.move(session, people.alice, id_of(fourth), 1, fourth.slot, seats=erin)
    alice = Seats(people.alice.user_id, None)
    done = series.move(session, people.alice, id_of(second), 1, second.slot, Scope.FOLLOWING, seats=alice)
    who = [each.staff_id for each in (first, second, third, fourth)]
    assert who == [people.pat.user_id, people.alice.user_id, people.alice.user_id, people.erin.user_id]
    taking_back.take_back(session, people.alice, done.undo)
    assert [each.staff_id for each in (second, third)] == [people.pat.user_id] * 2

from dataclasses import replace
from datetime import time

import pytest
from sqlmodel import Session, select

from carehub.core.errors import Conflict, Invalid, NotAllowed
from carehub.core.journal import JournalEntry
from carehub.patients.models import Patient
from carehub.shared_calendar import service
from carehub.shared_calendar.conflicts import Taken
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.status import AppointmentStatus, Kind
from carehub.working_time import service as working_time
from carehub.working_time.service import Opening
from tests.conftest import People, make_patient
from tests.shared_calendar.making import booked, for_patient, id_of, slot

_S = AppointmentStatus
NOBODY = 999_999


def test_a_provider_is_not_booked_twice_and_the_refusal_names_what_is_there(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    booked(session, people, maria)
    with pytest.raises(Conflict) as refusal:
        booked(session, people, bo, at=slot(0.25))
    assert str(refusal.value) == (
        "Pat Lindqvist is taken Thu 12-Nov-2026, 9:00 AM to 9:30 AM: "
        "GARCIA, Maria, Therapy intake, Northside. Choose another time."
    )


def test_a_patient_is_not_in_two_places(session: Session, people: People, maria: Patient) -> None:
    booked(session, people, maria)
    with pytest.raises(Conflict, match="GARCIA, Maria is taken"):
        booked(session, people, maria, staff=people.alice)


def test_what_one_may_not_see_is_only_busy(session: Session, people: People, maria: Patient) -> None:
    at_southside = make_patient(session, people.sites["Southside"], last_name="Hidden")
    details = for_patient(people, at_southside, staff=people.erin, site="Southside")
    service.book(session, people.charlie, Booking(details, slot()))
    with pytest.raises(Conflict) as refusal:
        booked(session, people, maria, staff=people.erin)
    assert str(refusal.value).startswith("Erin Castellano is busy Thu 12-Nov-2026, 9:00 AM to 9:30 AM.")


def test_back_to_back_appointments_are_fine(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    booked(session, people, maria)
    assert booked(session, people, bo, at=slot(0.5)).id


def test_a_cancelled_appointment_frees_its_time(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    first = booked(session, people, maria)
    service.cancel(session, people.bob, id_of(first), 1, _S.CANCELLED_BY_PATIENT, "has a cold")
    assert booked(session, people, bo).id


def test_a_supervisor_books_over_a_conflict_with_a_reason(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    booked(session, people, maria)
    details = for_patient(people, bo, staff=people.pat)
    service.book(session, people.erin, Booking(details, slot(), despite="a crisis visit"))
    reasons = session.exec(select(JournalEntry.reason)).all()
    assert "a crisis visit" in reasons


def test_a_coordinator_does_not_book_over_a_conflict(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    booked(session, people, maria)
    details = for_patient(people, bo, staff=people.pat)
    with pytest.raises(NotAllowed, match="supervisor"):
        service.book(session, people.alice, Booking(details, slot(), despite="please"))


# --- rooms


@pytest.fixture
def room(session: Session, people: People) -> int:
    return working_time.add_room(session, people.dana, people.sites["Northside"], "Room 2")


def test_a_room_holds_one_visit(
    session: Session, people: People, maria: Patient, bo: Patient, room: int
) -> None:
    in_room = replace(for_patient(people, maria, staff=people.pat), room_id=room)
    service.book(session, people.alice, Booking(in_room, slot()))
    other = replace(for_patient(people, bo, staff=people.alice), room_id=room)
    with pytest.raises(Conflict, match="Room 2 is taken Thu 12-Nov-2026, 9:00 AM to 9:30 AM: GARCIA, Maria"):
        service.book(session, people.alice, Booking(other, slot()))
    assert service.book(session, people.alice, Booking(other, slot(1))).room_id == room


def test_a_room_of_another_site_is_refused(session: Session, people: People, maria: Patient) -> None:
    theirs = working_time.add_room(session, people.dana, people.sites["Southside"], "Room 9")
    details = replace(for_patient(people, maria, staff=None), room_id=theirs)
    with pytest.raises(Invalid, match="room of Northside"):
        service.book(session, people.alice, Booking(details, slot()))


# --- hours, closing days, absences


def test_outside_of_the_hours_of_a_site_nothing_is_booked(
    session: Session, people: People, maria: Patient
) -> None:
    north = people.sites["Northside"]
    week = tuple(Opening(day, time(8), time(12)) for day in range(5))
    working_time.set_hours(session, people.dana, north, None, None, week)
    assert booked(session, people, maria, at=slot(2.5)).id
    with pytest.raises(
        Taken, match="Pat Lindqvist does not work at Northside Thu 12-Nov-2026, 11:45 AM to 12:1"
    ):
        booked(session, people, maria, at=slot(2.75))
    nobody = for_patient(people, maria, staff=None)
    with pytest.raises(Taken, match="Northside is closed Thu"):
        service.book(session, people.alice, Booking(nobody, slot(3)))


def test_the_hours_of_a_person_count_before_those_of_the_site(
    session: Session, people: People, maria: Patient
) -> None:
    north = people.sites["Northside"]
    thursdays = (Opening(3, time(13), time(17)),)
    working_time.set_hours(session, people.dana, north, people.pat.user_id, None, thursdays)
    with pytest.raises(Taken, match="Pat Lindqvist does not work"):
        booked(session, people, maria)
    assert booked(session, people, maria, at=slot(4)).id


def test_a_closing_day_is_told_with_its_name(session: Session, people: People, maria: Patient) -> None:
    with pytest.raises(Taken, match=r"Northside is closed on 26-Nov-2026 \(Thanksgiving"):
        booked(session, people, maria, at=slot(24 * 14))


def test_a_receiver_has_hours_of_its_own(session: Session, people: People, maria: Patient) -> None:
    details = replace(for_patient(people, maria, staff=None), receiver="Lakeside Cardiology")
    assert service.book(session, people.alice, Booking(details, slot(24 * 14))).receiver


def test_who_is_out_of_the_office_is_not_booked(session: Session, people: People, maria: Patient) -> None:
    away = Details(
        "Training", people.sites["Northside"], staff_id=people.pat.user_id, kind=Kind.OUT_OF_OFFICE
    )
    service.book(session, people.alice, Booking(away, slot(0, 240)))
    with pytest.raises(Taken, match="Pat Lindqvist is out of the office Thu 12-Nov-2026, 9:00 AM to 1:00 PM"):
        booked(session, people, maria, at=slot(2))


def test_an_absence_names_what_stands_in_its_time_and_is_then_written_down_by_anybody(
    session: Session, people: People, maria: Patient
) -> None:
    booked(session, people, maria)
    away = Details("Ill", people.sites["Northside"], staff_id=people.pat.user_id, kind=Kind.OUT_OF_OFFICE)
    with pytest.raises(Taken, match="GARCIA, Maria"):
        service.book(session, people.bob, Booking(away, slot(0, 480)))
    assert service.book(session, people.bob, Booking(away, slot(0, 480), despite="is ill")).id


def test_everything_that_does_not_fit_is_said_at_once(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    booked(session, people, maria)
    booked(session, people, bo, staff=people.alice)
    with pytest.raises(Taken) as refusal:
        service.book(session, people.alice, Booking(for_patient(people, bo, staff=people.pat), slot()))
    assert [line.partition(" is ")[0] for line in refusal.value.lines] == ["Pat Lindqvist", "LI, Bo"]


def test_the_waitlist_takes_nobodys_time(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    booked(session, people, maria)
    waits = Booking(for_patient(people, bo, staff=people.pat), slot(), status=_S.WAITLIST)
    made = service.book(session, people.bob, waits)
    with pytest.raises(Taken):
        service.mark(session, people.bob, id_of(made), 1, _S.BOOKED)
    assert service.move(session, people.bob, id_of(made), 1, slot(0.25)).status is _S.WAITLIST

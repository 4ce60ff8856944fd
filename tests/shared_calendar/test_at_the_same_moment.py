"""Twenty people book one slot at once: one gets it, nineteen are told, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from sqlmodel import select

from carehub.core.database import unit_of_work
from carehub.core.errors import Conflict
from carehub.shared_calendar import series, service
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.recurrence import Repeat, Unit
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.slots import Slot
from tests.conftest import People, make_patient
from tests.shared_calendar.making import id_of, slot

AT_ONCE = 20


def _patients(people: People, count: int) -> list[int]:
    with unit_of_work() as session:
        made = [make_patient(session, people.sites["Northside"], first_name=f"N{n}") for n in range(count)]
        return [patient.id for patient in made if patient.id is not None]


def _book(people: People, patient_id: int, staff_id: int, at: Slot) -> int:
    details = Details("Therapy", people.sites["Northside"], patient_id=patient_id, staff_id=staff_id)
    with unit_of_work() as session:
        return id_of(service.book(session, people.alice, Booking(details, at)))


def test_of_twenty_bookings_of_one_slot_one_wins(people: People) -> None:
    patients = _patients(people, AT_ONCE)
    ready = Barrier(AT_ONCE)

    def book(patient_id: int) -> str:
        ready.wait()
        try:
            _book(people, patient_id, people.pat.user_id, slot())
        except Conflict as refusal:
            return str(refusal)
        return "booked"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(book, patients))
    assert answers.count("booked") == 1
    assert all("Pat Lindqvist is taken" in answer for answer in answers if answer != "booked")
    with unit_of_work(write=False) as session:
        assert len(session.exec(select(Appointment)).all()) == 1


def test_two_people_moving_two_appointments_into_one_slot(people: People) -> None:
    first, second = (
        _book(people, patient, people.pat.user_id, slot(hours))
        for patient, hours in zip(_patients(people, 2), (2, 4), strict=True)
    )
    ready = Barrier(2)

    def move(appointment_id: int) -> bool:
        ready.wait()
        try:
            with unit_of_work() as session:
                service.move(session, people.alice, appointment_id, 1, slot())
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(move, (first, second))) == [False, True]


def test_crossed_bookings_do_not_wait_for_each_other_forever(people: People) -> None:
    one, two = _patients(people, 2)
    pairs = [(one, people.pat.user_id), (two, people.alice.user_id)] * 5
    ready = Barrier(len(pairs))

    def book(pair: tuple[int, int]) -> bool:
        ready.wait()
        try:
            _book(people, *pair, slot())
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(len(pairs)) as pool:
        assert sum(pool.map(book, pairs)) == 2


def test_series_and_single_bookings_that_meet_on_one_day_leave_one_winner(people: People) -> None:
    patients = _patients(people, 10)
    third_week = Slot(slot().starts_at + timedelta(weeks=1), slot().ends_at + timedelta(weeks=1))
    ready = Barrier(len(patients))

    def book(number: int) -> bool:
        details = Details("Therapy", people.sites["Northside"], patients[number], people.pat.user_id)
        again = Booking(details, slot(), repeat=Repeat(1, Unit.WEEK, times=3))
        ready.wait()
        try:
            with unit_of_work() as session:
                series.book(session, people.alice, again if number % 2 else Booking(details, third_week))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(len(patients)) as pool:
        assert sum(pool.map(book, range(len(patients)))) == 1
    with unit_of_work(write=False) as session:
        starts = [row.starts_at for row in session.exec(select(Appointment))]
    assert len(starts) == len(set(starts))

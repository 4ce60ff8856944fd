from datetime import date, time, timedelta

import pytest
from sqlmodel import Session

from carehub.core import clock
from carehub.core.errors import Invalid, NotAllowed, NotFound
from carehub.patients.models import Patient
from carehub.shared_calendar import service
from carehub.shared_calendar.free_time import Looking, free_slots
from carehub.shared_calendar.slots import Slot
from carehub.shared_calendar.status import AppointmentStatus
from carehub.working_time import service as working_time
from carehub.working_time.service import Opening
from tests.conftest import People
from tests.shared_calendar.making import NINE, booked, id_of, slot

THURSDAY = date(2026, 11, 12)
HALF_HOUR = timedelta(minutes=30)


@pytest.fixture
def mornings(session: Session, people: People) -> None:
    """Pat works from nine to half past ten on weekdays."""
    week = tuple(Opening(day, time(9), time(10, 30)) for day in range(5))
    working_time.set_hours(session, people.dana, people.sites["Northside"], people.pat.user_id, None, week)


def _looking(people: People, **more: int | None) -> Looking:
    wanted = {"staff_id": people.pat.user_id, **more}
    return Looking(people.sites["Northside"], HALF_HOUR, THURSDAY, **wanted)


def _hours(found: list[Slot]) -> list[float]:
    """The starts as hours after nine on Thursday."""
    return [(each.starts_at - NINE) / timedelta(hours=1) for each in found]


@pytest.mark.usefixtures("mornings")
def test_the_next_free_times_lie_in_working_hours(session: Session, people: People) -> None:
    assert _hours(free_slots(session, people.bob, _looking(people), 4)) == [0, 0.5, 1, 24]


@pytest.mark.usefixtures("mornings")
def test_what_is_booked_is_passed_over_and_what_is_cancelled_is_free(
    session: Session, people: People, maria: Patient
) -> None:
    made = id_of(booked(session, people, maria, at=slot(0, 40)))
    assert _hours(free_slots(session, people.bob, _looking(people), 2)) == [0.75, 24]
    service.cancel(session, people.bob, made, 1, AppointmentStatus.CANCELLED_BY_US, "ill")
    assert _hours(free_slots(session, people.bob, _looking(people), 1)) == [0]


@pytest.mark.usefixtures("mornings")
def test_person_room_and_patient_have_to_be_free_together(
    session: Session, people: People, maria: Patient
) -> None:
    north = people.sites["Northside"]
    room = working_time.add_room(session, people.dana, north, "Room 1")
    booked(session, people, maria, at=slot(0.5), staff=people.alice)
    both = _looking(people, room_id=room, patient_id=maria.id)
    assert _hours(free_slots(session, people.bob, both, 3)) == [0, 1, 24]


@pytest.mark.usefixtures("mornings")
def test_closing_days_and_the_past_are_passed_over(session: Session, people: People) -> None:
    north = people.sites["Northside"]
    working_time.add_closing_day(session, people.dana, date(2026, 11, 13), "Retreat", north)
    with clock.freeze(NINE + timedelta(minutes=35)):
        assert _hours(free_slots(session, people.bob, _looking(people), 2)) == [0.75, 96]


def test_without_hours_the_usual_ones_are_searched(session: Session, people: People) -> None:
    found = free_slots(session, people.bob, _looking(people), 19)
    assert (_hours(found[:1]), _hours(found[17:])) == ([-1], [7.5, 23])


def test_nothing_is_found_where_the_person_never_works(session: Session, people: People) -> None:
    week = (Opening(0, time(9), time(9, 20)),)
    working_time.set_hours(session, people.dana, people.sites["Northside"], people.pat.user_id, None, week)
    assert free_slots(session, people.bob, _looking(people)) == []


def test_only_who_books_searches_and_only_at_own_sites(session: Session, people: People) -> None:
    with pytest.raises(NotAllowed):
        free_slots(session, people.dana, _looking(people))
    with pytest.raises(NotFound):
        free_slots(session, people.charlie, _looking(people))
    for wrong in ({"staff_id": None}, {"staff_id": people.charlie.user_id}, {"room_id": 999}):
        with pytest.raises(Invalid):
            free_slots(session, people.bob, _looking(people, **wrong))

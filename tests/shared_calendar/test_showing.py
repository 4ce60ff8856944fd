from datetime import date

import pytest
from sqlmodel import Session

from carehub.core import clock
from carehub.patients.models import Patient
from carehub.shared_calendar import reading, service
from carehub.shared_calendar.card import card_of
from carehub.shared_calendar.showing import identity, initials
from carehub.shared_calendar.status import AppointmentStatus
from tests.conftest import People
from tests.shared_calendar.making import NINE, booked, id_of

CHICAGO = "America/Chicago"


@pytest.mark.parametrize(
    ("name", "badge"), [("Northside", "NO"), ("West Center", "WC"), ("El Centro del Sur", "EC"), ("X", "X")]
)
def test_a_site_has_up_to_two_letters(name: str, badge: str) -> None:
    assert initials(name) == badge


def test_two_patients_of_one_name_are_told_apart() -> None:
    born = date(1961, 3, 7)
    assert identity(born, "4711", date(2026, 3, 6)) == "07-Mar-1961 (64y) · MRN 4711"
    assert identity(born, None, date(2026, 3, 7)) == "07-Mar-1961 (65y)"
    assert identity(None, None, date(2026, 3, 7)) == ""


def test_a_card_speaks_the_wall_clock_of_the_center(session: Session, people: People, maria: Patient) -> None:
    made = id_of(booked(session, people, maria))
    card = card_of(reading.sheet(session, people.bob, made), CHICAGO)
    assert (card["when"], card["changed"]) == (
        "Thu 12-Nov-2026, 9:00 AM to 9:30 AM",
        "Alice Moreno, 09-Nov-2026, 8:00 AM",
    )
    assert [step["label"] for step in card["steps"]] == ["Confirm", "Mark arrived", "Mark no-show"]
    assert (card["is_movable"], card["is_cancellable"], card["is_mine"]) == (True, True, True)


def test_a_card_of_somebody_who_came_neither_moves_nor_cancels(
    session: Session, people: People, maria: Patient
) -> None:
    made = id_of(booked(session, people, maria))
    with clock.freeze(NINE):
        service.mark(session, people.bob, made, 1, AppointmentStatus.ARRIVED)
    card = card_of(reading.sheet(session, people.bob, made), CHICAGO)
    assert (card["is_movable"], card["is_cancellable"]) == (False, False)

from datetime import timedelta

import pytest
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.errors import Invalid, NotFound
from carehub.patients.models import Patient
from carehub.shared_calendar import reading, service
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.selection import Selection
from carehub.shared_calendar.status import Kind
from tests.conftest import People, make_patient
from tests.shared_calendar.making import NINE, booked, for_patient, id_of, slot

DAY = timedelta(days=1)


def _titles(session: Session, actor: Actor, sites: tuple[int, ...] = ()) -> list[str]:
    return [
        entry.headline
        for entry in reading.between(session, actor, NINE - DAY, NINE + DAY, Selection(sites=sites))
    ]


def test_a_range_holds_what_overlaps_it_in_order(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    booked(session, people, bo, at=slot(1))
    booked(session, people, maria, at=slot(0))
    assert _titles(session, people.alice) == ["GARCIA, Maria", "LI, Bo"]
    half_past = NINE + timedelta(minutes=15)
    inside = reading.between(session, people.alice, half_past, half_past + timedelta(minutes=5))
    assert [entry.headline for entry in inside] == ["GARCIA, Maria"]
    assert reading.between(session, people.alice, slot().ends_at, slot(1).starts_at) == []


def test_an_entry_carries_the_names(session: Session, people: People, maria: Patient) -> None:
    entry = reading.one(session, people.bob, id_of(booked(session, people, maria)))
    assert (entry.patient_name, entry.staff_name, entry.site.name) == (
        "GARCIA, Maria",
        "Pat Lindqvist",
        "Northside",
    )


def test_another_site_sees_neither_patients_nor_meetings(
    session: Session, people: People, maria: Patient
) -> None:
    made = booked(session, people, maria)
    details = Details("Case round", people.sites["Northside"], staff_id=people.pat.user_id, kind=Kind.MEETING)
    service.book(session, people.alice, Booking(details, slot(2)))
    assert _titles(session, people.charlie) == []
    with pytest.raises(NotFound):
        reading.one(session, people.charlie, id_of(made))
    assert _titles(session, people.erin) == ["GARCIA, Maria", "Case round"]


def test_the_calendar_can_be_limited_to_a_site(session: Session, people: People, maria: Patient) -> None:
    booked(session, people, maria)
    southern = make_patient(session, people.sites["Southside"], last_name="Okafor")
    details = for_patient(people, southern, staff=people.charlie, site="Southside")
    service.book(session, people.charlie, Booking(details, slot()))
    assert _titles(session, people.erin, (people.sites["Southside"],)) == ["OKAFOR, Maria"]


@pytest.mark.parametrize("length", [timedelta(0), -DAY, timedelta(days=101)])
def test_a_range_that_makes_no_sense_is_refused(session: Session, people: People, length: timedelta) -> None:
    with pytest.raises(Invalid, match="100 days"):
        reading.between(session, people.alice, NINE, NINE + length)


def test_staff_of_a_site_are_those_who_work_there_and_are_no_admins(session: Session, people: People) -> None:
    names = reading.staff_at(session, people.alice, people.sites["Northside"]).values()
    assert list(names) == ["Alice Moreno", "Bob Tran", "Erin Castellano", "Pat Lindqvist"]

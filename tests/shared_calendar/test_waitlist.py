import pytest
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.patients.models import Patient
from carehub.shared_calendar import service, waitlist
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.requests import Booking
from carehub.shared_calendar.status import AppointmentStatus
from tests.conftest import People
from tests.shared_calendar.making import booked, for_patient, id_of, slot

_S = AppointmentStatus


def _waits(session: Session, people: People, patient: Patient, *, staff: Actor | None) -> Appointment:
    details = for_patient(people, patient, staff=staff)
    return service.book(session, people.alice, Booking(details, slot(5), status=_S.WAITLIST))


def _cancelled(session: Session, people: People, patient: Patient) -> None:
    made = id_of(booked(session, people, patient))
    service.cancel(session, people.bob, made, 1, _S.CANCELLED_BY_PATIENT, "ill")


def test_a_freed_time_is_offered_first_to_who_waits_for_that_person(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    _waits(session, people, bo, staff=people.pat)
    [before] = waitlist.waiters(session, people.bob)
    assert not any(offer.is_freed for offer in before.offers)
    _cancelled(session, people, maria)
    [after] = waitlist.waiters(session, people.bob)
    assert (after.offers[0].slot, after.offers[0].is_freed) == (slot(), True)
    assert len(after.offers) == waitlist.MOST_TIMES


def test_who_waits_for_anybody_gets_the_person_with_the_time(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    waiting = _waits(session, people, bo, staff=None)
    _cancelled(session, people, maria)
    [waiter] = waitlist.waiters(session, people.bob)
    [offer] = waiter.offers
    given = waitlist.give(session, people.bob, id_of(waiting), 1, offer.slot, offer.staff_id)
    session.refresh(given)
    assert (given.status, given.staff_id, given.slot) == (_S.BOOKED, people.pat.user_id, slot())
    assert waitlist.waiters(session, people.bob) == []


def test_a_time_that_does_not_fit_is_not_offered(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    _waits(session, people, bo, staff=people.alice)
    _cancelled(session, people, maria)
    [waiter] = waitlist.waiters(session, people.bob)
    assert not any(offer.is_freed for offer in waiter.offers)


def test_a_time_that_was_taken_again_is_neither_offered_nor_given(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    waiting = _waits(session, people, bo, staff=people.pat)
    _cancelled(session, people, maria)
    booked(session, people, maria)
    [waiter] = waitlist.waiters(session, people.bob)
    assert slot() not in {offer.slot for offer in waiter.offers}
    with pytest.raises(Conflict):
        waitlist.give(session, people.bob, id_of(waiting), 1, slot(), people.pat.user_id)


def test_two_who_give_at_once_are_told(session: Session, people: People, bo: Patient) -> None:
    waiting = _waits(session, people, bo, staff=people.pat)
    waitlist.give(session, people.bob, id_of(waiting), 1, slot(), None)
    with pytest.raises(Invalid, match="does not wait any more"):
        waitlist.give(session, people.alice, id_of(waiting), 1, slot(2), None)


def test_another_site_and_the_wrong_role_see_nobody(session: Session, people: People, bo: Patient) -> None:
    waiting = _waits(session, people, bo, staff=people.pat)
    assert waitlist.waiters(session, people.charlie) == []
    with pytest.raises(NotFound):
        waitlist.give(session, people.charlie, id_of(waiting), 1, slot(), None)
    with pytest.raises(NotAllowed):
        waitlist.waiters(session, people.dana)
    with pytest.raises(NotFound):
        waitlist.give(session, people.bob, 999, 1, slot(), None)

"""Booking, moving, missing, cancelling and completing an appointment moves its referral along."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from carehub.core import clock
from carehub.core.errors import Invalid, NotFound
from carehub.patients.models import Patient
from carehub.referrals import reading as referral_reading
from carehub.referrals import service as referrals
from carehub.referrals.models import Happening, Referral, Stage
from carehub.referrals.service import NewReferral
from carehub.referrals.status import MissedReason, Status, Urgency
from carehub.shared_calendar import linked_referral, series, service, taking_back
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.recurrence import Repeat, Unit
from carehub.shared_calendar.requests import Booking, Scope
from carehub.shared_calendar.slots import Slot
from carehub.shared_calendar.status import AppointmentStatus
from tests.conftest import People, make_patient
from tests.shared_calendar.making import NINE, for_patient, id_of, slot

_S = AppointmentStatus


@pytest.fixture
def referral(session: Session, people: People, maria: Patient) -> Referral:
    """Maria's referral, accepted by its receiver and waiting for a date."""
    return _accepted(session, people, maria)


def _accepted(session: Session, people: People, patient: Patient) -> Referral:
    assert patient.id is not None
    type_id = referrals.shown_types(session)[0].id or 0
    made = referrals.create(
        session,
        people.alice,
        NewReferral(patient.id, type_id, Urgency.ROUTINE, "Lakeside Cardiology", "Chest pain"),
    )
    stage = session.exec(select(Stage).where(Stage.status == Status.ACCEPTED)).one()
    made.stage_id, made.status = stage.id or 0, Status.ACCEPTED
    session.flush()
    return made


def _booked(
    session: Session, people: People, patient: Patient, referral: Referral, at: Slot | None = None
) -> Appointment:
    booking = Booking(for_patient(people, patient, staff=people.pat), at or slot(), referral.id, told=True)
    return service.book(session, people.bob, booking)


def test_booking_moves_the_card_to_scheduled(
    session: Session, people: People, maria: Patient, referral: Referral
) -> None:
    _booked(session, people, maria, referral)
    session.refresh(referral)
    assert (referral.status, referral.appointment_at, referral.appointment_told) == (
        Status.SCHEDULED,
        NINE,
        True,
    )


def test_a_referral_that_takes_no_date_refuses_the_booking_as_a_whole(
    session: Session, people: People, maria: Patient, referral: Referral
) -> None:
    referral.status = Status.CLOSED
    session.flush()
    with pytest.raises(Invalid):
        _booked(session, people, maria, referral)


def test_the_referral_of_another_patient_is_refused(
    session: Session, people: People, bo: Patient, referral: Referral
) -> None:
    with pytest.raises(Invalid, match="another patient's"):
        _booked(session, people, bo, referral)


def test_a_referral_one_may_not_see_is_not_found(session: Session, people: People, maria: Patient) -> None:
    hidden = _hidden_referral(session, people)
    with pytest.raises(NotFound):
        _booked(session, people, maria, hidden)


def _hidden_referral(session: Session, people: People) -> Referral:
    southern = make_patient(session, people.sites["Southside"])
    return _accepted(session, replace(people, alice=people.charlie), southern)


def test_moving_gives_the_referral_the_new_date_which_the_patient_does_not_know_yet(
    session: Session, people: People, maria: Patient, referral: Referral
) -> None:
    made = _booked(session, people, maria, referral)
    service.move(session, people.bob, id_of(made), 1, slot(2))
    session.refresh(referral)
    assert (referral.appointment_at, referral.appointment_told) == (slot(2).starts_at, False)


def test_a_no_show_sends_the_referral_back_and_keeps_the_missed_date(
    session: Session, people: People, maria: Patient, referral: Referral
) -> None:
    made = _booked(session, people, maria, referral)
    with clock.freeze(slot().ends_at):
        service.mark(session, people.bob, id_of(made), 1, _S.NO_SHOW, MissedReason.NO_TRANSPORTATION)
    session.refresh(referral)
    assert (referral.status, referral.appointment_at) == (Status.ACCEPTED, None)
    (last, *_) = referral_reading.history(session, people.alice, referral.id or 0)
    assert (last.event.happening, last.event.reason) == (Happening.MISSED, "No transportation")


def test_a_no_show_marked_by_mistake_schedules_it_again(
    session: Session, people: People, maria: Patient, referral: Referral
) -> None:
    made = _booked(session, people, maria, referral)
    with clock.freeze(slot().ends_at):
        service.mark(session, people.bob, id_of(made), 1, _S.NO_SHOW, MissedReason.OTHER)
        service.mark(session, people.bob, id_of(made), 2, _S.BOOKED)
    session.refresh(referral)
    assert (referral.status, referral.appointment_at) == (Status.SCHEDULED, NINE)


def test_cancelling_lets_the_referral_wait_for_another_date(
    session: Session, people: People, maria: Patient, referral: Referral
) -> None:
    made = _booked(session, people, maria, referral)
    service.cancel(session, people.bob, id_of(made), 1, _S.CANCELLED_BY_PATIENT, "has to work")
    session.refresh(referral)
    assert referral.status is Status.ACCEPTED


def test_a_completed_appointment_means_seen(
    session: Session, people: People, maria: Patient, referral: Referral
) -> None:
    made = _booked(session, people, maria, referral)
    with clock.freeze(slot().ends_at):
        service.mark(session, people.bob, id_of(made), 1, _S.ARRIVED)
        service.mark(session, people.bob, id_of(made), 2, _S.COMPLETED)
    session.refresh(referral)
    assert (referral.status, referral.seen_confirmed_by) == (Status.SEEN, "Bob Tran")


def test_an_appointment_that_the_referral_no_longer_stands_on_leaves_it_alone(
    session: Session, people: People, maria: Patient, referral: Referral
) -> None:
    first = _booked(session, people, maria, referral)
    _booked(session, people, maria, referral, at=slot(3))
    service.cancel(session, people.bob, id_of(first), 1, _S.CANCELLED_BY_US, "later one is kept")
    session.refresh(referral)
    assert (referral.status, referral.appointment_at) == (Status.SCHEDULED, slot(3).starts_at)


def test_only_referrals_that_wait_for_a_date_are_offered(
    session: Session, people: People, maria: Patient, referral: Referral
) -> None:
    closed = _accepted(session, people, maria)
    closed.status = Status.CLOSED
    session.flush()
    assert maria.id is not None
    offered = linked_referral.waiting(session, people.bob, maria.id)
    assert [one.referral_id for one in offered] == [referral.id]
    assert offered[0].receiver == "Lakeside Cardiology"
    assert linked_referral.waiting(session, people.charlie, maria.id) == []


# --- series


def _weekly(session: Session, people: People, patient: Patient, referral: Referral) -> list[Appointment]:
    """Three Thursdays, Thanksgiving left out."""
    details = for_patient(people, patient, staff=people.pat)
    booking = Booking(details, slot(), referral.id, told=True, repeat=Repeat(1, Unit.WEEK, times=3))
    return series.book(session, people.bob, booking)


def test_the_referral_stands_on_the_first_of_a_series_and_follows_it(
    session: Session, people: People, maria: Patient, referral: Referral
) -> None:
    first, *_ = _weekly(session, people, maria, referral)
    assert referral.appointment_at == NINE
    friday = Slot(slot().starts_at + timedelta(days=8), slot().ends_at + timedelta(days=8))
    series.move(session, people.bob, id_of(first), 1, friday, Scope.ALL, told=True)
    session.refresh(referral)
    assert (referral.appointment_at, referral.appointment_told) == (first.starts_at, True)


def test_after_a_cancelled_or_missed_one_the_referral_stands_on_the_next(
    session: Session, people: People, maria: Patient, referral: Referral
) -> None:
    first, second, third = _weekly(session, people, maria, referral)
    service.cancel(session, people.bob, id_of(first), 1, _S.CANCELLED_BY_PATIENT, "has to work")
    session.refresh(referral)
    assert (referral.status, referral.appointment_at) == (Status.SCHEDULED, second.starts_at)
    with clock.freeze(second.ends_at):
        service.mark(session, people.bob, id_of(second), 1, _S.NO_SHOW, MissedReason.FORGOT)
    session.refresh(referral)
    assert (referral.status, referral.appointment_at) == (Status.SCHEDULED, third.starts_at)
    happened = [
        line.event.happening for line in referral_reading.history(session, people.alice, referral.id or 0)
    ]
    assert Happening.MISSED in happened


def test_a_cancelled_series_lets_the_referral_wait_and_undo_schedules_it_again(
    session: Session, people: People, maria: Patient, referral: Referral
) -> None:
    first, *_ = _weekly(session, people, maria, referral)
    done = series.cancel(session, people.bob, id_of(first), 1, _S.CANCELLED_BY_US, "no staff", Scope.ALL)
    session.refresh(referral)
    assert referral.status is Status.ACCEPTED
    taking_back.take_back(session, people.bob, done.undo)
    session.refresh(referral)
    assert (referral.status, referral.appointment_at) == (Status.SCHEDULED, NINE)


def test_who_left_without_a_visit_waits_for_another_date(
    session: Session, people: People, maria: Patient, referral: Referral
) -> None:
    made = _booked(session, people, maria, referral)
    with clock.freeze(slot().ends_at):
        service.mark(session, people.bob, id_of(made), 1, _S.ARRIVED)
        service.mark_left(session, people.bob, id_of(made), 2)
    session.refresh(referral)
    assert referral.status is Status.ACCEPTED


def test_telling_the_patient_is_kept_with_the_referral(
    session: Session, people: People, maria: Patient, referral: Referral
) -> None:
    made = _booked(session, people, maria, referral)
    service.move(session, people.bob, id_of(made), 1, slot(2))
    service.tell_patient(session, people.bob, id_of(made), 2)
    session.refresh(referral)
    assert referral.appointment_told is True


def test_a_visit_that_was_only_asked_for_or_waited_for_schedules_nothing_until_it_is_booked(
    session: Session, people: People, maria: Patient, referral: Referral
) -> None:
    asked = Booking(for_patient(people, maria, staff=people.pat), slot(), referral.id, status=_S.REQUESTED)
    made = service.book(session, people.bob, asked)
    assert referral.status is Status.ACCEPTED
    service.mark(session, people.bob, id_of(made), 1, _S.CONFIRMED)
    session.refresh(referral)
    assert (referral.status, referral.appointment_at) == (Status.SCHEDULED, NINE)


def test_a_referral_booked_before_anybody_accepted_it_can_be_called_off(
    session: Session, people: People, maria: Patient, referral: Referral
) -> None:
    stage = session.exec(select(Stage).where(Stage.status == Status.SENT)).one()
    referral.stage_id, referral.status = stage.id or 0, Status.SENT
    session.flush()
    made = _booked(session, people, maria, referral)
    service.cancel(session, people.bob, id_of(made), 1, _S.CANCELLED_BY_PATIENT, "has to work")
    session.refresh(referral)
    assert referral.status is Status.ACCEPTED

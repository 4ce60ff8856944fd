import pytest
from sqlmodel import Session, col, select

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from carehub.patients.models import Patient
from carehub.referrals.status import MissedReason
from carehub.shared_calendar import service
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.status import AppointmentStatus
from tests.conftest import People
from tests.shared_calendar.making import NINE, booked, id_of, slot

_S = AppointmentStatus
NOBODY = 999_999


def test_a_cancelled_appointment_keeps_who_and_why(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    gone = service.cancel(session, people.bob, id_of(made), 1, _S.CANCELLED_BY_US, "Pat is ill")
    assert (gone.status, gone.reason) == (_S.CANCELLED_BY_US, "Pat is ill")


@pytest.mark.parametrize(("status", "reason"), [(_S.CANCELLED_BY_US, "  "), (_S.BOOKED, "why not")])
def test_cancelling_needs_a_reason_and_who(
    session: Session, people: People, maria: Patient, status: AppointmentStatus, reason: str
) -> None:
    made = booked(session, people, maria)
    with pytest.raises(Invalid):
        service.cancel(session, people.bob, id_of(made), 1, status, reason)


@pytest.mark.parametrize("who", ["charlie", "dana"])
def test_who_may_not_cancel(session: Session, people: People, maria: Patient, who: str) -> None:
    made = booked(session, people, maria)
    actor: Actor = getattr(people, who)
    with pytest.raises((NotFound, NotAllowed)):
        service.cancel(session, actor, id_of(made), 1, _S.CANCELLED_BY_US, "no")


def test_a_cancelled_appointment_comes_back_only_into_a_free_time(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    made = booked(session, people, maria)
    service.cancel(session, people.bob, id_of(made), 1, _S.CANCELLED_BY_PATIENT, "cold")
    booked(session, people, bo)
    with pytest.raises(Conflict, match="taken"):
        service.mark(session, people.bob, id_of(made), 2, _S.BOOKED)


def test_the_front_desk_marks_who_arrived(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    with clock.freeze(NINE):
        arrived = service.mark(session, people.bob, id_of(made), 1, _S.ARRIVED)
    assert (arrived.status, arrived.version) == (_S.ARRIVED, 2)


def test_nobody_arrives_days_before(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    with pytest.raises(Invalid, match="on 12-Nov-2026"):
        service.mark(session, people.bob, id_of(made), 1, _S.ARRIVED)


def test_a_no_show_waits_for_the_time_of_the_appointment(
    session: Session, people: People, maria: Patient
) -> None:
    made = booked(session, people, maria, at=slot(1))
    with clock.freeze(NINE), pytest.raises(Invalid, match="10:00 AM"):
        service.mark(session, people.bob, id_of(made), 1, _S.NO_SHOW, MissedReason.FORGOT)
    with clock.freeze(slot(1.5).starts_at):
        missed = service.mark(session, people.bob, id_of(made), 1, _S.NO_SHOW, MissedReason.FORGOT)
    assert (missed.status, missed.reason) == (_S.NO_SHOW, "Forgot")


def test_a_no_show_says_why(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    with clock.freeze(NINE), pytest.raises(Invalid, match="why the patient did not come"):
        service.mark(session, people.bob, id_of(made), 1, _S.NO_SHOW)


def test_marking_does_not_cancel(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    with pytest.raises(Invalid, match="Cancel"):
        service.mark(session, people.bob, id_of(made), 1, _S.CANCELLED_BY_US)


def test_an_impossible_step_is_refused_in_words(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    with pytest.raises(Invalid, match="is booked; it cannot become completed"):
        service.mark(session, people.bob, id_of(made), 1, _S.COMPLETED)


@pytest.mark.parametrize("who", ["charlie", "dana"])
def test_who_may_not_mark(session: Session, people: People, maria: Patient, who: str) -> None:
    made = booked(session, people, maria)
    actor: Actor = getattr(people, who)
    with pytest.raises((NotFound, NotAllowed)):
        service.mark(session, actor, id_of(made), 1, _S.CONFIRMED)


def test_a_stale_mark_is_refused(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    service.mark(session, people.bob, id_of(made), 1, _S.CONFIRMED)
    with pytest.raises(Conflict, match="Bob Tran"), clock.freeze(NINE):
        service.mark(session, people.alice, id_of(made), 1, _S.ARRIVED)


def test_nothing_refused_leaves_a_trace(session: Session, people: People, maria: Patient) -> None:
    booked(session, people, maria)
    with pytest.raises(Conflict):
        booked(session, people, maria)
    assert len(session.exec(select(Appointment)).all()) == 1


# --- late, left, told


def test_who_came_late_and_who_left_again(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    with clock.freeze(slot().ends_at):
        service.mark(session, people.bob, id_of(made), 1, _S.ARRIVED)
        late = service.mark_late(session, people.bob, id_of(made), 2, late=True)
        left = service.mark_left(session, people.bob, id_of(made), 3)
        assert (late.is_late, left.left_without_visit) == (True, True)
        with pytest.raises(Invalid, match="left without a visit"):
            service.mark(session, people.bob, id_of(made), 4, _S.COMPLETED)
        again = service.mark(session, people.bob, id_of(made), 4, _S.BOOKED)
    assert (again.is_late, again.left_without_visit) == (False, False)


def test_only_who_came_can_be_late_or_leave(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    with pytest.raises(Invalid, match="arrived"):
        service.mark_late(session, people.bob, id_of(made), 1, late=True)
    with pytest.raises(Invalid, match="arrived"):
        service.mark_left(session, people.bob, id_of(made), 1)


def test_moving_and_cancelling_keep_whether_the_patient_knows(
    session: Session, people: People, maria: Patient
) -> None:
    made = booked(session, people, maria)
    assert service.move(session, people.bob, id_of(made), 1, slot(2)).patient_told is False
    assert service.tell_patient(session, people.bob, id_of(made), 2).patient_told is True
    fields = session.exec(select(JournalEntry.fields).order_by(col(JournalEntry.seq).desc())).first()
    assert fields == "patient_told"
    gone = service.cancel(session, people.bob, id_of(made), 3, _S.CANCELLED_BY_US, "Pat is ill", told=False)
    assert gone.patient_told is False


@pytest.mark.parametrize("who", ["charlie", "dana"])
def test_who_may_not_say_so(session: Session, people: People, maria: Patient, who: str) -> None:
    made = booked(session, people, maria)
    actor: Actor = getattr(people, who)
    for refused in (
        lambda: service.tell_patient(session, actor, id_of(made), 1),
        lambda: service.mark_late(session, actor, id_of(made), 1, late=False),
        lambda: service.mark_left(session, actor, id_of(made), 1),
    ):
        with pytest.raises((NotFound, NotAllowed)):
            refused()

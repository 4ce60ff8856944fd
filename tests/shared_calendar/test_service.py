from dataclasses import replace

import pytest
from sqlmodel import Session, col, select

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from carehub.patients.models import Patient, PatientSite, PatientStatus
from carehub.referrals.status import MissedReason
from carehub.shared_calendar import service
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.status import AppointmentStatus, Kind
from tests.conftest import People, make_patient
from tests.shared_calendar.making import NINE, booked, for_patient, id_of, slot

_S = AppointmentStatus
NOBODY = 999_999


# --- booking


def test_the_front_desk_books_an_appointment(session: Session, people: People, maria: Patient) -> None:
    made = service.book(session, people.bob, Booking(for_patient(people, maria, staff=people.pat), slot()))
    assert (made.status, made.starts_at, made.created_by) == (_S.BOOKED, NINE, people.bob.user_id)


def test_a_booking_is_journaled_with_its_patient(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    entry = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq).desc())).first()
    assert entry is not None
    assert (entry.action, entry.patient_id) == ("appointments.book", maria.id)
    assert entry.subject == f"appointment:{made.id}"


def test_an_admin_books_nothing(session: Session, people: People, maria: Patient) -> None:
    with pytest.raises(NotAllowed, match="supervisor"):
        service.book(session, people.dana, Booking(for_patient(people, maria, staff=None), slot()))


def test_a_patient_of_another_site_cannot_be_booked(session: Session, people: People, maria: Patient) -> None:
    details = for_patient(people, maria, staff=None, site="Southside")
    with pytest.raises(NotFound, match="not in your list"):
        service.book(session, people.charlie, Booking(details, slot()))


def test_another_site_cannot_be_booked_at(session: Session, people: People, maria: Patient) -> None:
    details = for_patient(people, maria, staff=None, site="Southside")
    with pytest.raises(NotFound, match="own sites"):
        service.book(session, people.alice, Booking(details, slot()))


def test_a_site_that_does_not_care_for_the_patient_is_refused_by_name(
    session: Session, people: People, maria: Patient
) -> None:
    details = for_patient(people, maria, staff=None, site="Southside")
    with pytest.raises(Invalid, match="not cared for at Southside"):
        service.book(session, people.erin, Booking(details, slot()))


def test_staff_of_another_site_cannot_be_booked(session: Session, people: People, maria: Patient) -> None:
    with pytest.raises(Invalid, match="works at Northside"):
        service.book(session, people.alice, Booking(for_patient(people, maria, staff=people.charlie), slot()))


def test_nothing_is_booked_for_the_deceased(session: Session, people: People, maria: Patient) -> None:
    maria.status = PatientStatus.DECEASED
    session.flush()
    with pytest.raises(Invalid, match="deceased"):
        booked(session, people, maria)


def test_a_meeting_needs_no_patient(session: Session, people: People) -> None:
    details = Details("Case round", people.sites["Northside"], staff_id=people.pat.user_id, kind=Kind.MEETING)
    assert service.book(session, people.alice, Booking(details, slot())).patient_id is None


def test_an_appointment_needs_a_patient_and_a_purpose(people: People) -> None:
    with pytest.raises(Invalid, match="patient"):
        Details("Therapy", people.sites["Northside"])
    with pytest.raises(Invalid, match="what the appointment is for"):
        Details("   ", people.sites["Northside"], patient_id=1)


# --- conflicts


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


# --- moving


def test_an_appointment_moves(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    moved = service.move(session, people.bob, id_of(made), 1, slot(2))
    assert (moved.slot, moved.version, moved.updated_by) == (slot(2), 2, people.bob.user_id)


def test_an_appointment_moves_over_its_own_old_time(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    assert service.move(session, people.alice, id_of(made), 1, slot(0.25)).slot == slot(0.25)


def test_a_move_into_a_taken_time_is_refused_and_changes_nothing(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    booked(session, people, maria)
    late = booked(session, people, bo, at=slot(3))
    with pytest.raises(Conflict, match="Pat Lindqvist is taken"):
        service.move(session, people.alice, id_of(late), 1, slot(0.25))
    session.refresh(late)
    assert (late.slot, late.version) == (slot(3), 1)


def test_whoever_is_second_is_told_who_was_first(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    service.move(session, people.bob, id_of(made), 1, slot(2))
    with pytest.raises(Conflict, match="Bob Tran changed this appointment first"):
        service.move(session, people.alice, id_of(made), 1, slot(3))


def test_another_site_cannot_move_it_or_learn_that_it_exists(
    session: Session, people: People, maria: Patient
) -> None:
    made = booked(session, people, maria)
    with pytest.raises(NotFound) as theirs:
        service.move(session, people.charlie, id_of(made), 1, slot(2))
    with pytest.raises(NotFound) as nobodys:
        service.move(session, people.charlie, NOBODY, 1, slot(2))
    assert str(theirs.value) == str(nobodys.value)


def test_an_admin_sees_but_does_not_move(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    with pytest.raises(NotAllowed):
        service.move(session, people.dana, id_of(made), 1, slot(2))


def test_an_appointment_of_my_patient_at_another_site_is_not_mine_to_move(
    session: Session, people: People, maria: Patient
) -> None:
    assert maria.id is not None
    session.add(PatientSite(patient_id=maria.id, site_id=people.sites["Southside"]))
    session.flush()
    details = for_patient(people, maria, staff=None, site="Southside")
    made = service.book(session, people.charlie, Booking(details, slot()))
    with pytest.raises(NotAllowed, match="another site"):
        service.move(session, people.alice, id_of(made), 1, slot(2))


def test_a_completed_appointment_keeps_its_time(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    with clock.freeze(NINE):
        service.mark(session, people.bob, id_of(made), 1, _S.ARRIVED)
    with pytest.raises(Invalid, match="arrived and keeps its time"):
        service.move(session, people.bob, id_of(made), 2, slot(2))


# --- changing


def test_purpose_and_note_change(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    details = replace(
        for_patient(people, maria, staff=people.pat), title="Follow-up visit", note="Bring forms"
    )
    changed = service.change(session, people.bob, id_of(made), 1, details)
    assert (changed.title, changed.note, changed.version) == ("Follow-up visit", "Bring forms", 2)


def test_a_change_journals_the_names_of_the_fields_only(
    session: Session, people: People, maria: Patient
) -> None:
    made = booked(session, people, maria)
    details = replace(for_patient(people, maria, staff=people.pat), note="Bring forms")
    service.change(session, people.bob, id_of(made), 1, details)
    entry = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq).desc())).first()
    assert entry is not None
    assert (entry.action, entry.fields) == ("appointments.change", "note")


def test_someone_new_in_it_has_to_be_free(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    booked(session, people, maria)
    other = booked(session, people, bo, staff=people.alice)
    with pytest.raises(Conflict, match="Pat Lindqvist is taken"):
        service.change(session, people.bob, id_of(other), 1, for_patient(people, bo, staff=people.pat))


def test_a_stale_change_is_refused(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    service.move(session, people.bob, id_of(made), 1, slot(2))
    with pytest.raises(Conflict, match="Bob Tran"):
        service.change(session, people.alice, id_of(made), 1, for_patient(people, maria, staff=None))


def test_another_site_changes_nothing(session: Session, people: People, maria: Patient) -> None:
    made = booked(session, people, maria)
    with pytest.raises(NotFound):
        service.change(session, people.charlie, id_of(made), 1, for_patient(people, maria, staff=None))


# --- cancelling


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


# --- saying who came


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

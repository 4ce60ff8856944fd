from dataclasses import replace

import pytest
from sqlmodel import Session, col, select

from carehub.core import clock
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from carehub.patients.models import Patient, PatientSite, PatientStatus
from carehub.shared_calendar import service
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.status import AppointmentStatus, Kind
from tests.conftest import People
from tests.shared_calendar.making import NINE, booked, for_patient, id_of, slot

_S = AppointmentStatus
NOBODY = 999_999


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

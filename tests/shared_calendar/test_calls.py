from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from carehub.contacts import service as contacts
from carehub.contacts.models import Answer, How, Whom
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from carehub.patients.models import Patient
from carehub.related_people import service as related_people
from carehub.related_people.draft import SafeDraft
from carehub.related_people.models import Safe
from carehub.shared_calendar import calls, service
from carehub.shared_calendar.models import CallOutcome
from carehub.shared_calendar.sheets import call_sheet
from carehub.shared_calendar.status import AppointmentStatus
from carehub.working_time import service as working_time
from tests.conftest import People
from tests.shared_calendar.making import MONDAY, booked, id_of, slot

THURSDAY = date(2026, 11, 12)
_S = AppointmentStatus


def _names(session: Session, actor: Actor, day: date = THURSDAY) -> list[str]:
    return [line.entry.patient_name for line in calls.call_list(session, actor, day)]


def _log(session: Session, actor: Actor, made: int, version: int, outcome: CallOutcome) -> None:
    calls.log_call(session, actor, made, version, outcome)


def test_the_list_holds_who_is_expected_in_order(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    maria.phone, maria.phone_owner = "+13125550142", "mother"
    later = booked(session, people, bo, at=slot(2))
    booked(session, people, maria)
    assert _names(session, people.bob) == ["GARCIA, Maria", "LI, Bo"]
    line = calls.call_list(session, people.bob, THURSDAY)[0]
    assert (line.patient.phone, line.patient.phone_owner, line.called) == ("+13125550142", "mother", None)
    service.cancel(session, people.bob, id_of(later), 1, _S.CANCELLED_BY_PATIENT, "ill")
    assert _names(session, people.bob) == ["GARCIA, Maria"]
    assert _names(session, people.bob, date(2026, 11, 13)) == []


def test_how_a_patient_is_safely_reached_stands_before_the_phone_on_list_and_print(
    session: Session, people: People, maria: Patient, bo: Patient
) -> None:
    booked(session, people, maria)
    booked(session, people, bo, at=slot(1))
    draft = SafeDraft(codes=frozenset({Safe.NO_VOICEMAIL}), ask_for="her sister Lucia")
    related_people.set_safe_contact(session, people.alice, maria.id or 0, 0, draft)
    heed = "No voicemail · Ask for her sister Lucia"
    assert [line.heed for line in calls.call_list(session, people.bob, THURSDAY)] == [heed, ""]
    assert [row.heed for row in call_sheet(session, people.bob, THURSDAY, None).rows] == [heed, ""]


def test_another_site_has_nobody_to_call(session: Session, people: People, maria: Patient) -> None:
    made = id_of(booked(session, people, maria))
    assert _names(session, people.charlie) == []
    with pytest.raises(NotFound):
        _log(session, people.charlie, made, 1, CallOutcome.CONFIRMED)


def test_who_will_come_is_confirmed_with_the_call(session: Session, people: People, maria: Patient) -> None:
    appointment = booked(session, people, maria)
    _log(session, people.bob, id_of(appointment), 1, CallOutcome.LEFT_MESSAGE)
    assert appointment.status is _S.BOOKED
    _log(session, people.bob, id_of(appointment), 1, CallOutcome.CONFIRMED)
    session.refresh(appointment)
    assert appointment.status is _S.CONFIRMED
    [line] = calls.call_list(session, people.alice, THURSDAY)
    assert line.called is not None
    assert (line.called.outcome, line.called.by) == (CallOutcome.CONFIRMED, "Bob Tran")
    actions = session.exec(select(JournalEntry.action)).all()
    assert actions.count("appointments.remind") == 2


def test_a_call_stands_in_the_contact_log_once_also_when_the_front_desk_makes_it(
    session: Session, people: People, maria: Patient
) -> None:
    assert maria.id is not None
    maria.phone, maria.phone_owner = "+13125550142", "mother"
    made = id_of(booked(session, people, maria))
    _log(session, people.bob, made, 1, CallOutcome.WANTS_ANOTHER_TIME)
    with pytest.raises(Conflict, match="just now"):
        _log(session, people.bob, made, 1, CallOutcome.WANTS_ANOTHER_TIME)
    [attempt] = contacts.of_patient(session, people.alice, maria.id)
    assert (attempt.who, attempt.row.whom, attempt.row.how, attempt.row.answer, attempt.row.note) == (
        "Bob Tran",
        Whom.RELATED_PERSON,
        How.PHONE,
        Answer.REACHED,
        "Reminder of 12-Nov-2026, 9:00 AM: wants another time",
    )
    with clock.freeze(MONDAY + timedelta(minutes=2)):
        _log(session, people.bob, made, 1, CallOutcome.WANTS_ANOTHER_TIME)
    assert len(contacts.of_patient(session, people.alice, maria.id)) == 2


@pytest.mark.parametrize("outcome", CallOutcome)
def test_every_outcome_has_its_word_in_the_contact_log(
    session: Session, people: People, maria: Patient, outcome: CallOutcome
) -> None:
    _log(session, people.bob, id_of(booked(session, people, maria)), 1, outcome)
    [attempt] = contacts.of_patient(session, people.alice, maria.id or 0)
    assert attempt.row.answer.value == outcome.value or attempt.row.answer is Answer.REACHED


def test_a_refused_call_leaves_nothing_in_the_contact_log(
    session: Session, people: People, maria: Patient
) -> None:
    made = id_of(booked(session, people, maria))
    with pytest.raises(NotFound):
        _log(session, people.charlie, made, 1, CallOutcome.NO_ANSWER)
    with pytest.raises(Conflict):
        _log(session, people.bob, made, 7, CallOutcome.NO_ANSWER)
    assert contacts.of_patient(session, people.alice, maria.id or 0) == []


def test_a_call_is_void_once_the_appointment_moved(session: Session, people: People, maria: Patient) -> None:
    made = id_of(booked(session, people, maria))
    _log(session, people.bob, made, 1, CallOutcome.LEFT_MESSAGE)
    service.move(session, people.bob, made, 1, slot(3))
    [line] = calls.call_list(session, people.bob, THURSDAY)
    assert line.called is None


def test_a_call_from_an_older_list_is_refused(session: Session, people: People, maria: Patient) -> None:
    made = id_of(booked(session, people, maria))
    service.move(session, people.bob, made, 1, slot(3))
    with pytest.raises(Conflict, match="changed just now"):
        _log(session, people.bob, made, 1, CallOutcome.CONFIRMED)


def test_nobody_is_called_about_what_is_cancelled(session: Session, people: People, maria: Patient) -> None:
    made = id_of(booked(session, people, maria))
    service.cancel(session, people.bob, made, 1, _S.CANCELLED_BY_PATIENT, "ill")
    with pytest.raises(Invalid, match="nothing to remind of"):
        _log(session, people.bob, made, 2, CallOutcome.NO_ANSWER)


def test_an_admin_calls_nobody(session: Session, people: People, maria: Patient) -> None:
    made = id_of(booked(session, people, maria))
    with pytest.raises(NotAllowed):
        calls.call_list(session, people.dana, THURSDAY)
    with pytest.raises(NotAllowed):
        _log(session, people.dana, made, 1, CallOutcome.CONFIRMED)
    with pytest.raises(NotFound):
        _log(session, people.bob, 999, 1, CallOutcome.CONFIRMED)


def test_on_friday_those_of_monday_are_called_and_holidays_are_passed_over(
    session: Session, people: People
) -> None:
    friday, wednesday = date(2026, 11, 13), date(2026, 11, 25)
    assert calls.next_working_day(session, friday) == friday + timedelta(days=3)
    assert calls.next_working_day(session, wednesday) == date(2026, 11, 27)
    working_time.add_closing_day(session, people.dana, date(2026, 11, 27), "Bridge day")
    assert calls.next_working_day(session, wednesday) == date(2026, 11, 30)

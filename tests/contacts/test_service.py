"""The contact log: who may write and read it, and when a patient counts as tried three times."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from carehub.contacts import service
from carehub.contacts.models import Answer, How, Whom
from carehub.contacts.service import NewAttempt, Tried
from carehub.core import clock
from carehub.core.errors import Invalid, NotAllowed, NotFound
from tests.conftest import People, make_patient
from tests.referrals.conftest import MakeReferral, make_referral, specialty

__all__ = ["make_referral", "specialty"]

MONDAY = datetime(2026, 3, 2, 16, tzinfo=UTC)


@pytest.fixture
def call(session: Session, people: People) -> NewAttempt:
    patient = make_patient(session, people.sites["Northside"])
    return NewAttempt(patient.id or 0, Whom.PATIENT, How.PHONE, Answer.NO_ANSWER)


def test_an_attempt_is_written_down_and_read_by_colleagues(
    session: Session, people: People, call: NewAttempt
) -> None:
    service.log(session, people.alice, replace(call, minutes=5, note="  Voicemail is full "))
    (read,) = service.of_patient(session, people.pat, call.patient_id)
    assert (read.who, read.row.minutes, read.row.note) == ("Alice Moreno", 5, "Voicemail is full")


def test_another_site_front_desk_and_admin_neither_write_nor_read(
    session: Session, people: People, call: NewAttempt
) -> None:
    service.log(session, people.alice, call)
    with pytest.raises(NotFound):
        service.log(session, people.charlie, call)
    with pytest.raises(NotFound):
        service.of_patient(session, people.charlie, call.patient_id)
    for outsider in (people.bob, people.dana):
        with pytest.raises(NotAllowed):
            service.log(session, outsider, call)
        with pytest.raises(NotAllowed):
            service.of_patient(session, outsider, call.patient_id)
    with pytest.raises(NotFound):
        service.log(session, people.alice, replace(call, patient_id=999_999))


def test_what_cannot_be_is_refused(session: Session, people: People, call: NewAttempt) -> None:
    for wrong in (
        replace(call, at=clock.now() + timedelta(hours=1)),
        replace(call, minutes=-1),
        replace(call, minutes=601),
        replace(call, note="x" * 2001),
    ):
        with pytest.raises(Invalid):
            service.log(session, people.alice, wrong)
    assert service.of_patient(session, people.alice, call.patient_id) == []


def test_tries_are_counted_by_days_of_the_center_since_the_patient_was_reached(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    referral = make_referral()
    number = referral.id or 0
    tried = NewAttempt(referral.patient_id, Whom.PATIENT, How.PHONE, Answer.NO_ANSWER, referral_id=number)
    assert service.tried(session, people.alice, number) == Tried()
    service.log(session, people.alice, replace(tried, answer=Answer.REACHED, at=MONDAY))
    # Nine in the evening and four in the afternoon of one day in Chicago, though two days in UTC.
    service.log(session, people.alice, replace(tried, at=MONDAY + timedelta(days=1, hours=6)))
    service.log(session, people.alice, replace(tried, at=MONDAY + timedelta(days=1, hours=11)))
    letter = replace(tried, how=How.LETTER, whom=Whom.RELATED_PERSON, answer=Answer.SENT)
    service.log(session, people.alice, replace(letter, at=MONDAY + timedelta(days=2)))
    service.log(session, people.alice, replace(tried, whom=Whom.RECEIVER, at=MONDAY + timedelta(days=3)))
    assert service.tried(session, people.alice, number) == Tried(attempts=3, days=2, methods=2, letters=1)


def test_the_log_of_a_referral_of_another_site_is_empty(
    session: Session, people: People, make_referral: MakeReferral
) -> None:
    referral = make_referral()
    call = NewAttempt(referral.patient_id, Whom.PATIENT, How.PHONE, Answer.NO_ANSWER, referral_id=referral.id)
    service.log(session, people.alice, call)
    assert len(service.of_referral(session, people.alice, referral.id or 0)) == 1
    assert service.of_referral(session, people.charlie, referral.id or 0) == []

"""A sensitive referral with everything that can belong to one, each with a word that occurs nowhere else."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session

from carehub.accounts.grants import SENSITIVE
from carehub.caseloads import service as caseloads
from carehub.contacts import service as contacts
from carehub.contacts.models import Answer, How, Whom
from carehub.contacts.service import NewAttempt
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.documents import service as documents
from carehub.documents.models import FileKind
from carehub.documents.service import Received
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups import sign_off
from carehub.follow_ups.service import NewFollowUp
from carehub.programs import service as programs
from carehub.programs.models import ConsentHow, ProgramKind
from carehub.programs.service import Consent
from carehub.referrals import notes, service
from carehub.referrals.models import Referral
from carehub.referrals.reasons import EndReason
from carehub.referrals.service import NewReferral
from carehub.referrals.status import Status, Urgency
from carehub.shared_calendar import service as calendar
from carehub.shared_calendar.requests import Booking
from carehub.spreadsheet_import.models import Import, ImportKind, ImportRow, ImportStatus, Outcome
from tests.conftest import People, make_patient
from tests.referrals.conftest import Walk, specialty, stages, walk
from tests.shared_calendar.making import NINE, for_patient, slot

__all__ = ["specialty", "stages", "walk"]
WORD = "Zebrafinch"
TODAY = date(2026, 11, 12)


@dataclass(frozen=True)
class Whole:
    """The referral and what belongs to it, by number."""

    referral: Referral
    patient_id: int
    appointment_id: int
    document_id: int
    follow_up_id: int
    import_id: int


@pytest.fixture(autouse=True)
def nine() -> Iterator[None]:
    with clock.freeze(NINE):
        yield


def granted(actor: Actor) -> Actor:
    return replace(actor, grants=SENSITIVE)


@pytest.fixture
def whole(session: Session, people: People, specialty: int, stages: dict[str, int], walk: Walk) -> Whole:
    """Alice's, at Northside, late; made by her before anybody said that it is sensitive."""
    patient = make_patient(session, people.sites["Northside"], last_name="Quill", first_name="Ada")
    patient_id = patient.id or 0
    caseloads.assign(session, people.alice, patient_id, people.alice.user_id)
    asked = f"{WORD} Clinic", f"{WORD} question"
    new = NewReferral(patient_id, specialty, Urgency.STAT, receiver=asked[0], question=asked[1])
    with clock.freeze(NINE - timedelta(days=40)):
        referral = service.create(session, people.alice, new)
        walk(referral, "Ready", "Sent", "Accepted")
    number = referral.id or 0
    details = replace(for_patient(people, patient, staff=people.pat), title=f"{WORD} visit")
    appointment = calendar.book(session, people.alice, Booking(details, slot(24), referral_id=number))
    received = Received("0" * 32, f"{WORD}.pdf", FileKind.PDF, 10)
    document = documents.add(session, people.alice, patient_id, received, number)
    _tried(session, people, patient_id, number)
    notes.write(session, people.alice, number, f"@Pat Lindqvist @Erin Castellano {WORD} note")
    notes.write(session, people.erin, number, f"@Alice Moreno {WORD} answer")
    owner, due = people.alice.user_id, TODAY - timedelta(days=10)
    wanted = NewFollowUp(patient_id, f"{WORD} follow-up", due, owner, referral_id=number)
    follow_up = follow_ups.create(session, people.alice, wanted)
    sign_off.ask_sign_off(session, people.alice, number, EndReason.NOT_REACHED, f"{WORD} words")
    # Late, and our move, as if nobody had booked.
    referral.status, referral.due_at = Status.ACCEPTED, NINE - timedelta(days=1)
    import_id = _imported(session, people, patient_id, number)
    return Whole(referral, patient_id, appointment.id or 0, document.id or 0, follow_up.id or 0, import_id)


def _tried(session: Session, people: People, patient_id: int, referral_id: int) -> None:
    """Three attempts in two ways, whose minutes count for a program."""
    program = programs.add_program(session, people.dana, "Care management", ProgramKind.CCM)
    program_id, since = program.id or 0, TODAY - timedelta(days=30)
    consent = Consent(ConsentHow.SPOKEN, since)
    programs.enrol(session, people.alice, patient_id, program_id, since=since, consent=consent)
    for days, how in ((9, How.PHONE), (8, How.PHONE), (7, How.LETTER)):
        tried = NewAttempt(
            patient_id,
            Whom.PATIENT,
            how,
            Answer.NO_ANSWER,
            referral_id,
            minutes=5,
            note=f"{WORD} call",
            at=NINE - timedelta(days=days),
            program_id=program_id,
        )
        contacts.log(session, people.alice, tried)


def _imported(session: Session, people: People, patient_id: int, referral_id: int) -> int:
    """A list of referrals that came in, with this one in it as a row of each sort."""
    kept = Import(
        file_name="referrals.csv",
        file_key="",
        file_size=1,
        status=ImportStatus.COMMITTED,
        kind=ImportKind.REFERRALS,
        columns=[{"position": 0, "header": "Question", "column": "question"}],
        started_by=people.erin.user_id,
        started_at=clock.now(),
        committed_by=people.erin.user_id,
        committed_at=clock.now(),
    )
    session.add(kept)
    session.flush()
    for number, outcome in enumerate((Outcome.NEW, Outcome.REVIEW, Outcome.INVALID), 1):
        row = ImportRow(
            import_id=kept.id or 0,
            number=number,
            outcome=outcome,
            patient_id=patient_id,
            referral_id=referral_id,
            values={"question": f"{WORD} row"},
            cells=[f"{WORD} cell"],
            candidates=[[patient_id, None, "alike", referral_id]],
            is_applied=number == 1,
        )
        session.add(row)
    session.flush()
    return kept.id or 0

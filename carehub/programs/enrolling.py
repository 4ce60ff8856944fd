"""A patient comes into a program, and leaves it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from carehub.accounts.models import Center, User
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.database import versioned_update
from carehub.core.dates import written_date
from carehub.core.errors import Conflict, Invalid, NotFound
from carehub.patients import service as patients
from carehub.patients.models import Patient, PatientStatus
from carehub.programs.models import ConsentHow, Enrolment, Program, ProgramOutcome
from carehub.programs.reading import find

_LONGEST_NOTE = 500


@dataclass(frozen=True)
class Consent:
    """That the patient agreed: how, and on which day of the center."""

    how: ConsentHow
    on: date


def enrol(
    session: Session,
    actor: Actor,
    patient_id: int,
    program_id: int,
    *,
    since: date | None = None,
    consent: Consent | None = None,
) -> Enrolment:
    """Put a patient into a program, from ``since`` (today); consent may be recorded later.

    Conflict when the patient is in it already.
    """
    require(actor, Permission.CARE_EDIT)
    patient = patients.find(session, actor, patient_id)
    program = _offered(session, program_id)
    today = _today(session)
    since = since or today
    _refuse_impossible(patient, since, consent, today)
    _refuse_twice(session, patient_id, program, since)
    enrolment = _insert(session, actor, patient_id, program_id, since)
    if consent:
        _agree(enrolment, actor, consent)
    session.flush()
    _write_down(session, actor, "enrol", enrolment, ["since"] + (["consent"] if consent else []))
    return enrolment


def record_consent(
    session: Session, actor: Actor, enrolment_id: int, version: int, consent: Consent
) -> Enrolment:
    """Write down that the patient agreed; minutes count from that day on."""
    require(actor, Permission.CARE_EDIT)
    enrolment = _running(session, actor, enrolment_id)
    if consent.on > _today(session):
        raise Invalid("Consent is recorded once it was given. Check the date.")
    return _change(
        session, actor, enrolment, version, "consent",
        consent_how=consent.how, consent_on=consent.on, consent_by_id=actor.user_id,
    )  # fmt: skip


def graduate(
    session: Session, actor: Actor, enrolment_id: int, version: int, *, on: date | None = None, note: str = ""
) -> Enrolment:
    """The patient reached what the program is for: ends it on that day (today)."""
    return leave(session, actor, enrolment_id, version, ProgramOutcome.GRADUATED, on=on, note=note)


def leave(
    session: Session,
    actor: Actor,
    enrolment_id: int,
    version: int,
    outcome: ProgramOutcome,
    *,
    on: date | None = None,
    note: str = "",
) -> Enrolment:
    """End an enrolment with its outcome, on that day (today); "other" says in the note what it was."""
    require(actor, Permission.CARE_EDIT)
    enrolment = _running(session, actor, enrolment_id)
    until = on or _today(session)
    if not enrolment.since <= until <= _today(session):
        raise Invalid(f"The last day lies between {written_date(enrolment.since)} and today.")
    return _change(
        session, actor, enrolment, version, "leave",
        until=until, outcome=outcome, note=_checked_note(outcome, note),
        ended_at=clock.now(), ended_by_id=actor.user_id,
    )  # fmt: skip


def resume(session: Session, actor: Actor, enrolment_id: int, version: int) -> Enrolment:
    """Take back that an enrolment ended, as if it had gone on."""
    require(actor, Permission.CARE_EDIT)
    enrolment = find(session, actor, enrolment_id)
    if enrolment.until is None:
        raise Conflict("The patient is in this program already.")
    if _current(session, enrolment.patient_id, enrolment.program_id) is not None:
        raise Conflict("The patient has been enrolled in this program again since.")
    return _change(
        session, actor, enrolment, version, "resume",
        until=None, outcome=None, note="", ended_at=None, ended_by_id=None,
    )  # fmt: skip


def _offered(session: Session, program_id: int) -> Program:
    program = session.get(Program, program_id)
    if program is None:
        raise NotFound("This program is not in the list any more. Choose again.")
    if program.is_retired:
        raise Invalid(f"{program.name} takes nobody new. Choose another program.")
    return program


def _refuse_impossible(patient: Patient, since: date, consent: Consent | None, today: date) -> None:
    if patient.status is PatientStatus.DECEASED:
        raise Invalid("This patient is recorded as deceased.")
    if since > today or (consent and consent.on > today):
        raise Invalid("Enrolment and consent are recorded once they are there. Check the dates.")
    if patient.birth_date and since < patient.birth_date:
        raise Invalid("This is before the patient was born. Check the date.")


def _refuse_twice(session: Session, patient_id: int, program: Program, since: date) -> None:
    now = _current(session, patient_id, program.id or 0)
    if now is not None:
        by = session.get_one(User, now.enrolled_by_id).name
        raise Conflict(f"{by} enrolled this patient in {program.name} on {written_date(now.since)} already.")
    before = select(col(Enrolment.until)).where(
        col(Enrolment.patient_id) == patient_id,
        col(Enrolment.program_id) == program.id,
        col(Enrolment.until) > since,
        col(Enrolment.outcome) != ProgramOutcome.ENTERED_IN_ERROR,
    )
    left = session.exec(before.order_by(col(Enrolment.until).desc())).first()
    if left:
        raise Invalid(f"The patient was in {program.name} until {written_date(left)}. Begin on a later day.")


def _current(session: Session, patient_id: int, program_id: int) -> Enrolment | None:
    now = select(Enrolment).where(
        col(Enrolment.patient_id) == patient_id,
        col(Enrolment.program_id) == program_id,
        col(Enrolment.until).is_(None),
    )
    return session.exec(now).first()


def _insert(session: Session, actor: Actor, patient_id: int, program_id: int, since: date) -> Enrolment:
    enrolment = Enrolment(
        patient_id=patient_id,
        program_id=program_id,
        since=since,
        enrolled_at=clock.now(),
        enrolled_by_id=actor.user_id,
    )
    session.add(enrolment)
    # Two who enrol the same patient in the same moment both find nothing: the database decides.
    try:
        session.flush()
    except IntegrityError:
        raise Conflict("Someone else has just enrolled this patient. Look again.") from None
    return enrolment


def _agree(enrolment: Enrolment, actor: Actor, consent: Consent) -> None:
    enrolment.consent_how, enrolment.consent_on = consent.how, consent.on
    enrolment.consent_by_id = actor.user_id


def _running(session: Session, actor: Actor, enrolment_id: int) -> Enrolment:
    enrolment = find(session, actor, enrolment_id)
    if enrolment.until is not None:
        raise Conflict(f"This enrolment ended on {written_date(enrolment.until)} already.")
    return enrolment


def _checked_note(outcome: ProgramOutcome, note: str) -> str:
    note = note.strip()
    if outcome is ProgramOutcome.OTHER and not note:
        raise Invalid("Say why the patient leaves the program.")
    if len(note) > _LONGEST_NOTE:
        raise Invalid(f"Keep the note under {_LONGEST_NOTE} characters.")
    return note


def _change(
    session: Session, actor: Actor, enrolment: Enrolment, version: int, action: str, **values: object
) -> Enrolment:
    assert enrolment.id is not None
    if not versioned_update(session, Enrolment, enrolment.id, version, **values):
        raise Conflict("Someone else changed this enrolment first. Nothing of yours was saved; look again.")
    session.refresh(enrolment)
    _write_down(session, actor, action, enrolment, list(values))
    return enrolment


def _write_down(session: Session, actor: Actor, action: str, enrolment: Enrolment, fields: list[str]) -> None:
    journal.record(
        session, actor, f"programs.{action}",
        patient_id=enrolment.patient_id, subject=f"enrolment:{enrolment.id}", fields=fields,
    )  # fmt: skip
    changes.announce(session, changes.Topic.PATIENTS, enrolment.patient_id)
    changes.announce(session, changes.Topic.PROGRAMS, enrolment.program_id)


def _today(session: Session) -> date:
    return clock.today(session.get_one(Center, 1).time_zone)

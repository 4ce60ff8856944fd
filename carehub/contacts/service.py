"""The contact log: write an attempt down, read those of a patient or a referral."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from carehub.accounts.models import Center, User
from carehub.contacts.models import Answer, ContactAttempt, How, Whom
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid
from carehub.patients import service as patients
from carehub.programs import service as programs
from carehub.sensitive.access import may_see

NOTE_LIMIT = 2000
LONGEST_MINUTES = 600
# Letters and calls to these count as tries to reach the patient.
_TOWARDS_PATIENT = (Whom.PATIENT, Whom.RELATED_PERSON)


@dataclass(frozen=True)
class NewAttempt:
    """An attempt that was just made, or at ``at`` (aware) in the past."""

    patient_id: int
    whom: Whom
    how: How
    answer: Answer
    referral_id: int | None = None
    minutes: int | None = None
    note: str = ""
    at: datetime | None = None
    program_id: int | None = None


@dataclass(frozen=True)
class Attempt:
    row: ContactAttempt
    who: str


@dataclass(frozen=True)
class Tried:
    """How often somebody tried to reach the patient since the patient was last reached."""

    attempts: int = 0
    days: int = 0
    methods: int = 0
    letters: int = 0


def log(session: Session, actor: Actor, new: NewAttempt) -> ContactAttempt:
    """Write an attempt down. That the referral is this patient's is for the caller to know."""
    require(actor, Permission.NOTES_SEE)
    return record(session, actor, new)


def record(session: Session, actor: Actor, new: NewAttempt) -> ContactAttempt:
    """The same for whoever makes the attempt as part of something else that they may do, such as a reminder
    call: who may not read the log still adds to it."""
    patients.find(session, actor, new.patient_id)
    _refuse_impossible(new)
    _refuse_program(session, actor, new)
    attempt = ContactAttempt(
        patient_id=new.patient_id,
        referral_id=new.referral_id,
        whom=new.whom,
        how=new.how,
        answer=new.answer,
        minutes=new.minutes,
        note=new.note.strip(),
        at=new.at or clock.now(),
        program_id=new.program_id,
        by_id=actor.user_id,
        created_at=clock.now(),
    )
    session.add(attempt)
    session.flush()
    journal.record(
        session, actor, "contacts.log", patient_id=new.patient_id, subject=f"contact_attempt:{attempt.id}"
    )
    _announce(session, attempt)
    return attempt


def of_referral(session: Session, actor: Actor, referral_id: int) -> list[Attempt]:
    """What was tried for a referral, the newest first; nothing when its patient is not visible."""
    return _read(session, actor, col(ContactAttempt.referral_id) == referral_id)


def of_patient(session: Session, actor: Actor, patient_id: int) -> list[Attempt]:
    """What was tried for a patient, for a referral or not, the newest first."""
    patients.find(session, actor, patient_id)
    return _read(session, actor, col(ContactAttempt.patient_id) == patient_id)


def tried(session: Session, actor: Actor, referral_id: int) -> Tried:
    """The tries for this referral that count when a patient is given up as lost."""
    zone = session.get_one(Center, 1).time_zone
    return counted((each.row for each in of_referral(session, actor, referral_id)), zone)


def tried_for_patient(session: Session, actor: Actor, patient_id: int) -> Tried:
    """The same over everything that was tried for a patient, for a referral or not."""
    zone = session.get_one(Center, 1).time_zone
    return counted((each.row for each in of_patient(session, actor, patient_id)), zone)


def counted(newest_first: Iterable[ContactAttempt], zone: str) -> Tried:
    """The tries among these attempts, the newest first, since the patient was last reached."""
    rows: list[ContactAttempt] = []
    for row in newest_first:
        if row.whom in _TOWARDS_PATIENT and row.answer is Answer.REACHED:
            break
        rows += [row] if row.whom in _TOWARDS_PATIENT else []
    days = {clock.local(row.at, zone).date() for row in rows}
    letters = sum(row.how is How.LETTER for row in rows)
    return Tried(len(rows), len(days), len({row.how for row in rows}), letters)


def _read(session: Session, actor: Actor, which: ColumnElement[bool]) -> list[Attempt]:
    require(actor, Permission.NOTES_SEE)
    theirs = patients.visible_to(actor).subquery()
    statement = (
        select(ContactAttempt, User.name)
        .join(theirs, theirs.c.id == ContactAttempt.patient_id)
        .join(User, col(User.id) == ContactAttempt.by_id)
        .where(which, may_see(actor, col(ContactAttempt.referral_id)))
        .order_by(col(ContactAttempt.at).desc(), col(ContactAttempt.id).desc())
    )
    return [Attempt(row, who) for row, who in session.exec(statement)]


def _refuse_impossible(new: NewAttempt) -> None:
    if new.at is not None and new.at > clock.now():
        raise Invalid("This attempt is in the future. Check the date and time.")
    if new.minutes is not None and not 0 <= new.minutes <= LONGEST_MINUTES:
        raise Invalid(f"Minutes are a number from 0 to {LONGEST_MINUTES}.")
    if len(new.note) > NOTE_LIMIT:
        raise Invalid(f"Keep the note under {NOTE_LIMIT:,} characters.")


def _refuse_program(session: Session, actor: Actor, new: NewAttempt) -> None:
    """Minutes feed a program only while the patient is enrolled in it with recorded consent."""
    if new.program_id is None:
        return
    day = clock.local(new.at or clock.now(), session.get_one(Center, 1).time_zone).date()
    theirs = programs.programs_of(session, actor, new.patient_id)
    if not any(
        each.program.id == new.program_id and programs.counts_on(each.enrolment, day) for each in theirs
    ):
        raise Invalid("The patient is not enrolled in this program with recorded consent on that day.")


def _announce(session: Session, attempt: ContactAttempt) -> None:
    if attempt.referral_id is not None:
        changes.announce(session, changes.Topic.REFERRALS, attempt.referral_id)
    changes.announce(session, changes.Topic.PATIENTS, attempt.patient_id)

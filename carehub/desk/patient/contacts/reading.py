"""The contact log of a patient as its part shows it, and how often somebody checks in."""

from dataclasses import dataclass
from typing import TypedDict

from sqlmodel import Session, col, select

from carehub.accounts import service as accounts
from carehub.accounts.models import User
from carehub.contacts import check_ins
from carehub.contacts import service as contacts
from carehub.contacts.models import ContactAttempt, PatientCheckIn
from carehub.contacts.service import Tried
from carehub.contacts.wording import ANSWER, HOW, WHOM
from carehub.core.actor import Actor, Permission, require
from carehub.core.dates import written_time
from carehub.desk.patient.along import with_its_referral
from carehub.patients import service as patients
from carehub.programs.models import Program

PAGE = 50


class AttemptRow(TypedDict):
    """``href`` opens the referral that it was for, empty for none."""

    id: int
    at: str
    what: str
    answer: str
    is_reached: bool
    minutes: str
    who: str
    note: str
    href: str


@dataclass(frozen=True, slots=True)
class ContactsShown:
    """``cadence`` says how often somebody checks in; ``own_days`` is the patient's own, if there is one."""

    rows: list[AttemptRow]
    has_more: bool
    tried: str
    cadence: str
    own_days: str


def contacts_shown(session: Session, actor: Actor, patient_id: int, size: int = PAGE) -> ContactsShown:
    """The newest ``size`` attempts, how often in vain since the patient was reached, and the cadence."""
    require(actor, Permission.NOTES_SEE)
    patient = patients.find(session, actor, patient_id)
    zone = accounts.center(session).time_zone
    theirs = (
        select(ContactAttempt, User.name, Program.name)
        .join(User, col(User.id) == ContactAttempt.by_id)
        .outerjoin(Program, col(Program.id) == ContactAttempt.program_id)
        .where(ContactAttempt.patient_id == patient_id)
        .where(with_its_referral(actor, patient_id, ContactAttempt.referral_id))
        .order_by(col(ContactAttempt.at).desc(), col(ContactAttempt.id).desc())
        .limit(size + 1)
    )
    found = session.exec(theirs).all()
    own = session.get(PatientCheckIn, patient_id, populate_existing=True)
    usual = check_ins.cadences(session, actor).get(patient.risk) if patient.risk else None
    return ContactsShown(
        rows=[_row(attempt, who, program, zone) for attempt, who, program in found[:size]],
        has_more=len(found) > size,
        tried=_tried(contacts.counted((attempt for attempt, _, _ in found), zone)),
        cadence=_cadence(own, usual),
        own_days=str(own.every_days) if own else "",
    )


def _row(attempt: ContactAttempt, who: str, program: str | None, zone: str) -> AttemptRow:
    minutes = f"{attempt.minutes} min" if attempt.minutes else ""
    return AttemptRow(
        id=attempt.id or 0,
        at=written_time(attempt.at, zone),
        what=f"{WHOM[attempt.whom]}, {HOW[attempt.how].lower()}",
        answer=ANSWER[attempt.answer],
        is_reached=attempt.answer == "reached",
        minutes=" for ".join(filter(None, [minutes, program if minutes else None])),
        who=who,
        note=attempt.note,
        href=f"/board?referral={attempt.referral_id}" if attempt.referral_id else "",
    )


def _tried(tried: Tried) -> str:
    if tried.attempts == 0:
        return ""
    times = "once" if tried.attempts == 1 else f"{tried.attempts} times"
    days = "1 day" if tried.days == 1 else f"{tried.days} days"
    return f"Tried {times} on {days} since last reached"


def _cadence(own: PatientCheckIn | None, usual: int | None) -> str:
    if own is not None:
        why = f" ({own.reason})" if own.reason else ""
        return f"Every {own.every_days} days{why}" if own.every_days else f"Not checked on{why}"
    return f"Every {usual} days, by the risk" if usual else "Not checked on, by the risk"

"""What is done to a line of My day where it stands: one service each, and what to say of it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.errors import NotFound
from carehub.emergency_access import reviewing as emergencies
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups import sign_off
from carehub.follow_ups import taking_back as follow_ups_undo
from carehub.follow_ups.service import NewFollowUp
from carehub.referrals import notes
from carehub.referrals import service as referrals
from carehub.referrals.status import MissedReason
from carehub.shared_calendar import service as calendar
from carehub.shared_calendar.status import AppointmentStatus
from carehub.ui.undoing import Undo

MARKED = "my_day.marked"


@dataclass(frozen=True)
class On:
    """A line as the person saw it."""

    kind: str
    id: int
    version: int
    referral_id: int
    patient_id: int


@dataclass(frozen=True)
class Done:
    text: str
    undo: Undo | None = None


Does = Callable[[Session, Actor, On], Done]


def complete(session: Session, actor: Actor, on: On) -> Done:
    token = secrets.token_urlsafe(9)
    follow_ups.complete(session, actor, on.id, on.version, token=token)
    return Done("Done", Undo(follow_ups_undo.KIND, token))


def take(session: Session, actor: Actor, on: On) -> Done:
    token = secrets.token_urlsafe(9)
    follow_ups.reassign(session, actor, on.id, on.version, actor.user_id, token=token)
    return Done("It is yours now", Undo(follow_ups_undo.KIND, token))


def arrived(session: Session, actor: Actor, on: On) -> Done:
    return _marked(session, actor, on, AppointmentStatus.ARRIVED, "Arrived")


def read_note(session: Session, actor: Actor, on: On) -> Done:
    notes.mark_read(session, actor, on.referral_id)
    return Done("Read")


def acknowledge(session: Session, actor: Actor, on: On) -> Done:
    referrals.acknowledge(session, actor, on.id, on.version)
    return Done("Report acknowledged. The coordinator tells the patient.")


def sign(session: Session, actor: Actor, on: On) -> Done:
    token = secrets.token_urlsafe(9)
    sign_off.sign(session, actor, on.id, token)
    return Done("Signed: lost to follow-up")


def justified(session: Session, actor: Actor, on: On) -> Done:
    emergencies.review(session, actor, on.id, is_justified=True)
    return Done("Reviewed: justified")


AT_ONCE: dict[str, Does] = {
    "done": complete,
    "take": take,
    "arrived": arrived,
    "read": read_note,
    "acknowledge": acknowledge,
    "sign": sign,
    "justified": justified,
}


def snooze(session: Session, actor: Actor, on: On, until: date, reason: str) -> Done:
    """Put a follow-up off; a check-in becomes a follow-up of that day."""
    token = secrets.token_urlsafe(9)
    follow_ups.snooze(session, actor, on.id, on.version, until, reason, token=token)
    return Done("Snoozed", Undo(follow_ups_undo.KIND, token))


def check_in_later(session: Session, actor: Actor, on: On, until: date, reason: str) -> Done:
    """Keep in mind to check on the patient on another day."""
    text = f"Check in: {reason.strip()}"[:200]
    new = NewFollowUp(on.patient_id, text, until, actor.user_id)
    follow_ups.create(session, actor, new)
    return Done("Follow-up made")


def missed(session: Session, actor: Actor, on: On, why: MissedReason) -> Done:
    return _marked(session, actor, on, AppointmentStatus.NO_SHOW, "Saved: no-show", why)


def send_back(session: Session, actor: Actor, on: On, answer: str) -> Done:
    sign_off.send_back(session, actor, on.id, answer)
    return Done("Sent back. It is a follow-up of who asked.")


def question(session: Session, actor: Actor, on: On, answer: str) -> Done:
    emergencies.review(session, actor, on.id, is_justified=False, answer=answer)
    return Done("Reviewed: it is on record as questioned")


def take_mark_back(session: Session, actor: Actor, token: str) -> str:
    """An appointment that was marked by mistake is booked again."""
    number, _, version = token.partition(":")
    if not (number.isdecimal() and version.isdecimal()):
        raise NotFound("This was undone already, or is too long ago.")
    calendar.mark(session, actor, int(number), int(version), AppointmentStatus.BOOKED)
    return "Back to booked"


def _marked(
    session: Session,
    actor: Actor,
    on: On,
    status: AppointmentStatus,
    text: str,
    why: MissedReason | None = None,
) -> Done:
    marked = calendar.mark(session, actor, on.id, on.version, status, why)
    return Done(text, Undo(MARKED, f"{marked.id}:{marked.version}"))

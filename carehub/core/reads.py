"""That somebody looked at a patient is written down, before anything is shown.

Once per session, page and patient in a quarter of an hour: a page that follows changes of others, or is
opened again at once, is one look.
"""

from datetime import timedelta

from sqlmodel import Session, col, select

from carehub.core import clock, journal
from carehub.core.actor import Actor
from carehub.core.journal import JournalEntry

LOOKED = "patients.look"
ONE_LOOK = timedelta(minutes=15)
IN_EMERGENCY = "In an emergency"


def is_recorded(session: Session, actor: Actor, page: str, patient_id: int) -> bool:
    """Whether this session's look at the patient on this page is in the journal already."""
    return is_done_lately(session, actor, LOOKED, _of(page), patient_id)


def is_done_lately(
    session: Session, actor: Actor, action: str, subject: str, patient_id: int | None = None
) -> bool:
    """Whether this session did the same to the same within the last quarter of an hour."""
    same = select(JournalEntry.seq).where(
        col(JournalEntry.patient_id) == patient_id,
        JournalEntry.action == action,
        JournalEntry.subject == subject,
        JournalEntry.actor_id == actor.user_id,
        JournalEntry.session_id == actor.session_id,
        col(JournalEntry.at) > clock.now() - ONE_LOOK,
    )
    return session.exec(same.limit(1)).first() is not None


def record(session: Session, actor: Actor, page: str, patient_id: int) -> None:
    """Write the look down; that the person may see the patient is for the caller to know."""
    why = IN_EMERGENCY if actor.only_patient_id else ""
    journal.record(session, actor, LOOKED, patient_id=patient_id, subject=_of(page), reason=why)


def _of(page: str) -> str:
    return f"page:{page}"

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


def is_recorded(session: Session, actor: Actor, page: str, patient_id: int) -> bool:
    """Whether this session's look at the patient on this page is in the journal already."""
    same_look = select(JournalEntry.seq).where(
        col(JournalEntry.patient_id) == patient_id,
        JournalEntry.action == LOOKED,
        JournalEntry.subject == _of(page),
        JournalEntry.actor_id == actor.user_id,
        JournalEntry.session_id == actor.session_id,
        col(JournalEntry.at) > clock.now() - ONE_LOOK,
    )
    return session.exec(same_look.limit(1)).first() is not None


def record(session: Session, actor: Actor, page: str, patient_id: int) -> None:
    """Write the look down; that the person may see the patient is for the caller to know."""
    journal.record(session, actor, LOOKED, patient_id=patient_id, subject=_of(page))


def _of(page: str) -> str:
    return f"page:{page}"

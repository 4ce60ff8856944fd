"""Crises of the patients one may see; what was written in them only for those who read notes."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.accounts.models import User
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import NotFound
from carehub.crises.models import Crisis, CrisisNote, CrisisProtocol, CrisisTick
from carehub.patients import service as patients
from carehub.patients.models import Patient

_GONE = "This crisis is not among those of your patients. Ask a supervisor if you need access."
_MOST_NOTICES = 20


@dataclass(frozen=True)
class Step:
    """``done_at`` and ``who`` are empty for what is still to do."""

    text: str
    done_at: datetime | None = None
    who: str = ""


@dataclass(frozen=True)
class Told:
    """A crisis with its patient and everything that was done; ``who`` by user id."""

    row: Crisis
    patient: Patient
    steps: list[Step]
    notes: list[tuple[CrisisNote, str]]
    who: dict[int, str]


@dataclass(frozen=True)
class Notice:
    """A crisis that no supervisor has said to know of yet."""

    crisis_id: int
    patient: Patient
    opened_at: datetime
    opened_by: str
    is_over: bool


def visible_to(actor: Actor) -> SelectOfScalar[Crisis]:
    """The crises of the patients one may see: all of them for those who read notes, else those still open."""
    require(actor, Permission.CRISES_RUN)
    theirs = select(Crisis).join(Patient, col(Patient.id) == Crisis.patient_id)
    theirs = theirs.where(patients.at_sites_of(actor)).execution_options(populate_existing=True)
    return theirs if actor.may(Permission.NOTES_SEE) else theirs.where(col(Crisis.ended_at).is_(None))


def find(session: Session, actor: Actor, crisis_id: int) -> Crisis:
    found = session.exec(visible_to(actor).where(col(Crisis.id) == crisis_id)).first()
    if found is None:
        raise NotFound(_GONE)
    return found


def tell(session: Session, actor: Actor, crisis_id: int) -> Told:
    """One crisis, step by step."""
    row = find(session, actor, crisis_id)
    names = {user_id: name for user_id, name in session.exec(select(User.id, User.name)) if user_id}
    ticks = {
        tick.step: tick for tick in session.exec(select(CrisisTick).where(CrisisTick.crisis_id == crisis_id))
    }
    steps = [
        Step(text, ticks[n].at, names[ticks[n].by_id]) if n in ticks else Step(text)
        for n, text in enumerate(session.get_one(CrisisProtocol, row.protocol_id).steps)
    ]
    notes = _notes(session, crisis_id, names) if actor.may(Permission.NOTES_SEE) else []
    return Told(row, session.get_one(Patient, row.patient_id), steps, notes, names)


def open_one(session: Session, actor: Actor, patient_id: int) -> Crisis | None:
    """The crisis that a patient is in just now."""
    patients.find(session, actor, patient_id)
    theirs = visible_to(actor).where(Crisis.patient_id == patient_id, col(Crisis.ended_at).is_(None))
    return session.exec(theirs).first()


def of_patient(session: Session, actor: Actor, patient_id: int) -> list[Crisis]:
    """A patient's crises, the newest first."""
    patients.find(session, actor, patient_id)
    theirs = visible_to(actor).where(Crisis.patient_id == patient_id)
    return list(session.exec(theirs.order_by(col(Crisis.id).desc())))


def open_notices(session: Session, actor: Actor) -> list[Notice]:
    """The crises that wait for a supervisor to say that they know; nothing for anybody else."""
    if not actor.may(Permission.CRISES_SUPERVISE):
        return []
    waiting = (
        visible_to(actor)
        .join(User, col(User.id) == Crisis.opened_by_id)
        .add_columns(Patient, col(User.name))
        .where(col(Crisis.seen_at).is_(None))
        .order_by(col(Crisis.opened_at).desc())
        .limit(_MOST_NOTICES)
    )
    return [
        Notice(row.id or 0, patient, row.opened_at, who, row.ended_at is not None)
        for row, patient, who in session.execute(waiting)
    ]


def _notes(session: Session, crisis_id: int, names: dict[int, str]) -> list[tuple[CrisisNote, str]]:
    written = select(CrisisNote).where(CrisisNote.crisis_id == crisis_id).order_by(col(CrisisNote.id))
    return [(note, names[note.by_id]) for note in session.exec(written)]

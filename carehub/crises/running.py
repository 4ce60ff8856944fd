"""A crisis is opened, gone through step by step by everyone who joins, ended, and seen by a supervisor."""

from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.database import versioned_update
from carehub.core.errors import Conflict, Invalid
from carehub.crises.kinds import CrisisOutcome
from carehub.crises.models import Crisis, CrisisNote, CrisisProtocol, CrisisTick
from carehub.crises.protocol import protocol_in_force
from carehub.crises.reading import find, open_one
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.service import NewFollowUp, Origin
from carehub.follow_ups.status import Priority
from carehub.patients import service as patients

ORIGIN = "crisis"
CALL_AGAIN = "Call after the crisis: are they safe, and what do they need?"
NOTE_LIMIT = 2_000


def open_crisis(session: Session, actor: Actor, patient_id: int) -> Crisis:
    """Begin the protocol, and the follow-up that comes with it; or join the crisis that is open already."""
    require(actor, Permission.CRISES_RUN)
    patients.find(session, actor, patient_id)
    if going_on := open_one(session, actor, patient_id):
        return going_on
    crisis = Crisis(
        patient_id=patient_id,
        protocol_id=protocol_in_force(session).id or 0,
        opened_at=clock.now(),
        opened_by_id=actor.user_id,
    )
    try:
        # Two who open it in the same moment both find none: the database lets one begin, the other join.
        with session.begin_nested():
            session.add(crisis)
            session.flush()
    except IntegrityError:
        joined = open_one(session, actor, patient_id)
        assert joined is not None
        return joined
    # Made now, not at the end: whoever is never told how it ended is called all the same.
    tomorrow = follow_ups.today_of(session) + timedelta(days=1)
    again = NewFollowUp(patient_id, CALL_AGAIN, tomorrow, priority=Priority.HIGH, about="Crisis")
    follow_ups.derive(session, actor, _origin(crisis), again)
    _tell(session, actor, crisis, "crises.open")
    return crisis


def tick(session: Session, actor: Actor, crisis_id: int, step: int, *, done: bool) -> None:
    """Say that a step is done, or that it is not after all. Who ticks what is ticked changes nothing."""
    require(actor, Permission.CRISES_RUN)
    crisis = find(session, actor, crisis_id)
    _refuse_ended(crisis)
    if not 0 <= step < len(session.get_one(CrisisProtocol, crisis.protocol_id).steps):
        raise Invalid("There is no such step in this protocol.")
    ticked = session.get(CrisisTick, (crisis_id, step), populate_existing=True)
    if done == (ticked is not None):
        return
    if ticked is not None:
        session.delete(ticked)
        session.flush()
    elif not _ticked_first(
        session, CrisisTick(crisis_id=crisis_id, step=step, at=clock.now(), by_id=actor.user_id)
    ):
        return
    _tell(session, actor, crisis, "crises.tick" if done else "crises.untick", f"step_{step + 1}")


def note(session: Session, actor: Actor, crisis_id: int, text: str) -> CrisisNote:
    """Write something down while it goes on, or after."""
    require(actor, Permission.CRISES_RUN)
    crisis = find(session, actor, crisis_id)
    words = text.strip()
    if not words or len(words) > NOTE_LIMIT:
        raise Invalid(f"Write a note of up to {NOTE_LIMIT:,} characters.")
    written = CrisisNote(crisis_id=crisis_id, text=words, at=clock.now(), by_id=actor.user_id)
    session.add(written)
    session.flush()
    _tell(session, actor, crisis, "crises.note")
    return written


def end(
    session: Session, actor: Actor, crisis_id: int, version: int, outcome: CrisisOutcome, summary: str
) -> Crisis:
    """Say how it ended. The call of the next day stays to be made, unless it was opened by mistake."""
    require(actor, Permission.NOTES_SEE)
    crisis = find(session, actor, crisis_id)
    _refuse_ended(crisis)
    words = summary.strip()
    if len(words) > NOTE_LIMIT or (not words and outcome is not CrisisOutcome.BY_MISTAKE):
        raise Invalid(f"Write in a few words how it ended, up to {NOTE_LIMIT:,} characters.")
    ended = {"ended_at": clock.now(), "ended_by_id": actor.user_id, "outcome": outcome, "summary": words}
    if not versioned_update(session, Crisis, crisis_id, version, **ended):
        raise Conflict("A colleague changed this crisis just now. Look again, then end it.")
    if outcome is CrisisOutcome.BY_MISTAKE:
        follow_ups.withdraw(session, actor, _origin(crisis), "The crisis was opened by mistake")
    _tell(session, actor, crisis, "crises.end")
    return crisis


def acknowledge(session: Session, actor: Actor, crisis_id: int) -> None:
    """A supervisor knows of it: the notice goes for all of them."""
    require(actor, Permission.CRISES_SUPERVISE)
    crisis = find(session, actor, crisis_id)
    if crisis.seen_at is not None:
        return
    # Beside the version: that a supervisor knows takes nothing away from who is ending it.
    crisis.seen_at, crisis.seen_by_id = clock.now(), actor.user_id
    session.add(crisis)
    session.flush()
    _tell(session, actor, crisis, "crises.acknowledge")


def _ticked_first(session: Session, tick: CrisisTick) -> bool:
    """Whether nobody else ticked this step in the same moment."""
    try:
        with session.begin_nested():
            session.add(tick)
            session.flush()
    except IntegrityError:
        return False
    return True


def _origin(crisis: Crisis) -> Origin:
    return Origin(ORIGIN, str(crisis.id))


def _refuse_ended(crisis: Crisis) -> None:
    if crisis.ended_at is not None:
        raise Conflict("This crisis was ended by a colleague. Open a new one if it goes on.")


def _tell(session: Session, actor: Actor, crisis: Crisis, action: str, *fields: str) -> None:
    journal.record(
        session, actor, action, patient_id=crisis.patient_id, subject=f"crisis:{crisis.id}", fields=fields
    )
    changes.announce(session, changes.Topic.CRISES, crisis.id or 0)

"""A patient comes onto a caseload, changes to another, or leaves it."""

from sqlalchemy import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from carehub.accounts.models import User
from carehub.caseloads.coordinators import cares_at_a_site_of, is_within_reach, keeper
from carehub.caseloads.models import Assignment
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.patients import service as patients

NOBODY = None
_LONGEST_REASON = 500


def assign(
    session: Session,
    actor: Actor,
    patient_id: int,
    to: int | None,
    *,
    instead_of: int | None = NOBODY,
    reason: str = "",
) -> None:
    """Make ``to`` responsible for a patient instead of who is now, with a reason; NOBODY takes off.

    Conflict when ``instead_of`` is not who is responsible: someone else was faster.
    """
    require(actor, Permission.CASELOAD_ASSIGN)
    patients.find(session, actor, patient_id)
    why = _checked_reason(reason, wanted=instead_of is not None)
    _refuse_unable(session, actor, patient_id, to)
    _refuse_outdated(session, patient_id, instead_of)
    if to == instead_of:
        return
    _end(session, patient_id, instead_of)
    _begin(session, actor, patient_id, to, why)
    journal.record(
        session,
        actor,
        "caseloads.assign",
        patient_id=patient_id,
        subject=f"patient:{patient_id}",
        fields=["coordinator"],
        reason=why,
    )
    announce(session, Topic.CASELOADS, patient_id)


def current(session: Session, patient_id: int) -> Assignment | None:
    """Who is responsible now, for use behind a check that the patient may be seen."""
    mine = select(Assignment).where(Assignment.patient_id == patient_id, col(Assignment.until).is_(None))
    return session.exec(mine).first()


def _checked_reason(reason: str, *, wanted: bool) -> str:
    why = " ".join(reason.split())
    if wanted and not why:
        raise Invalid("Say why this patient changes hands.")
    if len(why) > _LONGEST_REASON:
        raise Invalid(f"Keep the reason under {_LONGEST_REASON} characters.")
    return why


def _refuse_unable(session: Session, actor: Actor, patient_id: int, to: int | None) -> None:
    if to is None:
        return
    chosen = keeper(session, to)
    if chosen is None:
        raise NotFound("This person does not keep a caseload. Choose from the list.")
    if not is_within_reach(session, actor, to):
        raise NotAllowed(f"{chosen.name} works at another site. Ask a supervisor to assign the patient.")
    if not cares_at_a_site_of(session, chosen, patient_id):
        raise Invalid(f"{chosen.name} does not work at a site of this patient. Choose someone who does.")


def _refuse_outdated(session: Session, patient_id: int, instead_of: int | None) -> None:
    holds = current(session, patient_id)
    if (holds.coordinator_id if holds else NOBODY) == instead_of:
        return
    if holds is None:
        raise Conflict("Someone took this patient off the caseload first. Look again, then repeat.")
    keeps = session.get_one(User, holds.coordinator_id)
    by = session.get_one(User, holds.assigned_by)
    raise Conflict(f"{by.name} assigned this patient to {keeps.name} first. Look again, then repeat.")


def _end(session: Session, patient_id: int, held_by: int | None) -> None:
    if held_by is None:
        return
    holding = (
        col(Assignment.patient_id) == patient_id,
        col(Assignment.coordinator_id) == held_by,
        col(Assignment.until).is_(None),
    )
    ended = session.execute(update(Assignment).where(*holding).values(until=clock.now()))
    assert isinstance(ended, CursorResult)
    if ended.rowcount != 1:
        raise Conflict("Someone else reassigned this patient first. Look again, then repeat.")


def _begin(session: Session, actor: Actor, patient_id: int, to: int | None, why: str) -> None:
    if to is None:
        return
    begun = Assignment(
        patient_id=patient_id, coordinator_id=to, since=clock.now(), assigned_by=actor.user_id, reason=why
    )
    session.add(begun)
    # Two who take the same patient in the same moment both find it free: the database decides.
    try:
        session.flush()
    except IntegrityError:
        raise Conflict("Someone else has just taken this patient. Look again.") from None

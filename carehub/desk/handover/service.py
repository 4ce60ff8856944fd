"""Handing over a coordinator's work, for an absence or for good, and taking it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from carehub.accounts import service as accounts
from carehub.accounts import sessions
from carehub.accounts.models import User
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.database import versioned_update
from carehub.core.errors import CareHubError, Conflict, Invalid, NotFound
from carehub.desk.handover.models import Fate, Handover, HandoverItem, Why
from carehub.desk.handover.moving import give
from carehub.desk.handover.planning import Plan, Step, Wish, plan

_LONGEST_REASON = 200
_NOBODY_ABLE = "Nobody who was chosen works at a site of this patient."


@dataclass(frozen=True)
class Terms:
    """Why it is handed over; ``until`` is the last day of an absence."""

    why: Why
    until: date | None
    reason: str


@dataclass(frozen=True)
class Kept:
    """A handover with the names of its people, and how many of its things had which fate."""

    row: Handover
    whose: str
    by: str
    fates: dict[Fate, int]


def hand_over(session: Session, actor: Actor, wish: Wish, terms: Terms) -> int:
    """Carry the plan out as it is now, in one go; what cannot move is left where it is and named."""
    made = plan(session, actor, wish)
    why = _checked(session, terms)
    if not made.steps:
        raise Invalid("There is nothing to hand over.")
    handover = Handover(
        from_id=wish.from_id,
        why=terms.why,
        until=terms.until,
        reason=why,
        at=clock.now(),
        by_id=actor.user_id,
    )
    session.add(handover)
    session.flush()
    session.add_all([_carried_out(session, actor, handover, step) for step in made.steps])
    _write_down(session, actor, "handovers.hand_over", handover, made)
    return handover.id or 0


def take_back(session: Session, actor: Actor, handover_id: int) -> str:
    """Everything that nobody changed since goes back; what was is kept and named. Once."""
    handover = find(session, actor, handover_id)
    if handover.returned_at is not None:
        raise Conflict("This was taken back already.")
    # Two who press at once: one of them returns it.
    if not versioned_update(session, Handover, handover_id, handover.version, returned_at=clock.now()):
        raise Conflict("Somebody is just taking this back.")
    moved = [item for item in items(session, actor, handover_id) if item.fate is Fate.MOVED]
    for item in moved:
        _return(session, actor, handover, item)
    session.flush()
    journal.record(session, actor, "handovers.take_back", subject=f"handover:{handover_id}")
    announce(session, Topic.CASELOADS)
    back = sum(item.fate is Fate.RETURNED for item in moved)
    return f"{back} of {len(moved)} handed back" if back < len(moved) else f"{back} handed back"


def find(session: Session, actor: Actor, handover_id: int) -> Handover:
    """One handover; a coordinator finds those of the own work, a supervisor those of the own sites."""
    require(actor, Permission.CASELOAD_ASSIGN)
    found = session.get(Handover, handover_id)
    if found is None or not _is_visible(session, actor, found):
        raise NotFound("This handover is not in your list.")
    return found


def handovers(session: Session, actor: Actor) -> list[Kept]:
    """The latest handovers that this person may see, the newest first."""
    require(actor, Permission.CASELOAD_ASSIGN)
    newest = select(Handover).order_by(col(Handover.id).desc()).limit(50)
    names = {user.id: user.name for user in session.exec(select(User))}
    return [
        Kept(row, names[row.from_id], names[row.by_id], _fates(items(session, actor, row.id or 0)))
        for row in session.exec(newest)
        if _is_visible(session, actor, row)
    ]


def items(session: Session, actor: Actor, handover_id: int) -> list[HandoverItem]:
    """Everything that a handover was about, in the order in which it went."""
    find(session, actor, handover_id)
    its = select(HandoverItem).where(HandoverItem.handover_id == handover_id)
    return list(session.exec(its.order_by(col(HandoverItem.id))))


def _is_visible(session: Session, actor: Actor, handover: Handover) -> bool:
    if actor.user_id in (handover.from_id, handover.by_id):
        return True
    # A supervisor of some sites only is no supervisor of somebody who works at others as well.
    whose = sessions.actor_for(session, session.get_one(User, handover.from_id))
    covers = actor.all_sites or (not whose.all_sites and whose.site_ids <= actor.site_ids)
    return actor.may(Permission.CASELOAD_ASSIGN_EVERYONE) and covers


def _checked(session: Session, terms: Terms) -> str:
    why = " ".join(terms.reason.split())
    today = clock.today(accounts.center(session).time_zone)
    if not 1 <= len(why) <= _LONGEST_REASON:
        raise Invalid(f"Say why, in at most {_LONGEST_REASON} characters.")
    if terms.why is Why.ABSENCE and (terms.until is None or terms.until < today):
        raise Invalid("Say the last day of the absence, today or later.")
    if terms.why is Why.LEAVING and terms.until is not None:
        raise Invalid("Who leaves does not come back: take the last day out, or choose an absence.")
    return why


def _carried_out(session: Session, actor: Actor, handover: Handover, step: Step) -> HandoverItem:
    fate, note = Fate.MOVED, ""
    if step.to_id is None:
        fate, note = Fate.LEFT, _NOBODY_ABLE
    else:
        try:
            with session.begin_nested():
                give(session, actor, step.thing, step.row_id, handover.from_id, step.to_id, handover.reason)
        except CareHubError as refusal:
            fate, note = Fate.LEFT, str(refusal)
    return HandoverItem(
        handover_id=handover.id or 0,
        thing=step.thing,
        row_id=step.row_id,
        patient_id=step.patient_id,
        to_id=step.to_id,
        fate=fate,
        note=note,
    )


def _return(session: Session, actor: Actor, handover: Handover, item: HandoverItem) -> None:
    assert item.to_id is not None
    reason = f"Handed back: {handover.reason}"
    try:
        with session.begin_nested():
            give(session, actor, item.thing, item.row_id, item.to_id, handover.from_id, reason)
        item.fate = Fate.RETURNED
    except CareHubError as refusal:
        item.fate, item.note = Fate.KEPT, str(refusal)
    session.add(item)


def _fates(those: Iterable[HandoverItem]) -> dict[Fate, int]:
    found = dict.fromkeys(Fate, 0)
    for item in those:
        found[item.fate] += 1
    return found


def _write_down(session: Session, actor: Actor, action: str, handover: Handover, made: Plan) -> None:
    subject, reason = f"handover:{handover.id}", f"{handover.reason} ({len(made.going)} patients)"
    journal.record(session, actor, action, subject=subject, reason=reason)
    announce(session, Topic.CASELOADS)

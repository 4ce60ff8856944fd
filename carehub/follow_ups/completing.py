"""A follow-up is completed with what became of it, comes again if it repeats, or is opened again."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, select

from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid
from carehub.follow_ups.access import changeable, visible_to
from carehub.follow_ups.changing import Story, id_of, refuse_stale, rewrite
from carehub.follow_ups.making import NewFollowUp, Origin, Repeat, derive, today_of
from carehub.follow_ups.models import FollowUp
from carehub.follow_ups.status import OUTCOMES, Deed, Ended, next_due

LONGEST_NOTE = 500
# How the one that comes next is known by the one that was completed.
AGAIN = "repeat"
_RIGHT_AWAY: dict[str, object] = {"done_at": None, "done_by_id": None, "ended": None, "ended_note": ""}
_REACHED = "The patient was reached"


def complete(
    session: Session,
    actor: Actor,
    follow_up_id: int,
    version: int,
    ended: Ended = Ended.DONE,
    note: str = "",
    *,
    token: str = "",
) -> FollowUp:
    """Say what became of it. One that repeats comes again; of a series, being reached ends the rest."""
    require(actor, Permission.NOTES_SEE)
    follow_up = changeable(session, actor, follow_up_id)
    refuse_stale(session, follow_up, version)
    if ended not in OUTCOMES:
        raise Invalid("Choose what became of it.")
    said = _refuse_long(note)
    if follow_up.done_at is not None:
        raise Invalid("This follow-up is completed already.")
    end(session, actor, follow_up, version, ended, said, token=token)
    if ended is not Ended.NOT_NEEDED:
        _come_again(session, actor, follow_up)
    if ended is Ended.REACHED and follow_up.series:
        _end_the_rest(session, actor, follow_up, token)
    return follow_up


def reopen(
    session: Session, actor: Actor, follow_up_id: int, version: int, due_on: date | None = None
) -> FollowUp:
    """It is to be done after all, by the day it was due or another."""
    require(actor, Permission.NOTES_SEE)
    follow_up = changeable(session, actor, follow_up_id)
    refuse_stale(session, follow_up, version)
    if follow_up.done_at is None:
        raise Invalid("This follow-up is open.")
    day = due_on or follow_up.due_on
    withdraw_next(session, actor, follow_up)
    return rewrite(session, actor, follow_up, version, Story(Deed.REOPENED), due_on=day, **_RIGHT_AWAY)


def end(
    session: Session,
    actor: Actor,
    follow_up: FollowUp,
    version: int,
    ended: Ended,
    note: str = "",
    *,
    token: str = "",
) -> FollowUp:
    """Write the end of an open follow-up."""
    story = Story(Deed.COMPLETED, note, token)
    values = {"done_at": clock.now(), "done_by_id": actor.user_id, "ended": ended, "ended_note": note}
    return rewrite(session, actor, follow_up, version, story, **values)


def withdraw_next(session: Session, actor: Actor, follow_up: FollowUp) -> None:
    """What was made when this one was completed is not wanted, as long as nobody has touched it."""
    made = select(FollowUp).where(FollowUp.origin == AGAIN, FollowUp.origin_key == str(follow_up.id))
    coming = session.exec(made).first()
    if coming is not None and coming.done_at is None:
        rewrite(
            session,
            actor,
            coming,
            coming.version,
            Story(Deed.WITHDRAWN),
            done_at=clock.now(),
            done_by_id=actor.user_id,
            ended=Ended.WITHDRAWN,
        )


def _come_again(session: Session, actor: Actor, done: FollowUp) -> None:
    if done.every is None or done.unit is None:
        return
    first = done.first_on or done.due_on
    day = next_due(first, done.every, done.unit, behind=max(done.due_on, today_of(session)))
    if done.until is not None and day > done.until:
        return
    repeat = Repeat(done.every, done.unit, done.until, first)
    again = NewFollowUp(
        done.patient_id,
        done.text,
        day,
        done.owner_id,
        done.priority,
        done.how,
        done.referral_id,
        done.appointment_id,
        done.about,
    )
    derive(session, actor, Origin(AGAIN, str(id_of(done))), replace(again, repeat=repeat))


def _end_the_rest(session: Session, actor: Actor, reached: FollowUp, token: str) -> None:
    rest = visible_to(actor).where(
        FollowUp.series == reached.series, col(FollowUp.done_at).is_(None), FollowUp.id != reached.id
    )
    for each in session.exec(rest).all():
        end(session, actor, each, each.version, Ended.NOT_NEEDED, _REACHED, token=token)


def _refuse_long(note: str) -> str:
    said = note.strip()
    if len(said) > LONGEST_NOTE:
        raise Invalid(f"Keep the note under {LONGEST_NOTE} characters.")
    return said

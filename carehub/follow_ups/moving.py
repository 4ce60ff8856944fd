"""A follow-up gets another day, another owner, or other words."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from carehub.contacts.models import How
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid
from carehub.follow_ups.access import changeable, find, refuse_unable
from carehub.follow_ups.changing import Story, refuse_stale, rewrite
from carehub.follow_ups.making import refuse_far_away, refuse_wordless, today_of
from carehub.follow_ups.models import FollowUp
from carehub.follow_ups.status import Deed, Priority

LONGEST_REASON = 200


@dataclass(frozen=True)
class Change:
    """What a person may put otherwise; the owner changes by ``reassign``."""

    text: str
    due_on: date
    priority: Priority
    how: How | None


def snooze(
    session: Session,
    actor: Actor,
    follow_up_id: int,
    version: int,
    until: date,
    reason: str,
    *,
    token: str = "",
) -> FollowUp:
    """Not now but on a later day, for a reason; each time is counted."""
    require(actor, Permission.NOTES_SEE)
    follow_up = _open(session, actor, follow_up_id, version)
    why = " ".join(reason.split())
    if not 1 <= len(why) <= LONGEST_REASON:
        raise Invalid(f"Say why it can wait, in at most {LONGEST_REASON} characters.")
    if until <= today_of(session):
        raise Invalid("Choose a day after today.")
    refuse_far_away(session, until)
    story = Story(Deed.SNOOZED, why, token)
    later = {"due_on": until, "snoozes": follow_up.snoozes + 1}
    return rewrite(session, actor, follow_up, version, story, **later)


def reassign(
    session: Session,
    actor: Actor,
    follow_up_id: int,
    version: int,
    owner_id: int | None,
    reason: str = "",
    *,
    token: str = "",
) -> FollowUp:
    """Give it to somebody else who may see it, or to nobody; taking one for oneself needs no power."""
    follow_up = find(session, actor, follow_up_id)
    if owner_id != actor.user_id:
        require(actor, Permission.CASELOAD_ASSIGN)
    refuse_unable(session, follow_up.patient_id, owner_id)
    why = " ".join(reason.split())[:LONGEST_REASON]
    story = Story(Deed.REASSIGNED, why, token)
    return rewrite(session, actor, follow_up, version, story, owner_id=owner_id)


def change(session: Session, actor: Actor, follow_up_id: int, version: int, new: Change) -> FollowUp:
    """Put it in other words, or on another day because that is the right one; this is not a snooze."""
    require(actor, Permission.NOTES_SEE)
    follow_up = _open(session, actor, follow_up_id, version)
    refuse_wordless(new.text)
    refuse_far_away(session, new.due_on)
    return rewrite(
        session,
        actor,
        follow_up,
        version,
        Story(Deed.CHANGED),
        text=new.text.strip(),
        due_on=new.due_on,
        priority=new.priority,
        how=new.how,
    )


def _open(session: Session, actor: Actor, follow_up_id: int, version: int) -> FollowUp:
    follow_up = changeable(session, actor, follow_up_id)
    refuse_stale(session, follow_up, version)
    if follow_up.done_at is not None:
        raise Invalid("This follow-up is completed. Reopen it first.")
    return follow_up

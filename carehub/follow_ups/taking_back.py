"""Undo: what was changed in one go is taken back, as long as nobody touched it since."""

from datetime import timedelta
from functools import cache

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Conflict, NotFound
from carehub.follow_ups.access import find
from carehub.follow_ups.changing import Story, rewrite, who_was_first
from carehub.follow_ups.completing import withdraw_next
from carehub.follow_ups.models import FollowUp, FollowUpEvent
from carehub.follow_ups.status import Deed

KIND = "follow_up"
_AS_LONG_AS = timedelta(hours=1)


def undo(session: Session, actor: Actor, token: str) -> str:
    """Put back everything this person changed under ``token``, or nothing; Conflict tells who was faster."""
    require(actor, Permission.NOTES_SEE)
    events = _done_under(session, actor, token)
    if not events:
        raise NotFound("This was undone already, or is too long ago.")
    for event in events:
        _put_back(session, actor, event)
    return "Undone" if len(events) == 1 else f"Undone: {len(events)} follow-ups are as they were"


def _done_under(session: Session, actor: Actor, token: str) -> list[FollowUpEvent]:
    own = select(FollowUpEvent).where(
        FollowUpEvent.token == token,
        col(FollowUpEvent.before).is_not(None),
        FollowUpEvent.by_id == actor.user_id,
        FollowUpEvent.at > clock.now() - _AS_LONG_AS,
    )
    return list(session.exec(own.order_by(col(FollowUpEvent.id)))) if token else []


def _put_back(session: Session, actor: Actor, event: FollowUpEvent) -> None:
    follow_up = find(session, actor, event.follow_up_id)
    values = {name: _adapter(name).validate_python(value) for name, value in (event.before or {}).items()}
    was = values.pop("version")
    if follow_up.version != int(str(was)) + 1:
        raise Conflict(f"{who_was_first(session, follow_up)} So it was not undone.")
    if event.deed is Deed.COMPLETED:
        withdraw_next(session, actor, follow_up)
    rewrite(session, actor, follow_up, follow_up.version, Story(Deed.UNDONE), **values)


@cache
def _adapter(name: str) -> TypeAdapter[object]:
    # Each field as its own type again: a model of a table takes what it is given without looking.
    annotation = FollowUp.model_fields[name].annotation
    assert annotation is not None
    return TypeAdapter(annotation)

"""What a person sets for themselves and nobody else sees."""

from sqlmodel import Session

from carehub.accounts.models import User
from carehub.core.actor import Actor
from carehub.core.changes import Topic, announce


def uses_single_keys(session: Session, actor: Actor) -> bool:
    """Whether single letters are shortcuts for this person (WCAG 2.2, 2.1.4: they can be switched off)."""
    return session.get_one(User, actor.user_id).single_keys


def set_single_keys(session: Session, actor: Actor, on: bool) -> None:
    """Switch the single-letter shortcuts on or off, on every page the person has open."""
    session.get_one(User, actor.user_id).single_keys = on
    announce(session, Topic.PEOPLE, actor.user_id)

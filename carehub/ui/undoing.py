"""What a toast's Undo button does: a table, from the kind of change to the service that takes it back."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.errors import NotFound

# Takes the change back and returns the sentence to say; Conflict when somebody changed it since.
TakeBack = Callable[[Session, Actor, str], str]

# Entered by the state that says the toast: this table knows no slice.
TAKE_BACK: dict[str, TakeBack] = {}


@dataclass(frozen=True)
class Undo:
    """A change that can still be taken back: its kind, and what the service knows it by."""

    kind: str
    token: str


def take_back(session: Session, actor: Actor, undo: Undo) -> str:
    """Take the change back under the actor's own permissions; returns the sentence to say."""
    does = TAKE_BACK.get(undo.kind)
    if does is None:
        raise NotFound("This can no longer be undone.")
    return does(session, actor, undo.token)

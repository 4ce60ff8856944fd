"""The people one works with, by name: everyone of the center may know who else works there."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from carehub.accounts.models import User
from carehub.core.actor import Actor


@dataclass(frozen=True)
class Colleague:
    user_id: int
    name: str

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def named(session: Session, actor: Actor, user_ids: Collection[int]) -> list[Colleague]:
    """Those of the people who still work here, by name, without the actor."""
    found = select(User.id, User.name).where(
        col(User.id).in_(sorted(user_ids)), col(User.is_active), User.id != actor.user_id
    )
    by_name = session.exec(found.order_by(col(User.name)))
    return [Colleague(user_id, name) for user_id, name in by_name if user_id]

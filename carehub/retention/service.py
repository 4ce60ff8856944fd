"""For how long the center keeps what goes after a time. Only admins look and choose."""

from sqlmodel import Session, select

from carehub.core import journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.database import versioned_update
from carehub.core.errors import Conflict, Invalid
from carehub.retention.models import Kept, RetentionPeriod
from carehub.retention.periods import CHOICES, Period, standing


def periods(session: Session, actor: Actor) -> list[Period]:
    """How long each is kept now."""
    require(actor, Permission.SETTINGS_MANAGE)
    return standing(session)


def choose(session: Session, actor: Actor, kept: Kept, days: int | None, version: int) -> None:
    """Keep something for so many days after its end; None for good, where that is to be chosen."""
    require(actor, Permission.SETTINGS_MANAGE)
    if days not in CHOICES[kept]:
        raise Invalid("Choose a time from the list.")
    row = session.exec(select(RetentionPeriod).where(RetentionPeriod.kept == kept)).first()
    if (row.version if row else 0) != version:
        raise Conflict("Somebody else changed how long this is kept. Look again, then choose.")
    if row is None:
        session.add(RetentionPeriod(kept=kept, days=days))
        session.flush()
    elif not versioned_update(session, RetentionPeriod, row.id or 0, version, days=days):
        raise Conflict("Somebody else changed how long this is kept. Look again, then choose.")
    journal.record(session, actor, "retention.choose", subject=f"retention:{kept}", fields=["days"])
    announce(session, Topic.PEOPLE)

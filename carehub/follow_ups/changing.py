"""The one way in which a follow-up changes: version, history, journal, announcement."""

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic_core import to_jsonable_python
from sqlmodel import Session, col, select

from carehub.accounts.models import User
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor
from carehub.core.changes import Topic
from carehub.core.database import versioned_update
from carehub.core.dates import ago
from carehub.core.errors import Conflict
from carehub.follow_ups.models import FollowUp, FollowUpEvent
from carehub.follow_ups.status import Deed
from carehub.follow_ups.wording import DEED


@dataclass(frozen=True)
class Story:
    """How a change is told in the follow-up's history; with a ``token`` it can be undone by that."""

    deed: Deed
    reason: str = ""
    token: str = ""


def rewrite(
    session: Session, actor: Actor, follow_up: FollowUp, version: int, story: Story, **values: object
) -> FollowUp:
    """Change the fields of a follow-up that nobody changed since ``version``; Conflict tells who did."""
    refuse_stale(session, follow_up, version)
    before = _before(follow_up, values) if story.token else None
    stamp = {"updated_at": clock.now(), "updated_by_id": actor.user_id}
    if not versioned_update(session, FollowUp, id_of(follow_up), version, **values, **stamp):
        session.refresh(follow_up)
        raise Conflict(who_was_first(session, follow_up))
    tell(session, actor, follow_up, story, sorted(values), before)
    return follow_up


def refuse_stale(session: Session, follow_up: FollowUp, version: int) -> None:
    if follow_up.version != version:
        raise Conflict(who_was_first(session, follow_up))


def tell(
    session: Session,
    actor: Actor,
    follow_up: FollowUp,
    story: Story,
    fields: Iterable[str] = (),
    before: dict[str, object] | None = None,
) -> None:
    """Write what happened into the history and the journal, and wake the pages that show it."""
    number = id_of(follow_up)
    session.add(
        FollowUpEvent(
            follow_up_id=number,
            at=clock.now(),
            by_id=actor.user_id,
            deed=story.deed,
            reason=story.reason,
            token=story.token,
            before=before,
        )
    )
    journal.record(
        session,
        actor,
        f"follow_ups.{story.deed}",
        patient_id=follow_up.patient_id,
        subject=f"follow_up:{number}",
        fields=fields,
        reason=story.reason,
    )
    changes.announce(session, Topic.FOLLOW_UPS, number)
    if follow_up.referral_id is not None:
        changes.announce(session, Topic.REFERRALS, follow_up.referral_id)


def who_was_first(session: Session, follow_up: FollowUp) -> str:
    """``Ana completed this follow-up 3 seconds ago.``"""
    newest = (
        select(FollowUpEvent, User.name)
        .join(User, col(User.id) == FollowUpEvent.by_id)
        .where(FollowUpEvent.follow_up_id == follow_up.id)
        .order_by(col(FollowUpEvent.id).desc())
        .limit(1)
    )
    event, name = session.exec(newest).one()
    return f"{name} {DEED[event.deed]} {ago(event.at, clock.now())}."


def id_of(follow_up: FollowUp) -> int:
    assert follow_up.id is not None
    return follow_up.id


def _before(follow_up: FollowUp, values: dict[str, object]) -> dict[str, object]:
    return {name: to_jsonable_python(getattr(follow_up, name)) for name in (*values, "version")}

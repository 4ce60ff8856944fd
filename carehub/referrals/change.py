"""The one way in which a referral changes: version, clocks, place, history, journal, announcement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import TypedDict
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from carehub.accounts.models import Center, User
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor
from carehub.core.database import versioned_update
from carehub.core.dates import ago
from carehub.core.errors import Conflict
from carehub.referrals import clocks
from carehub.referrals.clocks import WorkingDays
from carehub.referrals.models import Happening, Referral, ReferralEvent
from carehub.referrals.status import Status
from carehub.referrals.wording import deed


class Place(TypedDict):
    """What is computed from everything else."""

    due_at: datetime | None
    order_key: str


@dataclass(frozen=True)
class Story:
    """How a change is told in the referral's history."""

    happening: Happening
    from_stage: str = ""
    to_stage: str = ""
    reason: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


def rewrite(
    session: Session, actor: Actor, referral: Referral, version: int, story: Story, **values: object
) -> Referral:
    """Change the fields of a referral that nobody changed since ``version``; Conflict tells who did."""
    if referral.version != version:
        raise Conflict(_who_was_first(session, referral))
    place = place_of(_as_it_will_be(referral, values), working_days(session))
    if not versioned_update(
        session, Referral, id_of(referral), version, **values, **place, updated_at=clock.now()
    ):
        session.refresh(referral)
        raise Conflict(_who_was_first(session, referral))
    tell(session, actor, referral, story, sorted(values))
    return referral


def tell(session: Session, actor: Actor, referral: Referral, story: Story, fields: list[str]) -> None:
    """Write what happened into the history and the journal, and wake the open boards."""
    referral_id = id_of(referral)
    session.add(
        ReferralEvent(
            referral_id=referral_id,
            at=clock.now(),
            actor_id=actor.user_id,
            happening=story.happening,
            from_stage=story.from_stage,
            to_stage=story.to_stage,
            reason=story.reason,
            detail=dict(story.detail),
        )
    )
    journal.record(
        session,
        actor,
        f"referrals.{story.happening}",
        patient_id=referral.patient_id,
        subject=f"referral:{referral_id}",
        fields=tuple(fields),
    )
    changes.announce(session, changes.Topic.REFERRALS, referral_id)


def place_of(referral: Referral, days: WorkingDays) -> Place:
    """When its clock runs out, and its order key."""
    reviewed = referral.reviewed_on is not None
    began = _step_began(referral, days)
    due = clocks.due_at(referral.status, referral.urgency, began, days, reviewed=reviewed)
    head = clocks.order_head(clocks.lane_of(referral.urgency, pinned=referral.is_pinned), due)
    if referral.closed_at:
        head = clocks.closed_order_head(referral.closed_at)
    return {"due_at": due, "order_key": clocks.order_key(head, referral.created_at, referral.id or 0)}


def working_days(session: Session) -> WorkingDays:
    """The days of this center."""
    return WorkingDays(ZoneInfo(session.get_one(Center, 1).time_zone))


def id_of(referral: Referral) -> int:
    assert referral.id is not None
    return referral.id


def _step_began(referral: Referral, days: WorkingDays) -> datetime:
    if referral.status is Status.SCHEDULED and referral.appointment_at:
        return referral.appointment_at
    if referral.status is Status.REPORT_RECEIVED and referral.reviewed_on:
        return datetime.combine(referral.reviewed_on, time(12), days.zone).astimezone(UTC)
    return referral.status_entered_at


def _as_it_will_be(referral: Referral, values: Mapping[str, object]) -> Referral:
    # A copy outside the session: the row itself changes only through the versioned update.
    return Referral.model_construct(None, **{**referral.model_dump(), **values})


def _who_was_first(session: Session, referral: Referral) -> str:
    newest = (
        select(ReferralEvent, User.name)
        .join(User, col(User.id) == ReferralEvent.actor_id)
        .where(ReferralEvent.referral_id == referral.id)
        .order_by(col(ReferralEvent.id).desc())
        .limit(1)
    )
    event, name = session.exec(newest).one()
    return f"{name} {deed(event)} {ago(event.at, clock.now())}."

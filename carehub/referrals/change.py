"""The one way in which a referral changes: version, clocks, place, history, journal, announcement."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import TypedDict
from zoneinfo import ZoneInfo

from pydantic_core import to_jsonable_python
from sqlmodel import Session, col, select

from carehub.accounts import service as accounts
from carehub.accounts.models import User
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor
from carehub.core.database import versioned_update
from carehub.core.dates import ago
from carehub.core.errors import Conflict
from carehub.referrals import clocks
from carehub.referrals.clocks import DEFAULT_CLOCKS, Allowance, Pause, Step, WorkingDays
from carehub.referrals.hearing import HEARD_BY
from carehub.referrals.models import Happening, Referral, ReferralEvent, Stage
from carehub.referrals.receivers import receiver_id_of
from carehub.referrals.status import Status
from carehub.referrals.wording import deed
from carehub.working_time.service import closing_days


class Place(TypedDict):
    """What is computed from everything else."""

    due_at: datetime | None
    order_key: str


# A pause belongs to the step it was made for, and a reason to the clock that had run out.
_NOT_PAUSED: Mapping[str, object] = MappingProxyType({"paused_until": None, "pause_reason": "", "pauses": []})
_NOT_STUCK: Mapping[str, object] = MappingProxyType({"stuck_because": None, "stuck_note": ""})


_DAYS_READ = "carehub_working_days"
# How far clocks look for closing days, back and ahead.
_AROUND_TODAY = timedelta(days=400)


@dataclass(frozen=True)
class Story:
    """How a change is told in the referral's history; with a ``token`` it can be undone by that."""

    happening: Happening
    from_stage: str = ""
    to_stage: str = ""
    reason: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)
    token: str = ""


def rewrite(
    session: Session, actor: Actor, referral: Referral, version: int, story: Story, **values: object
) -> Referral:
    """Change the fields of a referral that nobody changed since ``version``; Conflict tells who did."""
    refuse_stale(session, referral, version)
    values, place = worked_out(session, actor, referral, values)
    before = _before(referral, values) if story.token else None
    if not versioned_update(
        session, Referral, id_of(referral), version, **values, **place, updated_at=clock.now()
    ):
        session.refresh(referral)
        raise Conflict(who_was_first(session, referral))
    tell(session, actor, referral, story, sorted(values), before)
    for hears in HEARD_BY:
        hears(session, actor, [(referral, story)])
    return referral


def worked_out(
    session: Session, actor: Actor, referral: Referral, values: Mapping[str, object]
) -> tuple[dict[str, object], Place]:
    """All that changes in a referral with these values, and where it stands then; nothing is written."""
    whole = {**_outdated(referral, values), **values}
    if "receiver" in whole:
        whole["receiver_id"] = receiver_id_of(session, actor, str(whole["receiver"]))
    place = place_of(session, _as_it_will_be(referral, whole))
    if place["due_at"] != referral.due_at:
        whole = {**_NOT_STUCK, **whole}
    return whole, place


def refuse_stale(session: Session, referral: Referral, version: int) -> None:
    """Conflict, with who did what and when, unless the referral is as it was at ``version``."""
    if referral.version != version:
        raise Conflict(who_was_first(session, referral))


def tell(
    session: Session,
    actor: Actor,
    referral: Referral,
    story: Story,
    fields: list[str],
    before: dict[str, object] | None = None,
) -> None:
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
            token=story.token,
            before=before,
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


def place_of(session: Session, referral: Referral) -> Place:
    """When its clock runs out, and its order key."""
    due, head = due_and_head(session, referral)
    return {"due_at": due, "order_key": clocks.order_key(head, referral.created_at, referral.id or 0)}


def due_and_head(session: Session, referral: Referral) -> tuple[datetime | None, str]:
    """When its clock runs out, and what its order key begins with: all that needs no id."""
    due = _due_at(session.get_one(Stage, referral.stage_id), referral, working_days(session))
    head = clocks.order_head(clocks.lane_of(referral.urgency, pinned=referral.is_pinned), due)
    return due, clocks.closed_order_head(referral.closed_at) if referral.closed_at else head


def allowance_of(stage: Stage, step: Step) -> Allowance:
    """The time a step may take in this stage: the center's own numbers, else the usual ones."""
    usual = DEFAULT_CLOCKS[step]
    return Allowance(
        stage.stat_hours or usual.stat_hours,
        stage.urgent_days or usual.urgent_days,
        stage.routine_days or usual.routine_days,
    )


def recount_clocks(session: Session, stage_ids: Collection[int] | None = None) -> None:
    """Count the clocks of open referrals again, because their stages, or the center's days, changed.

    No version is raised: what the referrals say stays the same.
    """
    session.info.pop(_DAYS_READ, None)
    still_open = select(Referral).where(col(Referral.closed_at).is_(None))
    if stage_ids is not None:
        still_open = still_open.where(col(Referral.stage_id).in_(stage_ids))
    for referral in session.exec(still_open):
        place = place_of(session, referral)
        if place["due_at"] != referral.due_at:
            referral.due_at, referral.order_key = place["due_at"], place["order_key"]
    session.flush()
    changes.announce(session, changes.Topic.REFERRALS)


def working_days(session: Session) -> WorkingDays:
    """The days of this center, read once in a transaction."""
    return session.info.get(_DAYS_READ) or _read_days(session)


def _read_days(session: Session) -> WorkingDays:
    zone = ZoneInfo(accounts.center(session).time_zone)
    today = clock.now().astimezone(zone).date()
    days = WorkingDays(zone, closing_days(session, today - _AROUND_TODAY, today + _AROUND_TODAY))
    session.info[_DAYS_READ] = days
    return days


def id_of(referral: Referral) -> int:
    assert referral.id is not None
    return referral.id


def _due_at(stage: Stage, referral: Referral, days: WorkingDays) -> datetime | None:
    step = clocks.step_of(referral.status, reviewed=referral.reviewed_on is not None)
    if step is None:
        return None
    began, pauses = _step_began(referral, days), pauses_of(referral)
    return clocks.due_at(allowance_of(stage, step), referral.urgency, began, days, pauses)


def pauses_of(referral: Referral) -> list[Pause]:
    """The pauses of the present step, the oldest first."""
    return [Pause(datetime.fromisoformat(began), date.fromisoformat(last)) for began, last in referral.pauses]


def _outdated(referral: Referral, values: Mapping[str, object]) -> Mapping[str, object]:
    changes_status = values.get("status", referral.status) is not referral.status
    return {**_NOT_PAUSED, **_NOT_STUCK} if changes_status else {}


def _before(referral: Referral, values: Mapping[str, object]) -> dict[str, object]:
    """What the fields hold that are about to change, and the version, as JSON."""
    return {name: to_jsonable_python(getattr(referral, name)) for name in (*values, "version")}


def _step_began(referral: Referral, days: WorkingDays) -> datetime:
    if referral.status is Status.SCHEDULED and referral.appointment_at:
        return referral.appointment_at
    if referral.status is Status.REPORT_RECEIVED and referral.reviewed_on:
        return datetime.combine(referral.reviewed_on, time(12), days.zone).astimezone(UTC)
    return referral.status_entered_at


def _as_it_will_be(referral: Referral, values: Mapping[str, object]) -> Referral:
    # A copy outside the session: the row itself changes only through the versioned update.
    return Referral.model_construct(None, **{**referral.model_dump(), **values})


def who_was_first(session: Session, referral: Referral) -> str:
    newest = (
        select(ReferralEvent, User.name)
        .join(User, col(User.id) == ReferralEvent.actor_id)
        .where(ReferralEvent.referral_id == referral.id)
        .order_by(col(ReferralEvent.id).desc())
        .limit(1)
    )
    event, name = session.exec(newest).one()
    return f"{name} {deed(event)} {ago(event.at, clock.now())}."

"""How a referral looks on the board: one row per card, made for one person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from sqlmodel import Session

from carehub.core import clock
from carehub.core.actor import Actor, Permission
from carehub.core.dates import written_date, written_time
from carehub.patients.names import listed_name
from carehub.referrals import clocks
from carehub.referrals.change import allowance_of, working_days
from carehub.referrals.clocks import WorkingDays
from carehub.referrals.models import Referral, Stage
from carehub.referrals.pausing import is_paused
from carehub.referrals.reading import Column, Entry, shown_stages
from carehub.referrals.reasons import StuckReason
from carehub.referrals.status import OFF_PATH, Status, Urgency, WhoseMove, may_follow, whose_move
from carehub.referrals.wording import OUTCOME, STUCK, URGENCY, WHOSE_MOVE, lateness, time_left

ADDRESS = "/board?referral="
ASK_WHY = "Stuck: say why"


class ReferralCard(TypedDict):
    """A card of the board; the first eight are what the kanban widget reads."""

    id: int
    column: str
    version: int
    order: str
    lane: str
    label: str
    targets: list[str]
    actions: list[str]
    href: str
    patient: str
    type: str
    receiver: str
    urgency: str
    urgency_word: str
    whose_move: str
    since: str
    late: str
    due: str
    note: str
    stuck: str
    coordinator: str
    keeper: str
    pinned: bool


class BoardColumn(TypedDict):
    """A column of the kanban widget."""

    id: str
    title: str
    colour: str
    total: int
    limit: int
    landing: dict[str, str]
    cards: list[ReferralCard]


@dataclass(frozen=True)
class View:
    """Who looks at the board, when, and at which stages."""

    actor: Actor
    stages: tuple[Stage, ...]
    now: datetime
    days: WorkingDays


def view_for(session: Session, actor: Actor) -> View:
    """The board as this person looks at it now."""
    return View(actor, tuple(shown_stages(session)), clock.now(), working_days(session))


def column_of(column: Column, view: View, *, is_whole: bool = True) -> BoardColumn:
    """A stage with its cards, and where a card that arrives now will stand. A filtered one has no limit."""
    return BoardColumn(
        id=str(column.stage.id),
        title=column.stage.name,
        colour=column.stage.colour,
        total=column.total,
        limit=(column.stage.wip_limit or 0) if is_whole else 0,
        landing=_landing(column.stage, view),
        cards=cards_of(column.entries, view),
    )


def cards_of(entries: Iterable[Entry], view: View) -> list[ReferralCard]:
    return [card_of(entry, view) for entry in entries]


def card_of(entry: Entry, view: View) -> ReferralCard:
    referral = entry.referral
    patient = listed_name(entry.patient.last_name, entry.patient.first_name)
    urgency = _urgency(referral)
    return ReferralCard(
        id=referral.id or 0,
        column=str(referral.stage_id),
        version=referral.version,
        order=referral.order_key,
        lane=clocks.lane_of(referral.urgency, pinned=referral.is_pinned),
        label=", ".join(filter(None, (patient, entry.type_name, urgency.lower()))),
        targets=_targets(referral, view),
        actions=actions_of(referral, view),
        href=f"{ADDRESS}{referral.id}",
        patient=patient,
        type=entry.type_name,
        receiver=referral.receiver,
        urgency=referral.urgency,
        urgency_word=urgency,
        whose_move=WHOSE_MOVE[turn(referral, view.now)],
        since=_since(referral, view),
        late=lateness(clocks.late_by(referral.due_at, referral.urgency, view.now, view.days)),
        due=due_in_words(referral, view),
        note=_note(referral, view),
        stuck=_stuck(referral, view),
        coordinator=_initials(entry.coordinator),
        keeper=entry.coordinator or "",
        pinned=referral.is_pinned,
    )


def _urgency(referral: Referral) -> str:
    """Only what stands out: routine goes without saying, and what is closed is not urgent."""
    stands_out = referral.urgency is not Urgency.ROUTINE and referral.status is not Status.CLOSED
    return URGENCY[referral.urgency] if stands_out else ""


def turn(referral: Referral, now: datetime) -> WhoseMove:
    return whose_move(
        referral.status,
        missing_from=referral.missing_from,
        visit_is_over=bool(referral.appointment_at and referral.appointment_at <= now),
        reviewed=referral.reviewed_on is not None,
    )


def _targets(referral: Referral, view: View) -> list[str]:
    return [
        str(stage.id)
        for stage in view.stages
        if stage.id != referral.stage_id and may_follow(referral.status, stage.status)
    ]


def actions_of(referral: Referral, view: View) -> list[str]:
    """What this person may do to the card now, besides moving it."""
    offered = ["open"]
    is_open, may = referral.status is not Status.CLOSED, view.actor.may
    if is_open and may(Permission.REFERRALS_EDIT):
        offered += ["explain"] if referral.due_at and referral.due_at <= view.now else []
        offered += ["resume"] if is_paused(referral, view.days.day_of(view.now)) else []
        offered += ["pause"]
    if is_open and may(Permission.REFERRALS_MOVE):
        offered += ["unpin" if referral.is_pinned else "pin", "close"]
    if referral.status is Status.REPORT_RECEIVED and not referral.reviewed_on:
        offered += ["acknowledge"] if may(Permission.REFERRALS_ACKNOWLEDGE) else []
    if referral.status is Status.SCHEDULED and may(Permission.APPOINTMENTS_RECORD):
        offered += ["missed"] if referral.appointment_at and referral.appointment_at <= view.now else []
    return offered


def _since(referral: Referral, view: View) -> str:
    days = clocks.days_in_stage(referral.stage_entered_at, view.now, view.days)
    return "today" if days == 0 else f"{days} d"


def due_in_words(referral: Referral, view: View) -> str:
    """How much time there is, or until when the clock stands still; empty once it is late or closed."""
    if is_paused(referral, view.days.day_of(view.now)) and referral.paused_until:
        return f"Paused to {written_date(referral.paused_until)}"
    if referral.due_at is None or referral.due_at <= view.now:
        return ""
    return time_left(clocks.time_left(referral.due_at, referral.urgency, view.now, view.days))


def _stuck(referral: Referral, view: View) -> str:
    """What holds a late referral up, or that somebody should say so."""
    if referral.due_at is None or referral.due_at > view.now:
        return ""
    if referral.stuck_because is None:
        return ASK_WHY if view.actor.may(Permission.REFERRALS_EDIT) else ""
    return stuck_in_words(referral)


def stuck_in_words(referral: Referral) -> str:
    """The reason, or for "Other" what the person said."""
    if referral.stuck_because in (None, StuckReason.OTHER):
        return referral.stuck_note
    return STUCK[referral.stuck_because]


def _note(referral: Referral, view: View) -> str:
    """The one thing that this stage makes worth knowing at a glance."""
    if referral.status is Status.NEEDS_INFO:
        return referral.missing
    if referral.status is Status.SCHEDULED and referral.appointment_at:
        untold = "" if referral.appointment_told else " · patient not told"
        return written_time(referral.appointment_at, view.days.zone.key) + untold
    if referral.status is Status.REPORT_RECEIVED and referral.reviewed_on:
        return "Reviewed · tell the patient"
    if referral.outcome and referral.outcome in OFF_PATH:
        return OUTCOME[referral.outcome]
    return referral.next_step


def _initials(name: str | None) -> str:
    return "".join(word[0] for word in (name or "").split()[:2]).upper()


def _landing(stage: Stage, view: View) -> dict[str, str]:
    """The order-key head of a card that arrives now, by its lane."""
    return {
        clocks.lane_of(urgency, pinned=pinned): _head(stage, urgency, view, pinned=pinned)
        for urgency in Urgency
        for pinned in (True, False)
    }


def _head(stage: Stage, urgency: Urgency, view: View, *, pinned: bool) -> str:
    step = clocks.step_of(stage.status)
    if step is None:
        return clocks.closed_order_head(view.now)
    due = clocks.due_at(allowance_of(stage, step), urgency, view.now, view.days)
    return clocks.order_head(clocks.lane_of(urgency, pinned=pinned), due)

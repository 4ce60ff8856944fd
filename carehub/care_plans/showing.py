"""The care plan as the page shows it."""

from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.care_plans import service
from carehub.care_plans.content import PlanContent, differences, seal
from carehub.care_plans.following import followed
from carehub.care_plans.kinds import ActionStatus, GoalStatus, Owner
from carehub.care_plans.models import PlanAction, PlanBarrier
from carehub.care_plans.plain_language import advice
from carehub.care_plans.service import GoalLine, Plan, SignedVersion
from carehub.care_plans.wording import ACTION_STATUS, AGREED, GOAL_STATUS, OWNER, RELATION
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.dates import written_date, written_time
from carehub.core.errors import Invalid

NOW = "now"
PRINT = "/care-plan/print"


class BarrierRow(TypedDict):
    id: int
    version: int
    text: str
    is_solved: bool


class ActionRow(TypedDict):
    """``is_ours`` and still open: it can become a follow-up, unless ``followed`` says that it has."""

    id: int
    version: int
    text: str
    owner: str
    owner_word: str
    who: str
    due: str
    due_on: str
    status: str
    status_word: str
    is_done: bool
    is_late: bool
    is_ours: bool
    followed: str


class NoteRow(TypedDict):
    text: str
    who: str
    when: str


class GoalRow(TypedDict):
    """``advice`` says when the words are hard to read."""

    id: int
    version: int
    words: str
    measure: str
    target: str
    target_on: str
    status: str
    status_word: str
    is_open: bool
    is_late: bool
    advice: str
    barriers: list[BarrierRow]
    actions: list[ActionRow]
    progress: list[NoteRow]


class VersionRow(TypedDict):
    number: str
    signed: str
    written: str
    href: str


class DifferenceRow(TypedDict):
    turn: str
    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Shown:
    """``signed`` says who agreed to the newest version; ``is_changed`` that the plan says more by now."""

    goals: list[GoalRow]
    review: str
    review_on: str
    review_version: int
    is_review_due: bool
    reviews: list[NoteRow]
    versions: list[VersionRow]
    signed: str
    is_changed: bool
    seal: str
    today: str
    contents: dict[str, PlanContent] = field(repr=False)


def shown(session: Session, actor: Actor, patient_id: int) -> Shown:
    """Everything of a patient's care plan."""
    plan = service.plan_of(session, actor, patient_id)
    versions = service.versions_of(session, actor, patient_id)
    zone = accounts.center(session).time_zone
    today, content = clock.today(zone), plan.content()
    review = plan.next_review
    ids = [action.id or 0 for line in plan.goals for action in line.actions]
    made = {each: written_date(found.due_on) for each, found in followed(session, actor, ids).items()}
    newest = versions[0] if versions else None
    return Shown(
        goals=[_goal(line, zone, today, made) for line in plan.goals],
        review=written_date(review.due_on) if review else "",
        review_on=review.due_on.isoformat() if review else "",
        review_version=review.version if review else 0,
        is_review_due=review is not None and review.due_on <= today,
        reviews=_reviews(plan, zone),
        versions=[_version(each, patient_id, zone) for each in versions],
        signed=_signed(newest) if newest else "",
        is_changed=newest is not None and newest.content != content,
        seal=seal(content),
        today=today.isoformat(),
        contents={str(each.number): each.content for each in versions} | {NOW: content},
    )


def compared(contents: dict[str, PlanContent], earlier: str, later: str) -> list[DifferenceRow]:
    """What changed from one version to another, ``now`` for the working plan."""
    if earlier not in contents or later not in contents:
        raise Invalid("Choose two versions from the list.")
    return [
        DifferenceRow(turn=each.turn.capitalize(), what=each.what, was=each.was, now=each.now)
        for each in differences(contents[earlier], contents[later])
    ]


def _goal(line: GoalLine, zone: str, today: date, made: dict[int, str]) -> GoalRow:
    goal = line.row
    is_open = goal.status is GoalStatus.OPEN
    return GoalRow(
        id=goal.id or 0,
        version=goal.version,
        words=goal.words,
        measure=goal.measure,
        target=written_date(goal.target_on) if goal.target_on else "",
        target_on=goal.target_on.isoformat() if goal.target_on else "",
        status=goal.status,
        status_word=GOAL_STATUS[goal.status],
        is_open=is_open,
        is_late=is_open and goal.target_on is not None and goal.target_on < today,
        advice=advice(" ".join([goal.measure, *(action.text + "." for action in line.actions)])),
        barriers=[_barrier(each) for each in line.barriers],
        actions=[_action(each, today, made) for each in line.actions],
        progress=[
            NoteRow(text=each.row.text, who=each.who, when=written_time(each.row.at, zone))
            for each in line.progress
        ],
    )


def _barrier(barrier: PlanBarrier) -> BarrierRow:
    return BarrierRow(
        id=barrier.id or 0, version=barrier.version, text=barrier.text, is_solved=barrier.is_solved
    )


def _action(action: PlanAction, today: date, made: dict[int, str]) -> ActionRow:
    is_open = action.status is ActionStatus.OPEN
    return ActionRow(
        id=action.id or 0,
        version=action.version,
        text=action.text,
        owner=action.owner,
        owner_word=OWNER[action.owner],
        who=action.who,
        due=written_date(action.due_on) if action.due_on else "",
        due_on=action.due_on.isoformat() if action.due_on else "",
        status=action.status,
        status_word=ACTION_STATUS[action.status],
        is_done=action.status is ActionStatus.DONE,
        is_late=is_open and action.due_on is not None and action.due_on < today,
        is_ours=is_open and action.owner is Owner.US,
        followed=made.get(action.id or 0, ""),
    )


def _reviews(plan: Plan, zone: str) -> list[NoteRow]:
    return [
        NoteRow(text=review.note, who=who, when=written_time(review.held_at, zone))
        for review, who in plan.reviews
        if review.held_at is not None
    ]


def _version(version: SignedVersion, patient_id: int, zone: str) -> VersionRow:
    return VersionRow(
        number=str(version.number),
        signed=_signed(version),
        written=f"{version.who}, {written_time(version.row.made_at, zone)}",
        href=f"{PRINT}?patient={patient_id}&version={version.number}",
    )


def _signed(version: SignedVersion) -> str:
    row = version.row
    who = f"{row.signed_by} ({RELATION[row.relation].lower()})"
    return f"{who}, {AGREED[row.agreed].lower()}, {written_date(row.signed_on)}"

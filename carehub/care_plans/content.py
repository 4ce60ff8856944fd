"""What a care plan says, as it is frozen when somebody agrees to it, and how two of them differ."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from carehub.care_plans.kinds import ActionStatus, GoalStatus, Owner
from carehub.care_plans.wording import ACTION_STATUS, GOAL_STATUS, OWNER
from carehub.core.dates import written_date


@dataclass(frozen=True, slots=True)
class BarrierContent:
    id: int
    text: str
    is_solved: bool


@dataclass(frozen=True, slots=True)
class ActionContent:
    id: int
    text: str
    owner: Owner
    who: str
    due_on: date | None
    status: ActionStatus


@dataclass(frozen=True, slots=True)
class GoalContent:
    id: int
    words: str
    measure: str
    target_on: date | None
    status: GoalStatus
    barriers: tuple[BarrierContent, ...] = ()
    actions: tuple[ActionContent, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanContent:
    """``review_on`` is the next day on which the plan is looked at again."""

    goals: tuple[GoalContent, ...] = ()
    review_on: date | None = None


class Turn(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two plans say differently; ``was`` or ``now`` is empty where it was not there."""

    turn: Turn
    what: str
    was: str
    now: str


_CONTENT = TypeAdapter(PlanContent)


def frozen(content: PlanContent) -> dict[str, Any]:
    """As it is kept in the database."""
    return _CONTENT.dump_python(content, mode="json")


def thawed(kept: dict[str, Any]) -> PlanContent:
    return _CONTENT.validate_python(kept)


def seal(content: PlanContent) -> str:
    """Eight characters that are the same only for the same plan: they tell a paper from a later draft."""
    said = json.dumps(frozen(content), sort_keys=True).encode()
    return hashlib.sha256(said).hexdigest()[:8]


def differences(before: PlanContent, after: PlanContent) -> list[Difference]:
    """What changed from one plan to the other: first what the later one still says, in its order."""
    was, now = _lines(before), _lines(after)
    keys = [*now, *(key for key in was if key not in now)]
    compared = [(key[0], was.get(key, ""), now.get(key, "")) for key in keys]
    return [Difference(_turn(*sides), what, *sides) for what, *sides in compared if sides[0] != sides[1]]


def _turn(was: str, now: str) -> Turn:
    if not was:
        return Turn.ADDED
    return Turn.CHANGED if now else Turn.REMOVED


def _lines(plan: PlanContent) -> dict[tuple[str, int], str]:
    """Every goal, barrier and action, each as one line that says all of it."""
    found: dict[tuple[str, int], str] = {}
    for goal in plan.goals:
        found["Goal", goal.id] = goal_line(goal)
        found |= {("Barrier", each.id): barrier_line(each) for each in goal.barriers}
        found |= {("Action", each.id): action_line(each) for each in goal.actions}
    if plan.review_on:
        found["Next review", 0] = written_date(plan.review_on)
    return found


def goal_line(goal: GoalContent) -> str:
    target = f"by {written_date(goal.target_on)}" if goal.target_on else ""
    return _joined(f"“{goal.words}”", goal.measure, target, GOAL_STATUS[goal.status])


def barrier_line(barrier: BarrierContent) -> str:
    return _joined(barrier.text, "Solved" if barrier.is_solved else "")


def action_line(action: ActionContent) -> str:
    owner = f"{OWNER[action.owner]} ({action.who})" if action.who else OWNER[action.owner]
    due = f"by {written_date(action.due_on)}" if action.due_on else ""
    return _joined(action.text, owner, due, ACTION_STATUS[action.status])


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))

"""What the rest of CareHub may ask of care plans; each verb stands in the module of its idea."""

from carehub.care_plans.access import find_goal, visible_to
from carehub.care_plans.signing import Signature, SignedVersion, sign, version_numbered, versions_of
from carehub.care_plans.working import GoalLine, Plan, plan_of
from carehub.care_plans.writing import (
    ActionWish,
    GoalWish,
    add_action,
    add_barrier,
    add_goal,
    edit_action,
    edit_barrier,
    edit_goal,
    hold_review,
    mark_action,
    note_progress,
    plan_review,
)

__all__ = [
    "ActionWish",
    "GoalLine",
    "GoalWish",
    "Plan",
    "Signature",
    "SignedVersion",
    "add_action",
    "add_barrier",
    "add_goal",
    "edit_action",
    "edit_barrier",
    "edit_goal",
    "find_goal",
    "hold_review",
    "mark_action",
    "note_progress",
    "plan_of",
    "plan_review",
    "sign",
    "version_numbered",
    "versions_of",
    "visible_to",
]

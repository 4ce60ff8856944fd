"""Goals, barriers, actions, progress and review dates: written and changed while the plan is worked on."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from carehub.accounts.models import Center
from carehub.care_plans.access import find_goal, find_part
from carehub.care_plans.changing import LINE_LIMIT, add, change, kept_short, needed, tell
from carehub.care_plans.kinds import ActionStatus, GoalStatus, Owner
from carehub.care_plans.models import PlanAction, PlanBarrier, PlanGoal, PlanProgress, PlanReview
from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Conflict, Invalid
from carehub.patients import service as patients


@dataclass(frozen=True)
class GoalWish:
    """A goal as it shall read; ``words`` are the patient's own."""

    words: str
    measure: str = ""
    target_on: date | None = None
    status: GoalStatus = GoalStatus.OPEN


@dataclass(frozen=True)
class ActionWish:
    text: str
    owner: Owner
    who: str = ""
    due_on: date | None = None
    status: ActionStatus = ActionStatus.OPEN


def add_goal(session: Session, actor: Actor, patient_id: int, wish: GoalWish) -> PlanGoal:
    """A goal that the patient named just now."""
    patients.find(session, actor, patient_id)
    require(actor, Permission.CARE_EDIT)
    goal = PlanGoal.model_validate({"patient_id": patient_id, **_goal_fields(wish), **_stamp(actor)})
    add(session, actor, patient_id, goal)
    return goal


def edit_goal(session: Session, actor: Actor, goal_id: int, version: int, wish: GoalWish) -> None:
    """Change a goal, or say that it was reached or given up."""
    goal = find_goal(session, actor, goal_id)
    require(actor, Permission.CARE_EDIT)
    change(session, actor, goal.patient_id, goal, version, **_goal_fields(wish))


def add_barrier(session: Session, actor: Actor, goal_id: int, text: str) -> PlanBarrier:
    goal = find_goal(session, actor, goal_id)
    require(actor, Permission.CARE_EDIT)
    words = needed(text, "what stands in the way")
    barrier = PlanBarrier.model_validate({"goal_id": goal_id, "text": words, **_stamp(actor)})
    add(session, actor, goal.patient_id, barrier)
    return barrier


def edit_barrier(
    session: Session, actor: Actor, barrier_id: int, version: int, text: str, *, is_solved: bool
) -> None:
    barrier, goal = find_part(session, actor, PlanBarrier, barrier_id)
    require(actor, Permission.CARE_EDIT)
    words = needed(text, "what stands in the way")
    change(session, actor, goal.patient_id, barrier, version, text=words, is_solved=is_solved)


def add_action(session: Session, actor: Actor, goal_id: int, wish: ActionWish) -> PlanAction:
    goal = find_goal(session, actor, goal_id)
    require(actor, Permission.CARE_EDIT)
    action = PlanAction.model_validate({"goal_id": goal_id, **_action_fields(wish), **_stamp(actor)})
    add(session, actor, goal.patient_id, action)
    return action


def edit_action(session: Session, actor: Actor, action_id: int, version: int, wish: ActionWish) -> None:
    action, goal = find_part(session, actor, PlanAction, action_id)
    require(actor, Permission.CARE_EDIT)
    change(session, actor, goal.patient_id, action, version, **_action_fields(wish))


def mark_action(
    session: Session, actor: Actor, action_id: int, version: int, status: ActionStatus
) -> PlanAction:
    """Say that an action is done, or that it is not after all."""
    action, goal = find_part(session, actor, PlanAction, action_id)
    require(actor, Permission.CARE_EDIT)
    change(session, actor, goal.patient_id, action, version, status=status)
    return action


def note_progress(session: Session, actor: Actor, goal_id: int, text: str) -> PlanProgress:
    """Write down how it goes with a goal."""
    goal = find_goal(session, actor, goal_id)
    require(actor, Permission.CARE_EDIT)
    words = needed(text, "how it goes")
    note = PlanProgress(goal_id=goal_id, text=words, at=clock.now(), by_id=actor.user_id)
    session.add(note)
    session.flush()
    tell(session, actor, goal.patient_id, "care_plans.note_progress", f"plan_goal:{goal_id}")
    return note


def plan_review(session: Session, actor: Actor, patient_id: int, due_on: date, version: int = 0) -> None:
    """Say when the plan is looked at again; ``version`` is that of the date it replaces, 0 for none."""
    patients.find(session, actor, patient_id)
    require(actor, Permission.CARE_EDIT)
    if due_on < clock.today(session.get_one(Center, 1).time_zone):
        raise Invalid("Choose a day that is still to come.")
    planned = _planned(session, patient_id)
    if planned is not None:
        return change(session, actor, patient_id, planned, version, due_on=due_on)
    if version:
        raise Conflict("This review was held meanwhile. Look again, then set the next date.")
    review = PlanReview.model_validate({"patient_id": patient_id, "due_on": due_on, **_stamp(actor)})
    return add(session, actor, patient_id, review)


def hold_review(session: Session, actor: Actor, patient_id: int, version: int, note: str) -> None:
    """The plan was looked at today, together with the patient; ``note`` says what came of it."""
    patients.find(session, actor, patient_id)
    require(actor, Permission.CARE_EDIT)
    planned = _planned(session, patient_id)
    if planned is None:
        raise Conflict("This review was held already. Look again, then set the next date.")
    words = needed(note, "what came of the review")
    change(session, actor, patient_id, planned, version, held_at=clock.now(), note=words)


def _planned(session: Session, patient_id: int) -> PlanReview | None:
    ahead = select(PlanReview).where(PlanReview.patient_id == patient_id, col(PlanReview.held_at).is_(None))
    return session.exec(ahead.order_by(col(PlanReview.id).desc())).first()


def _goal_fields(wish: GoalWish) -> dict[str, object]:
    return {
        "words": needed(wish.words, "the goal in the patient's own words"),
        "measure": kept_short(wish.measure, "the measure"),
        "target_on": wish.target_on,
        "status": wish.status,
    }


def _action_fields(wish: ActionWish) -> dict[str, object]:
    return {
        "text": needed(wish.text, "what is to be done"),
        "owner": wish.owner,
        "who": kept_short(wish.who, "the name", LINE_LIMIT),
        "due_on": wish.due_on,
        "status": wish.status,
    }


def _stamp(actor: Actor) -> dict[str, object]:
    return {"updated_at": clock.now(), "updated_by_id": actor.user_id}

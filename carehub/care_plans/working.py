"""The plan that is worked on: read whole, as its lines and as what it says."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import Session, col, select

from carehub.accounts.models import User
from carehub.care_plans.access import visible_to
from carehub.care_plans.content import ActionContent, BarrierContent, GoalContent, PlanContent
from carehub.care_plans.kinds import GoalStatus
from carehub.care_plans.models import PlanAction, PlanBarrier, PlanGoal, PlanProgress, PlanReview
from carehub.core.actor import Actor, Permission, require
from carehub.patients import service as patients

Part = TypeVar("Part", PlanBarrier, PlanAction)


@dataclass(frozen=True)
class Progress:
    row: PlanProgress
    who: str


@dataclass(frozen=True)
class GoalLine:
    """A goal with what stands in its way, what is done for it, and how it goes, the newest note first."""

    row: PlanGoal
    barriers: list[PlanBarrier]
    actions: list[PlanAction]
    progress: list[Progress]


@dataclass(frozen=True)
class Plan:
    """``reviews`` are those held, the newest first; ``next_review`` is the one to come."""

    goals: list[GoalLine]
    next_review: PlanReview | None
    reviews: list[tuple[PlanReview, str]]

    def content(self) -> PlanContent:
        goals = tuple(_goal(line) for line in self.goals)
        return PlanContent(goals, self.next_review.due_on if self.next_review else None)


def plan_of(session: Session, actor: Actor, patient_id: int) -> Plan:
    """What is worked on with a patient; NotFound for a patient whom the person may not see."""
    require(actor, Permission.NOTES_SEE)
    patients.find(session, actor, patient_id)
    theirs = visible_to(actor).where(PlanGoal.patient_id == patient_id).order_by(col(PlanGoal.id))
    goals = sorted(
        session.exec(theirs.execution_options(populate_existing=True)),
        key=lambda goal: goal.status is not GoalStatus.OPEN,
    )
    ids = [goal.id or 0 for goal in goals]
    barriers, actions = _parts(session, PlanBarrier, ids), _parts(session, PlanAction, ids)
    progress = _progress(session, ids)
    reviews = _reviews(session, patient_id)
    lines = [
        GoalLine(goal, barriers[key], actions[key], progress[key])
        for key, goal in zip(ids, goals, strict=True)
    ]
    return Plan(
        lines,
        next((review for review, _ in reviews if review.held_at is None), None),
        [(review, who) for review, who in reviews if review.held_at is not None],
    )


def _parts(session: Session, kind: type[Part], goal_ids: Iterable[int]) -> defaultdict[int, list[Part]]:
    theirs = select(kind).where(col(kind.goal_id).in_(list(goal_ids))).order_by(col(kind.id))
    grouped: defaultdict[int, list[Part]] = defaultdict(list)
    for part in session.exec(theirs.execution_options(populate_existing=True)):
        grouped[part.goal_id].append(part)
    return grouped


def _progress(session: Session, goal_ids: Iterable[int]) -> defaultdict[int, list[Progress]]:
    notes = (
        select(PlanProgress, User.name)
        .join(User, col(User.id) == PlanProgress.by_id)
        .where(col(PlanProgress.goal_id).in_(list(goal_ids)))
        .order_by(col(PlanProgress.id).desc())
    )
    grouped: defaultdict[int, list[Progress]] = defaultdict(list)
    for note, who in session.exec(notes):
        grouped[note.goal_id].append(Progress(note, who))
    return grouped


def _reviews(session: Session, patient_id: int) -> list[tuple[PlanReview, str]]:
    theirs = (
        select(PlanReview, User.name)
        .join(User, col(User.id) == PlanReview.updated_by_id)
        .where(PlanReview.patient_id == patient_id)
        .order_by(col(PlanReview.id).desc())
    )
    return [(review, who) for review, who in session.exec(theirs.execution_options(populate_existing=True))]


def _goal(line: GoalLine) -> GoalContent:
    goal = line.row
    return GoalContent(
        goal.id or 0,
        goal.words,
        goal.measure,
        goal.target_on,
        goal.status,
        tuple(BarrierContent(each.id or 0, each.text, each.is_solved) for each in line.barriers),
        tuple(
            ActionContent(each.id or 0, each.text, each.owner, each.who, each.due_on, each.status)
            for each in line.actions
        ),
    )

"""Who may see and change which care plans."""

from typing import TypeVar

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.care_plans.models import PlanAction, PlanBarrier, PlanGoal
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import NotFound
from carehub.patients import service as patients
from carehub.patients.models import Patient

Part = TypeVar("Part", PlanBarrier, PlanAction)
_GONE = "This is not in a care plan of yours. Go back and choose again."


def visible_to(actor: Actor) -> SelectOfScalar[PlanGoal]:
    """The goals of the patients that this person may see."""
    require(actor, Permission.NOTES_SEE)
    theirs = select(PlanGoal).join(Patient, col(Patient.id) == PlanGoal.patient_id)
    return theirs.where(patients.at_sites_of(actor))


def find_goal(session: Session, actor: Actor, goal_id: int) -> PlanGoal:
    goal = session.exec(visible_to(actor).where(col(PlanGoal.id) == goal_id)).first()
    if goal is None:
        raise NotFound(_GONE)
    return goal


def find_part(session: Session, actor: Actor, kind: type[Part], part_id: int) -> tuple[Part, PlanGoal]:
    """A barrier or an action, with the goal that it belongs to."""
    part = session.get(kind, part_id)
    if part is None:
        require(actor, Permission.NOTES_SEE)
        raise NotFound(_GONE)
    return part, find_goal(session, actor, part.goal_id)

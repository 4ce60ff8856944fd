"""An action that is ours can be put on somebody's day: as one follow-up, however often it is asked for."""

from collections.abc import Collection

from sqlmodel import Session, col

from carehub.care_plans.access import find_part
from carehub.care_plans.changing import tell
from carehub.care_plans.kinds import ActionStatus, Owner
from carehub.care_plans.models import PlanAction
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.making import LONGEST_TEXT
from carehub.follow_ups.models import FollowUp
from carehub.follow_ups.service import NewFollowUp, Origin

ORIGIN = "plan_action"
_ABOUT = "Care plan"


def make_follow_up(session: Session, actor: Actor, action_id: int) -> FollowUp:
    """The follow-up that reminds of the action; it goes to whoever keeps the patient on a caseload."""
    action, goal = find_part(session, actor, PlanAction, action_id)
    require(actor, Permission.CARE_EDIT)
    if action.owner is not Owner.US or action.status is not ActionStatus.OPEN:
        raise Invalid("Only what we still have to do becomes a follow-up.")
    day = max(action.due_on or follow_ups.today_of(session), follow_ups.today_of(session))
    new = NewFollowUp(goal.patient_id, action.text[:LONGEST_TEXT], day, about=_ABOUT)
    made = follow_ups.derive(session, actor, Origin(ORIGIN, str(action_id)), new)
    tell(session, actor, goal.patient_id, "care_plans.make_follow_up", f"plan_action:{action_id}")
    return made


def followed(session: Session, actor: Actor, action_ids: Collection[int]) -> dict[int, FollowUp]:
    """The follow-ups that were made of actions, by the action's id."""
    keys = [str(each) for each in action_ids]
    made = follow_ups.visible_to(actor).where(FollowUp.origin == ORIGIN, col(FollowUp.origin_key).in_(keys))
    return {int(each.origin_key or 0): each for each in session.exec(made)}

"""The care plan on paper, in plain language: for the patient to keep."""

from dataclasses import dataclass

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.care_plans import service
from carehub.care_plans.content import ActionContent, GoalContent, PlanContent, seal
from carehub.care_plans.kinds import ActionStatus, GoalStatus, Owner
from carehub.care_plans.service import SignedVersion
from carehub.care_plans.wording import AGREED, GOAL_STATUS, RELATION
from carehub.core import clock, journal
from carehub.core.actor import Actor
from carehub.core.dates import written_date, written_time
from carehub.patients import service as patients
from carehub.patients.languages import language_name
from carehub.patients.models import Patient

_HOME_LANGUAGE = "en"
# As the patient reads it: "you" is the patient.
_WHO = {
    Owner.PATIENT: "You",
    Owner.FAMILY: "Your family",
    Owner.US: "We, your health center",
    Owner.PROVIDER: "Your doctor or nurse",
}


@dataclass(frozen=True, slots=True)
class ActionOnPaper:
    who: str
    text: str
    due: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class GoalOnPaper:
    words: str
    measure: str
    target: str
    status: str
    barriers: list[str]
    actions: list[ActionOnPaper]


@dataclass(frozen=True, slots=True)
class PlanOnPaper:
    """``language`` says how to read it together; ``signed`` is empty for a draft, which has lines to sign."""

    heading: str
    patient: str
    born: str
    language: str
    goals: list[GoalOnPaper]
    review: str
    signed: str
    seal: str
    center: str
    phone: str
    printed: str


def paper(session: Session, actor: Actor, patient_id: int, number: int = 0) -> PlanOnPaper:
    """A signed version, or the working plan for 0; that it was printed is in the journal."""
    patient = patients.find(session, actor, patient_id)
    signed = service.version_numbered(session, actor, patient_id, number) if number else None
    content = signed.content if signed else service.plan_of(session, actor, patient_id).content()
    center = accounts.center(session)
    subject = f"plan_version:{signed.row.id}" if signed else "plan:draft"
    journal.record(session, actor, "care_plans.print", patient_id=patient_id, subject=subject)
    return PlanOnPaper(
        heading="My care plan",
        patient=" ".join(filter(None, [patient.first_name, patient.last_name])),
        born=written_date(patient.birth_date) if patient.birth_date else "",
        language=_language(patient),
        goals=_goals(content),
        review=written_date(content.review_on) if content.review_on else "",
        signed=_signed(signed) if signed else "",
        seal=seal(content),
        center=center.name,
        phone=center.phone,
        printed=f"Printed by {actor.name}, {written_time(clock.now(), center.time_zone)}",
    )


def _language(patient: Patient) -> str:
    name = language_name(patient.language)
    if patient.language in ("", _HOME_LANGUAGE) and not patient.interpreter:
        return f"Language: {name}." if name else ""
    wanted = f"Language: {name}. " if name else ""
    return f"{wanted}This page is in English. Please read it together with an interpreter."


def _goals(content: PlanContent) -> list[GoalOnPaper]:
    kept = [goal for goal in content.goals if goal.status is not GoalStatus.DROPPED]
    return [_goal(goal) for goal in kept]


def _goal(goal: GoalContent) -> GoalOnPaper:
    actions = [action for action in goal.actions if action.status is not ActionStatus.DROPPED]
    return GoalOnPaper(
        words=goal.words,
        measure=goal.measure,
        target=written_date(goal.target_on) if goal.target_on else "",
        status=GOAL_STATUS[goal.status] if goal.status is GoalStatus.REACHED else "",
        barriers=[barrier.text for barrier in goal.barriers if not barrier.is_solved],
        actions=[_action(action) for action in actions],
    )


def _action(action: ActionContent) -> ActionOnPaper:
    who = f"{_WHO[action.owner]} ({action.who})" if action.who else _WHO[action.owner]
    due = written_date(action.due_on) if action.due_on else ""
    return ActionOnPaper(who, action.text, due, is_done=action.status is ActionStatus.DONE)


def _signed(version: SignedVersion) -> str:
    row = version.row
    who = f"{row.signed_by} ({RELATION[row.relation].lower()})"
    return f"Version {version.number}. {AGREED[row.agreed]}: {who}, {written_date(row.signed_on)}."

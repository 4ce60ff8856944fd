"""Care plans, filled-in forms and one crisis of the practice center."""

from datetime import timedelta

from sqlmodel import Session

from carehub.assessments import service as assessments
from carehub.care_plans import service as care_plans
from carehub.care_plans.content import seal
from carehub.care_plans.kinds import Agreed, Owner, Relation
from carehub.care_plans.service import ActionWish, GoalWish, Signature
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.crises import service as crises
from carehub.crises.kinds import CrisisOutcome
from carehub.crises.protocol import EVERY_DAY
from carehub.patients import service as patients
from carehub.practice.diary import Diary
from carehub.practice.patients import MadeUpPatient
from carehub.practice.staff import COORDINATOR_AT, TIME_ZONE, Staff

_WITH_A_PLAN = 12
# (the goal in the patient's words, how we know, what stands in the way, ours, theirs)
_GOALS = (
    ("I want to walk to church again", "Walks there twice in a month", "My knee hurts on the stairs",
     "Ask the doctor for a walker", "Walk to the corner each day"),
    ("I want to sleep through the night", "Five good nights in a week", "The phone next to the bed",
     "Explain the new medicine", "Turn the phone off at nine"),
    ("I want to cook for my grandchildren", "A meal at home every Sunday", "Food runs out each month",
     "Call the food pantry", "Write a list of what is missing"),
    ("I want my sugar to be right", "A1c under 8 in the spring", "Strips cost too much",
     "Find out who pays for strips", "Measure before breakfast"),
)  # fmt: skip
_ANSWERS = (
    {"home": "worried", "food": "often", "rides": "yes", "utilities": "warned", "alone": "no"},
    {"home": "worried", "food": "sometimes", "rides": "yes", "utilities": "no", "alone": "no"},
    {"home": "steady", "food": "sometimes", "rides": "no", "utilities": "no", "alone": "no"},
)


def care_for(session: Session, diary: Diary, staff: Staff, everybody: list[MadeUpPatient]) -> None:
    """Note plans with their reviews, a form up to three times over, and one crisis."""
    known = [patient for patient in everybody if patient.is_active and not patient.is_new]
    diary.note(diary.in_office_hours(90), lambda: _name_who_is_on_call(session, staff))
    for number, patient in enumerate(known[3 : 3 + 5 * _WITH_A_PLAN : 5]):
        coordinator = staff.actors[COORDINATOR_AT[patient.site]]
        for turn, answers in enumerate(_ANSWERS[: 1 + number % 3]):
            _note_form(session, diary, coordinator, patient, 110 - 40 * turn, answers)
        _note_plan(session, diary, coordinator, patient, number)
    _note_crisis(session, diary, staff, known[8])


def _name_who_is_on_call(session: Session, staff: Staff) -> None:
    supervisor = staff.actors["erin"]
    crises.set_rota(session, staff.actors["dana"], {EVERY_DAY: (supervisor.name, "(312) 555-0107")})


def _note_form(
    session: Session, diary: Diary, actor: Actor, patient: MadeUpPatient, days: int, answers: dict[str, str]
) -> None:
    def fill() -> None:
        begun = assessments.start(session, actor, patient.patient_id, "social_needs")
        for question, value in answers.items():
            assessments.answer(session, actor, begun.id or 0, question, (value,), 0)
        assessments.complete(session, actor, begun.id or 0, 1)

    diary.note(diary.in_office_hours(days), fill)


def _note_plan(session: Session, diary: Diary, actor: Actor, patient: MadeUpPatient, number: int) -> None:
    words, measure, barrier, ours, theirs = _GOALS[number % len(_GOALS)]

    def plan() -> None:
        today = clock.today(TIME_ZONE)
        wish = GoalWish(words, measure, today + timedelta(days=120))
        goal = care_plans.add_goal(session, actor, patient.patient_id, wish).id or 0
        care_plans.add_barrier(session, actor, goal, barrier)
        for text, owner, days in ((ours, Owner.US, 21), (theirs, Owner.PATIENT, 60)):
            due = today + timedelta(days=days)
            care_plans.add_action(session, actor, goal, ActionWish(text, owner, due_on=due))
        care_plans.plan_review(session, actor, patient.patient_id, today + timedelta(days=45 + number))
        if number % 3:
            _sign(session, actor, patient.patient_id)

    def go_on() -> None:
        goal = care_plans.plan_of(session, actor, patient.patient_id).goals[0].row.id or 0
        care_plans.note_progress(session, actor, goal, "It goes better than last month, slowly.")

    diary.note(diary.in_office_hours(40), plan)
    diary.note(diary.in_office_hours(9), go_on)


def _sign(session: Session, actor: Actor, patient_id: int) -> None:
    patient = patients.find(session, actor, patient_id)
    said = seal(care_plans.plan_of(session, actor, patient_id).content())
    name, today = f"{patient.first_name} {patient.last_name}", clock.today(TIME_ZONE)
    care_plans.sign(session, actor, patient_id, said, Signature(name, Relation.PATIENT, Agreed.SIGNED, today))


def _note_crisis(session: Session, diary: Diary, staff: Staff, patient: MadeUpPatient) -> None:
    """Over since yesterday; the supervisor has not said to know of it yet."""
    coordinator = staff.actors[COORDINATOR_AT[patient.site]]
    begun = diary.in_office_hours(1)

    def begin() -> None:
        number = crises.open_crisis(session, coordinator, patient.patient_id).id or 0
        for step in range(4):
            crises.tick(session, coordinator, number, step, done=True)

    def end() -> None:
        going_on = crises.open_one(session, coordinator, patient.patient_id)
        assert going_on is not None
        words = "Her sister stays with her. We call tomorrow at ten."
        outcome = CrisisOutcome.WITH_SOMEONE
        crises.end(session, coordinator, going_on.id or 0, going_on.version, outcome, words)

    diary.note(begun, begin)
    diary.note(begun + timedelta(minutes=35), end)

"""The working plan and its signed versions: who may, what is kept, who is told to look again."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from carehub.care_plans import service
from carehub.care_plans.content import seal
from carehub.care_plans.kinds import ActionStatus, Agreed, GoalStatus, Owner, Relation
from carehub.care_plans.models import PlanAction, PlanBarrier, PlanGoal
from carehub.care_plans.service import ActionWish, GoalWish, Signature
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import CareHubError, Conflict, Invalid, NotAllowed, NotFound
from carehub.core.journal import JournalEntry
from tests.conftest import People, make_patient

WALK = GoalWish("I want to walk to church again", "Walks there twice in a month", date(2027, 3, 1))


@pytest.fixture
def maria(session: Session, people: People) -> int:
    return make_patient(session, people.sites["Northside"]).id or 0


@pytest.fixture
def goal(session: Session, people: People, maria: int) -> PlanGoal:
    return service.add_goal(session, people.alice, maria, WALK)


@pytest.fixture
def barrier(session: Session, people: People, goal: PlanGoal) -> PlanBarrier:
    return service.add_barrier(session, people.alice, goal.id or 0, "Her knee hurts")


@pytest.fixture
def action(session: Session, people: People, goal: PlanGoal) -> PlanAction:
    wish = ActionWish("Ask for a walker", Owner.US, due_on=date(2026, 12, 1))
    return service.add_action(session, people.alice, goal.id or 0, wish)


def signature(on: date | None = None) -> Signature:
    return Signature("Maria Garcia", Relation.PATIENT, Agreed.SIGNED, on or clock.today("America/Chicago"))


def seal_now(session: Session, people: People, patient_id: int) -> str:
    return seal(service.plan_of(session, people.alice, patient_id).content())


def test_a_plan_is_read_with_everything_that_belongs_to_its_goals(
    session: Session, people: People, maria: int, goal: PlanGoal, barrier: PlanBarrier, action: PlanAction
) -> None:
    service.note_progress(session, people.alice, goal.id or 0, "Walked to the corner")
    service.note_progress(session, people.erin, goal.id or 0, "Walked to the bus stop")
    service.plan_review(session, people.alice, maria, clock.today("America/Chicago"))
    plan = service.plan_of(session, people.pat, maria)
    line = plan.goals[0]
    assert (line.row.words, line.barriers, line.actions) == (WALK.words, [barrier], [action])
    assert [(note.row.text, note.who) for note in line.progress] == [
        ("Walked to the bus stop", "Erin Castellano"),
        ("Walked to the corner", "Alice Moreno"),
    ]
    assert plan.next_review is not None
    assert plan.content().review_on == plan.next_review.due_on


def test_what_is_reached_stands_below_what_is_worked_on(
    session: Session, people: People, maria: int, goal: PlanGoal
) -> None:
    service.add_goal(session, people.alice, maria, GoalWish("Sleep through the night"))
    reached = GoalWish(goal.words, goal.measure, goal.target_on, GoalStatus.REACHED)
    service.edit_goal(session, people.alice, goal.id or 0, 1, reached)
    words = [line.row.words for line in service.plan_of(session, people.alice, maria).goals]
    assert words == ["Sleep through the night", WALK.words]


Deed = Callable[[Session, Actor, PlanGoal, PlanBarrier, PlanAction], object]
DEEDS: dict[str, Deed] = {
    "add_goal": lambda s, who, g, b, a: service.add_goal(s, who, g.patient_id, WALK),
    "edit_goal": lambda s, who, g, b, a: service.edit_goal(s, who, g.id or 0, 1, GoalWish("Dance")),
    "add_barrier": lambda s, who, g, b, a: service.add_barrier(s, who, g.id or 0, "Snow"),
    "edit_barrier": lambda s, who, g, b, a: service.edit_barrier(s, who, b.id or 0, 1, "Ice", is_solved=True),
    "add_action": lambda s, who, g, b, a: service.add_action(s, who, g.id or 0, ActionWish("Call", Owner.US)),
    "edit_action": lambda s, who, g, b, a: service.edit_action(
        s, who, a.id or 0, 1, ActionWish("Call", Owner.FAMILY, "Ana")
    ),
    "mark_action": lambda s, who, g, b, a: service.mark_action(s, who, a.id or 0, 1, ActionStatus.DONE),
    "note_progress": lambda s, who, g, b, a: service.note_progress(s, who, g.id or 0, "Better"),
    "plan_review": lambda s, who, g, b, a: service.plan_review(
        s, who, g.patient_id, clock.today("America/Chicago") + timedelta(days=30)
    ),
    "sign": lambda s, who, g, b, a: service.sign(
        s, who, g.patient_id, seal(service.plan_of(s, who, g.patient_id).content()), signature()
    ),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS.keys())
@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("alice", None),
        ("erin", None),
        ("charlie", NotFound),
        ("pat", NotAllowed),
        ("bob", NotAllowed),
        ("dana", NotAllowed),
    ],
)
def test_coordinators_and_supervisors_of_the_site_write_the_plan(
    session: Session,
    people: People,
    goal: PlanGoal,
    barrier: PlanBarrier,
    action: PlanAction,
    deed: Deed,
    who: str,
    refusal: type[CareHubError] | None,
) -> None:
    actor = getattr(people, who)
    if refusal is None:
        deed(session, actor, goal, barrier, action)
        newest = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq).desc())).first()
        assert newest is not None
        assert newest.patient_id == goal.patient_id
        assert WALK.words not in newest.fields + newest.reason
    else:
        with pytest.raises(refusal):
            deed(session, actor, goal, barrier, action)


@pytest.mark.parametrize("name", ["edit_goal", "edit_barrier", "edit_action", "mark_action"])
def test_who_was_faster_is_named_and_nothing_is_lost(
    session: Session, people: People, goal: PlanGoal, barrier: PlanBarrier, action: PlanAction, name: str
) -> None:
    DEEDS[name](session, people.erin, goal, barrier, action)
    other: Deed = {**DEEDS, "mark_action": DEEDS["edit_action"], "edit_action": DEEDS["mark_action"]}[name]
    if name == "edit_goal":
        other = lambda s, who, g, b, a: service.edit_goal(s, who, g.id or 0, 1, GoalWish("Swim"))  # noqa: E731
    if name == "edit_barrier":
        other = lambda s, who, g, b, a: service.edit_barrier(s, who, b.id or 0, 1, "Rain", is_solved=False)  # noqa: E731
    with pytest.raises(Conflict, match=r"Erin Castellano changed this \w+ .* ago\. Look at it again"):
        other(session, people.alice, goal, barrier, action)


@pytest.mark.parametrize("name", ["edit_goal", "edit_barrier", "edit_action", "note_progress"])
def test_an_unknown_part_is_not_found(session: Session, people: People, name: str) -> None:
    nothing = [kind.model_construct(id=99) for kind in (PlanGoal, PlanBarrier, PlanAction)]
    with pytest.raises(NotFound):
        DEEDS[name](session, people.alice, *nothing)  # pyright: ignore[reportArgumentType]
    with pytest.raises(NotFound):
        service.plan_of(session, people.alice, 99)


def test_front_desk_and_admin_do_not_read_a_plan(session: Session, people: People, maria: int) -> None:
    for who in (people.bob, people.dana):
        with pytest.raises(NotAllowed):
            service.plan_of(session, who, maria)
        with pytest.raises(NotAllowed):
            service.versions_of(session, who, maria)


def test_a_goal_without_words_and_endless_ones_are_refused(
    session: Session, people: People, maria: int
) -> None:
    for words in ("  ", "x" * 2_001):
        with pytest.raises(Invalid):
            service.add_goal(session, people.alice, maria, GoalWish(words))


def test_a_review_is_planned_moved_and_held(session: Session, people: People, maria: int) -> None:
    today = clock.today("America/Chicago")
    with pytest.raises(Invalid, match="still to come"):
        service.plan_review(session, people.alice, maria, today - timedelta(days=1))
    service.plan_review(session, people.alice, maria, today)
    service.plan_review(session, people.alice, maria, today + timedelta(days=7), 1)
    with pytest.raises(Conflict, match="Alice Moreno changed this review"):
        service.plan_review(session, people.erin, maria, today + timedelta(days=9), 1)
    service.hold_review(session, people.erin, maria, 2, "She walks more. Pain is less.")
    plan = service.plan_of(session, people.alice, maria)
    assert plan.next_review is None
    assert [(review.note, who) for review, who in plan.reviews] == [
        ("She walks more. Pain is less.", "Erin Castellano")
    ]
    for again in (
        lambda: service.hold_review(session, people.alice, maria, 2, "Again"),
        lambda: service.plan_review(session, people.alice, maria, today, 2),
    ):
        with pytest.raises(Conflict, match="held"):
            again()


def test_a_signed_version_stays_as_it_was_signed(
    session: Session, people: People, maria: int, goal: PlanGoal
) -> None:
    service.sign(session, people.alice, maria, seal_now(session, people, maria), signature())
    service.edit_goal(session, people.alice, goal.id or 0, 1, GoalWish("I want to dance"))
    service.sign(session, people.erin, maria, seal_now(session, people, maria), signature())
    newest, oldest = service.versions_of(session, people.pat, maria)
    assert (newest.number, newest.content.goals[0].words, newest.who) == (
        2,
        "I want to dance",
        "Erin Castellano",
    )
    assert (oldest.number, oldest.content.goals[0].words) == (1, WALK.words)
    assert service.version_numbered(session, people.pat, maria, 1).row == oldest.row
    with pytest.raises(NotFound):
        service.version_numbered(session, people.pat, maria, 3)


def test_what_was_not_shown_cannot_be_signed(
    session: Session, people: People, maria: int, goal: PlanGoal
) -> None:
    seen = seal_now(session, people, maria)
    service.add_barrier(session, people.erin, goal.id or 0, "No ride")
    with pytest.raises(Conflict, match="changed while it was being signed"):
        service.sign(session, people.alice, maria, seen, signature())


def test_an_empty_plan_and_a_signature_of_tomorrow_are_refused(
    session: Session, people: People, maria: int
) -> None:
    with pytest.raises(Invalid, match="no goal yet"):
        service.sign(session, people.alice, maria, seal_now(session, people, maria), signature())
    service.add_goal(session, people.alice, maria, WALK)
    tomorrow = clock.today("America/Chicago") + timedelta(days=1)
    with pytest.raises(Invalid, match="in the future"):
        service.sign(session, people.alice, maria, seal_now(session, people, maria), signature(tomorrow))
    nobody = Signature(" ", Relation.OTHER, Agreed.BY_PHONE, clock.today("America/Chicago"))
    with pytest.raises(Invalid, match="name of who agrees"):
        service.sign(session, people.alice, maria, seal_now(session, people, maria), nobody)

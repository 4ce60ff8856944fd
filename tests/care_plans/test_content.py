"""What a plan says: kept without loss, told apart by its seal, compared."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from carehub.care_plans.content import (
    ActionContent,
    BarrierContent,
    Difference,
    GoalContent,
    PlanContent,
    Turn,
    differences,
    frozen,
    seal,
    thawed,
)
from carehub.care_plans.kinds import ActionStatus, GoalStatus, Owner

_words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)
_days = st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1))
_ids = st.integers(1, 5)
_barriers = st.builds(BarrierContent, _ids, _words, st.booleans())
_actions = st.builds(
    ActionContent, _ids, _words, st.sampled_from(Owner), _words, _days, st.sampled_from(ActionStatus)
)


def _once(parts: st.SearchStrategy) -> st.SearchStrategy:  # pyright: ignore[reportMissingTypeArgument]
    return st.lists(parts, max_size=3, unique_by=lambda part: part.id).map(tuple)


_goals = st.builds(
    GoalContent, _ids, _words, _words, _days, st.sampled_from(GoalStatus), _once(_barriers), _once(_actions)
)
PLANS = st.builds(PlanContent, _once(_goals), _days)


@given(PLANS)
def test_a_plan_comes_back_as_it_was_frozen(plan: PlanContent) -> None:
    assert thawed(frozen(plan)) == plan
    assert differences(plan, plan) == []


@given(PLANS, PLANS)
def test_only_the_same_plan_has_the_same_seal(one: PlanContent, other: PlanContent) -> None:
    assert (seal(one) == seal(other)) == (one == other)


@given(PLANS, PLANS)
def test_looking_back_tells_the_same_as_looking_ahead(before: PlanContent, after: PlanContent) -> None:
    turned = {Turn.ADDED: Turn.REMOVED, Turn.REMOVED: Turn.ADDED, Turn.CHANGED: Turn.CHANGED}
    ahead = {(each.turn, each.what, each.was, each.now) for each in differences(before, after)}
    back = {(turned[each.turn], each.what, each.now, each.was) for each in differences(after, before)}
    assert ahead == back


def test_a_changed_goal_a_new_action_and_a_removed_barrier_are_told() -> None:
    walk = GoalContent(1, "Walk to church", "Twice a week", None, GoalStatus.OPEN)
    before = PlanContent(
        (GoalContent(1, "Walk", "", None, GoalStatus.OPEN, (BarrierContent(1, "Pain", False),)),)
    )
    action = ActionContent(1, "Ask for a walker", Owner.US, "", date(2026, 5, 1), ActionStatus.OPEN)
    after = PlanContent((GoalContent(walk.id, walk.words, walk.measure, None, walk.status, (), (action,)),))
    assert differences(before, after) == [
        Difference(
            Turn.CHANGED, "Goal", "“Walk” · Working on it", "“Walk to church” · Twice a week · Working on it"
        ),
        Difference(Turn.ADDED, "Action", "", "Ask for a walker · Us · by 01-May-2026 · To do"),
        Difference(Turn.REMOVED, "Barrier", "Pain", ""),
    ]

"""What a page does to several cards, and what a forged claim does not."""

from typing import cast

import pytest

from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid
from carehub.referrals import service
from carehub.referrals.bulk_state import BulkState
from carehub.ui.feedback import FeedbackState
from carehub.ui.widgets.kanban import CardsChosen, SeenCard
from tests.conftest import People
from tests.referrals.boards import board_of, shown, totals
from tests.referrals.conftest import Draft
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def stages(people: People) -> dict[str, str]:
    with unit_of_work(write=False) as session:
        return {stage.name: str(stage.id) for stage in service.shown_stages(session)}


async def bulk_of(actor: Actor) -> BulkState:
    state = state_of(BulkState, actor)
    await state.load()
    return state


def claim(action: str, choice: str, *numbers: int) -> CardsChosen:
    """All of them seen at their first version, each move named after its card."""
    seen = [SeenCard(id=each, version=1, op=f"op{each}") for each in numbers]
    return CardsChosen(action=action, choice=choice, cards=seen)


async def test_one_question_moves_all_and_one_toast_undoes_it(
    people: People, draft: Draft, stages: dict[str, str]
) -> None:
    numbers = [draft() for _ in range(2)]
    page = await bulk_of(people.alice)
    await page.start(claim("move", stages["Needs info"], *numbers))
    assert (page.question, page.about) == ("Move to Needs info", "2 referrals selected")
    await page.answer({"missing_from": "payer", "missing": ""})
    assert "what is missing" in page.problem
    await page.answer({"missing_from": "payer", "missing": "Authorization"})
    assert (page.question, page.summary, page.released.get("ids")) == ("", "", numbers)
    [toast] = (await page.get_state(FeedbackState)).toasts
    assert (toast["text"], toast["can_undo"]) == ("2 referrals moved to Needs info", True)


async def test_after_a_bulk_move_and_its_undo_every_board_equals_a_fresh_read(
    people: People, draft: Draft, stages: dict[str, str]
) -> None:
    numbers = [draft() for _ in range(3)]
    alices, erins = await board_of(people.alice), await board_of(people.erin)
    page = cast(BulkState, await alices.get_state(BulkState))
    await page.start(claim("move", stages["Ready"], *numbers))
    feedback = await page.get_state(FeedbackState)
    await erins._catch_up()
    for board in (alices, erins):
        assert {card["column"] for card in shown(board).values()} == {stages["Ready"]}
    with unit_of_work() as session:
        service.pin(session, people.erin, numbers[0], 2, pinned=True)
    await feedback.undo(feedback.toasts[-1]["id"])
    assert feedback.toasts[-1]["text"].startswith("2 of 3 put back")
    for board, actor in ((alices, people.alice), (erins, people.erin)):
        await board._catch_up()
        fresh = await board_of(actor)
        assert (shown(board), totals(board)) == (shown(fresh), totals(fresh))


async def test_each_refused_card_is_named_with_its_reason(
    people: People, draft: Draft, stages: dict[str, str]
) -> None:
    first, second = draft(), draft()
    with unit_of_work() as session:
        service.pin(session, people.erin, second, 1, pinned=True)
    page = await bulk_of(people.alice)
    await page.start(claim("urgency", "stat", first, second))
    assert page.summary == "1 of 2 set to stat"
    assert [each["patient"] for each in page.refused] == ["OKONKWO, Maria"]
    assert page.released.get("ids") == [first]
    await page.dismiss()
    assert (page.summary, page.refused) == ("", [])


async def test_a_card_that_is_refused_goes_back_and_the_others_stay(
    people: People, draft: Draft, stages: dict[str, str]
) -> None:
    first, second = draft(), draft()
    with unit_of_work() as session:
        service.pin(session, people.erin, second, 1, pinned=True)
    page = await bulk_of(people.alice)
    await page.start(claim("move", stages["Ready"], first, second))
    assert (page.rejected, page.released.get("ids")) == ([f"op{second}"], [first])
    assert "Erin Castellano pinned this referral" in page.refused[0]["why"]


async def test_moves_wait_while_the_question_is_open_and_go_back_when_it_is_left(
    people: People, draft: Draft, stages: dict[str, str]
) -> None:
    numbers = [draft() for _ in range(2)]
    page = await bulk_of(people.alice)
    await page.start(claim("move", stages["Needs info"], *numbers))
    waiting = [f"op{number}" for number in numbers]
    assert (page.held, page.rejected) == (waiting, [])
    await page.dismiss()
    assert (page.held, page.rejected) == ([], waiting)


async def test_all_go_back_when_nothing_can_be_done(people: People, draft: Draft) -> None:
    number = draft()
    page = await bulk_of(people.alice)
    await page.start(claim("move", "99", number))
    assert page.rejected == [f"op{number}"]


async def test_only_who_may_move_is_offered_to_choose(people: People) -> None:
    actions = (await bulk_of(people.alice)).actions
    assert [action["id"] for action in actions] == ["assign", "urgency", "print"]
    takers = [choice["label"] for choice in actions[0]["choices"]]
    assert takers == ["Alice Moreno", "Erin Castellano", "Nobody"]
    for actor in (people.bob, people.pat, people.dana):
        assert (await bulk_of(actor)).actions == []


@pytest.mark.parametrize(
    "forged",
    [
        {"action": "delete", "choice": "1", "cards": [{"id": 1, "version": 1, "op": ""}]},
        {"action": "move", "choice": 3, "cards": [{"id": 1, "version": 1, "op": ""}]},
        {"action": "move", "choice": "3", "cards": [{"id": "1", "version": 1, "op": ""}]},
        {"action": "move", "choice": "3", "cards": [{"id": 1, "version": 1, "op": "", "force": True}]},
        {"action": "move", "choice": "3", "cards": [{"id": 1, "version": 1, "op": ""}] * 501},
        None,
    ],
)
async def test_a_forged_claim_is_refused(people: People, draft: Draft, forged: object) -> None:
    number = draft()
    page = await bulk_of(people.alice)
    with pytest.raises(Invalid):
        await page.start(cast(CardsChosen, forged))
    with unit_of_work(write=False) as session:
        assert service.find(session, people.alice, number).version == 1


@pytest.mark.parametrize(
    ("action", "choice"), [("urgency", "x"), ("assign", "x"), ("move", "x"), ("move", "99")]
)
async def test_a_choice_that_names_nothing_is_told(
    people: People, draft: Draft, action: str, choice: str
) -> None:
    page = await bulk_of(people.alice)
    await page.start(claim(action, choice, draft()))
    [toast] = (await page.get_state(FeedbackState)).toasts
    assert toast["tone"] == "refused"


async def test_charlie_moves_nothing_of_northside(
    people: People, draft: Draft, stages: dict[str, str]
) -> None:
    number = draft()
    page = await bulk_of(people.charlie)
    await page.start(claim("move", stages["Ready"], number))
    assert page.summary == "0 of 1 moved to Ready"
    assert page.refused[0]["patient"] == "A referral"

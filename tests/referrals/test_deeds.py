"""What a card's menu does: the questions it asks, and what can be undone."""

from datetime import timedelta

import pytest

from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.referrals import service, visits
from carehub.referrals.evidence import NOTHING
from carehub.ui.feedback import FeedbackState
from tests.conftest import People
from tests.referrals.boards import board_of, claim, shown
from tests.referrals.conftest import EVIDENCE, Draft

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def stages(people: People) -> dict[str, str]:
    with unit_of_work(write=False) as session:
        return {stage.name: str(stage.id) for stage in service.shown_stages(session)}


async def test_closing_without_a_visit_asks_how_and_why(
    people: People, draft: Draft, stages: dict[str, str]
) -> None:
    number = draft()
    board = await board_of(people.alice)
    await board.act({"action": "close", "id": number, "version": 1})
    await board.answer({"outcome": ""})
    assert board.problem == "Choose how this referral ended."
    await board.answer({"outcome": "no_capacity"})
    assert board.question == "No capacity"
    assert [prompt["name"] for prompt in board.prompts] == ["code", "words", "next_step"]
    await board.answer({"code": "no_new_patients", "words": "Full until May", "next_step": ""})
    assert "what happens next" in board.problem
    await board.answer({"code": "no_new_patients", "words": "Full until May", "next_step": "Ask the next"})
    assert (board.question, shown(board)[number]["note"]) == ("", "No capacity")
    assert shown(board)[number]["column"] == stages["Closed"]


async def test_a_no_show_is_recorded_by_front_desk_from_the_card(
    people: People, draft: Draft, stages: dict[str, str]
) -> None:
    number = draft()
    yesterday = clock.now() - timedelta(days=1)
    with unit_of_work() as session, clock.freeze(yesterday - timedelta(days=1)):
        for name in ("Ready", "Sent"):
            version = service.find(session, people.alice, number).version
            evidence = EVIDENCE.get(name, NOTHING)
            service.move(session, people.alice, number, version, int(stages[name]), evidence)
        visits.book_appointment(session, people.alice, number, yesterday, told=True)
    board = await board_of(people.bob)
    assert shown(board)[number]["actions"] == ["open", "missed"]
    await board.act({"action": "missed", "id": number, "version": shown(board)[number]["version"]})
    await board.answer({"reason": "forgot"})
    assert board.prompts[0]["value"] == "Book again and call the day before"
    await board.answer({"follow_up": "Call her daughter"})
    assert shown(board)[number]["note"] == "Call her daughter"
    assert shown(board)[number]["column"] == stages["Accepted"]


async def test_a_move_is_told_with_an_undo_and_put_back(
    people: People, draft: Draft, stages: dict[str, str]
) -> None:
    number = draft()
    board = await board_of(people.alice)
    await board.move_card(claim(number, stages["Ready"]))
    feedback = await board.get_state(FeedbackState)
    [told] = feedback.toasts
    assert (told["text"], told["can_undo"]) == ("OKONKWO, Maria: moved to Ready", True)
    await feedback.undo(told["id"])
    await board._catch_up()
    assert shown(board)[number]["column"] == stages["Draft"]
    assert feedback.toasts[-1]["text"] == "Put back in Draft"


async def test_a_card_tells_how_long_it_may_stand_and_how_long_it_is_late(
    people: People, draft: Draft
) -> None:
    number = draft()
    board = await board_of(people.alice)
    card = shown(board)[number]
    assert (card["due"][:6], card["late"], card["stuck"]) == ("Due in", "", "")
    with clock.freeze(clock.now() + timedelta(days=10)):
        card = shown(await board_of(people.alice))[number]
        assert (card["due"], card["late"][:4], card["stuck"]) == ("", "Late", "Stuck: say why")
        assert "explain" in card["actions"]
        late = await board_of(people.alice)
        await late.act({"action": "explain", "id": number, "version": 1})
        await late.answer({"because": "records_missing", "note": ""})
        assert shown(late)[number]["stuck"] == "Records are missing"
        assert shown(await board_of(people.bob))[number]["actions"] == ["open"]


async def test_a_paused_card_tells_until_when(people: People, draft: Draft) -> None:
    number = draft()
    board = await board_of(people.alice)
    await board.act({"action": "pause", "id": number, "version": 1})
    await board.answer({"pause_reason": "Abroad", "until": "soon"})
    assert "until which day" in board.problem
    until = (clock.now() + timedelta(days=7)).date()
    await board.answer({"pause_reason": "Abroad", "until": until.isoformat()})
    assert shown(board)[number]["due"].startswith("Paused to ")
    await board.act({"action": "resume", "id": number, "version": 2})
    assert shown(board)[number]["due"].startswith("Due in")

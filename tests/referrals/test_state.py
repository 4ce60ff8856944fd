"""The board's state as its page has it: what it shows, what it asks, what it refuses."""

import json
from datetime import timedelta
from typing import cast

import pytest
from sqlmodel import select

from carehub.core import clock
from carehub.core.changes import Topic, announce
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid
from carehub.patients.models import PatientSite
from carehub.referrals import service
from carehub.referrals.panel_state import ReferralState
from carehub.ui.widgets.kanban import CardMoved
from tests.conftest import People
from tests.referrals.boards import board_of, claim, shown, toasts, totals
from tests.referrals.conftest import Draft
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NOBODY = 999_999


@pytest.fixture
def stages(people: People) -> dict[str, str]:
    with unit_of_work(write=False) as session:
        return {stage.name: str(stage.id) for stage in service.shown_stages(session)}


async def test_after_live_changes_the_board_equals_a_fresh_read(
    people: People, draft: Draft, stages: dict[str, str]
) -> None:
    numbers = [draft() for _ in range(3)]
    alices, erins = await board_of(people.alice), await board_of(people.erin)
    await alices.move_card(claim(numbers[0], stages["Ready"]))
    await erins._catch_up()
    await alices.act({"action": "pin", "id": numbers[1], "version": 1})
    numbers.append(draft())
    await erins._catch_up()
    fresh = await board_of(people.erin)
    assert len(erins.changes) > 0
    assert shown(erins) == shown(fresh)
    assert totals(erins) == totals(fresh)
    assert shown(alices)[numbers[0]]["column"] == stages["Ready"]


async def test_a_board_that_nobody_touched_is_read_again_because_time_passes(
    people: People, draft: Draft
) -> None:
    draft()
    board = await board_of(people.alice)
    first = board.snapshot
    await board._catch_up()
    assert board.snapshot == first
    with clock.freeze(clock.now() + timedelta(minutes=11)):
        await board._catch_up()
        assert board.snapshot > first


async def test_a_card_that_is_no_longer_visible_leaves_the_board(
    people: People, draft: Draft, stages: dict[str, str]
) -> None:
    number = draft()
    board = await board_of(people.alice)
    with unit_of_work() as session:
        patient_id = service.find(session, people.alice, number).patient_id
        place = session.exec(select(PatientSite).where(PatientSite.patient_id == patient_id)).one()
        session.delete(place)
        announce(session, Topic.PATIENTS, patient_id)
    await board._catch_up()
    assert number not in shown(board)
    assert board.changes[-1]["removed"] == [number]


async def test_the_page_of_another_site_is_not_told_that_something_moved(
    people: People, draft: Draft, stages: dict[str, str]
) -> None:
    number = draft()
    charlies = await board_of(people.charlie)
    await (await board_of(people.alice)).move_card(claim(number, stages["Ready"]))
    await charlies._catch_up()
    assert (charlies.changes, sum(totals(charlies).values())) == ([], 0)


async def test_a_move_sends_less_than_ten_kilobytes(
    people: People, draft: Draft, stages: dict[str, str]
) -> None:
    numbers = [draft() for _ in range(40)]
    board = await board_of(people.alice)
    for number in numbers[:20]:
        board._clean()
        await board.move_card(claim(number, stages["Ready"], op=f"op{number}"))
        assert len(json.dumps(board.get_delta(), default=str)) < 10_000


async def test_a_column_brings_its_next_page(people: People, draft: Draft, stages: dict[str, str]) -> None:
    numbers = {draft() for _ in range(27)}
    board = await board_of(people.alice)
    assert len(shown(board)) == service.FIRST_CARDS
    await board.show_more(stages["Draft"])
    assert set(shown(board)) == numbers


async def test_a_stage_asks_and_the_answer_moves_the_card(
    people: People, draft: Draft, stages: dict[str, str]
) -> None:
    number = draft()
    board = await board_of(people.alice)
    await board.move_card(claim(number, stages["Needs info"]))
    assert (board.question, board.held) == ("Move to Needs info", ["op1"])
    assert board.about == "OKONKWO, Maria, Specialty, Lakeside Cardiology"
    assert [prompt["name"] for prompt in board.prompts] == ["missing_from", "missing"]
    await board.answer({"missing_from": "payer", "missing": " "})
    assert "what is missing" in board.problem
    await board.answer({"missing_from": "payer", "missing": "Authorization"})
    assert (board.question, board.held, board.rejected) == ("", [], [])
    assert shown(board)[number]["column"] == stages["Needs info"]


async def test_a_dismissed_question_puts_the_card_back(
    people: People, draft: Draft, stages: dict[str, str]
) -> None:
    number = draft()
    board = await board_of(people.alice)
    await board.move_card(claim(number, stages["Needs info"]))
    await board.dismiss()
    assert (board.question, board.held, board.rejected) == ("", [], ["op1"])
    assert shown(board)[number]["version"] == 1


async def test_the_loser_of_two_is_told_and_the_card_goes_back(
    people: People, draft: Draft, stages: dict[str, str]
) -> None:
    number = draft()
    alices, erins = await board_of(people.alice), await board_of(people.erin)
    await alices.move_card(claim(number, stages["Ready"]))
    await erins.move_card(claim(number, stages["Ready"], op="late"))
    assert erins.rejected == ["late"]
    assert "Alice Moreno moved this referral to Ready" in (await toasts(erins))[0]
    assert shown(erins)[number]["version"] == 2


@pytest.mark.parametrize(
    "forged",
    [
        {"op": "x", "id": "1", "version": 1, "column": "1"},
        {"op": "x", "id": 1, "version": 1.5, "column": "1"},
        {"op": "x", "id": True, "version": 1, "column": "1"},
        {"op": "x", "id": 1, "version": 1, "column": "1 OR 1=1"},
        {"op": "x", "id": 1, "version": 1, "column": "1", "force": True},
        {"op": "x", "id": -1, "version": 1, "column": "1"},
        {"id": 1},
        [],
        None,
    ],
)
async def test_a_forged_move_is_refused(people: People, draft: Draft, forged: object) -> None:
    number = draft()
    board = await board_of(people.alice)
    with pytest.raises(Invalid):
        await board.move_card(cast(CardMoved, forged))
    with unit_of_work(write=False) as session:
        assert service.find(session, people.alice, number).version == 1


async def test_a_handler_called_by_who_may_not_changes_nothing(
    people: People, draft: Draft, stages: dict[str, str]
) -> None:
    number = draft()
    for actor, words in ((people.bob, "front desk"), (people.charlie, "not on your board")):
        board = await board_of(actor)
        await board.move_card(claim(number, stages["Ready"]))
        assert board.rejected == ["op1"]
        assert words in (await toasts(board))[0]
    with unit_of_work(write=False) as session:
        assert service.find(session, people.alice, number).version == 1


async def test_the_panel_of_another_site_or_of_nobody_stays_shut(people: People, draft: Draft) -> None:
    number = draft()
    for actor, wanted in ((people.charlie, number), (people.alice, NOBODY)):
        panel = state_of(ReferralState, actor)
        await panel.open_card(wanted)
        assert (panel.is_open, panel.detail, panel.timeline) == (False, {}, [])


async def test_an_edit_that_lost_keeps_what_was_typed(people: People, draft: Draft) -> None:
    number = draft()
    panel = state_of(ReferralState, people.alice)
    await panel.open_card(number)
    await panel.edit()
    with unit_of_work() as session:
        service.pin(session, people.erin, number, 1, pinned=True)
    form = {"type_id": "1", "urgency": "stat", "receiver": "Heart House", "question": "And now?"}
    await panel.save(form)
    assert panel.is_editing
    assert "Erin Castellano pinned this referral" in panel.problem


async def test_a_card_offers_only_what_its_person_may_do(
    people: People, draft: Draft, stages: dict[str, str]
) -> None:
    number = draft()
    offered = {
        actor.name: shown(await board_of(actor))[number]["actions"] for actor in (people.alice, people.bob)
    }
    assert offered == {"Alice Moreno": ["open", "pause", "pin", "close"], "Bob Tran": ["open"]}
    targets = shown(await board_of(people.alice))[number]["targets"]
    assert targets == [stages["Needs info"], stages["Ready"]]

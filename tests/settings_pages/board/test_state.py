"""Settings > Board: the page of an admin, and nobody else's."""

import pytest

from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, Invalid, NotAllowed
from carehub.referrals import service
from carehub.referrals.service import NewReferral
from carehub.settings_pages.board.state import StagesState
from carehub.settings_pages.board.types_state import TypesState
from tests.conftest import People, make_patient
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def page_of(people: People) -> StagesState:
    page = state_of(StagesState, people.dana)
    await page.load()
    return page


def names(page: StagesState) -> list[str]:
    return [row["name"] for row in page.stages]


def open_named(page: StagesState, name: str) -> None:
    page.open_stage(next(row["id"] for row in page.stages if row["name"] == name))


async def test_a_stage_is_added_changed_moved_hidden_shown_and_deleted(people: People) -> None:
    page = await page_of(people)
    page.open_new()
    page.choose_status("sent")
    assert [(proof["name"], proof["is_asked"]) for proof in page.proofs] == [
        ("asks_sent_channel", True),
        ("asks_sent_to", True),
        ("asks_reason", False),
    ]
    await page.save(
        {"name": "Chased", "status": "sent", "colour": "plum", "wip_limit": "5", "asks_reason": "on"}
    )
    assert (page.problem, page.is_open, names(page)[4]) == ("", False, "Chased")
    open_named(page, "Chased")
    assert [proof["is_asked"] for proof in page.proofs] == [False, False, True]
    assert (page.numbers["wip_limit"], page.is_last) == ("5", False)
    await page.save({"name": "Called", "status": "sent", "colour": "red", "routine_days": "2"})
    assert page.stages[4]["clock"] == "24 h / 2 d / 2 d"
    await page.move(page.stages[4]["id"], page.stages[4]["version"], True)
    assert names(page)[3:5] == ["Called", "Sent"]
    for leave in (page.hide, page.delete):
        open_named(page, "Called")
        await leave({})
        assert page.problem == ""
    assert "Called" not in names(page)


async def test_the_cards_of_a_stage_go_where_the_admin_says(people: People) -> None:
    with unit_of_work() as session:
        patient = make_patient(session, people.sites["Southside"])
        service.create(session, people.charlie, NewReferral(patient.id or 0, 1))
    page = await page_of(people)
    page.open_new()
    await page.save({"name": "Intake", "status": "draft", "colour": "gray"})
    open_named(page, "Draft")
    assert (page.cards, [row["name"] for row in page.others]) == (1, ["Intake"])
    await page.delete({})
    assert "Choose where they go" in page.problem
    await page.delete({"into": str(page.others[0]["id"])})
    assert (names(page)[0], page.stages[0]["cards"]) == ("Intake", 1)


async def test_the_last_of_its_kind_offers_no_way_off_the_board(people: People) -> None:
    page = await page_of(people)
    open_named(page, "Sent")
    assert page.is_last
    await page.hide({})
    assert "last stage for its status" in page.problem
    assert page.is_open


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": "", "colour": "red"}, "a name"),
        ({"name": "A", "colour": "red", "wip_limit": "many"}, "whole numbers"),
        ({"name": "A", "colour": "red", "status": "lost"}, "stands for"),
        ({"name": "A", "colour": "red", "asks_price": "on"}, "does not understand"),
        ({"name": "A", "colour": "red", "asks_question": "on"}, "does not ask for that"),
    ],
)
async def test_a_refusal_is_told_in_the_panel(people: People, form: dict[str, str], words: str) -> None:
    page = await page_of(people)
    page.open_new()
    await page.save(form)
    assert words in page.problem
    assert page.is_open


async def test_types_are_added_renamed_moved_and_hidden(people: People) -> None:
    page = state_of(TypesState, people.dana)
    await page.load()
    page.open_new()
    await page.save({"name": "Diaper bank"})
    row = page.types[-1]
    page.open_type(row["id"])
    await page.save({"name": "Diapers"})
    row = page.types[-1]
    await page.move(row["id"], row["version"], True)
    assert [each["name"] for each in page.types][-2:] == ["Diapers", "Other"]
    for change in (page.hide, page.show):
        page.open_type(row["id"])
        await change()
        assert page.problem == ""
    page.open_new()
    await page.save({"name": "Other"})
    assert "this name already" in page.problem


async def test_nobody_but_an_admin_reads_or_changes_them(people: People) -> None:
    for actor in (people.alice, people.bob, people.charlie, people.erin, people.pat):
        stages, types = state_of(StagesState, actor), state_of(TypesState, actor)
        for attempt in (stages.load, types.load, lambda stages=stages: stages.move(1, 1, True)):
            with pytest.raises(NotAllowed):
                await attempt()
        await stages.save({"name": "Mine", "status": "draft", "colour": "red"})
        await types.save({"name": "Mine"})
        assert "admin" in stages.problem
        assert "admin" in types.problem
        assert (stages.stages, types.types) == ([], [])


async def test_forged_arguments_are_refused(people: People) -> None:
    page = await page_of(people)
    for attempt in (
        lambda: page.open_stage("1"),  # pyright: ignore[reportArgumentType]
        lambda: page.choose_status("nowhere"),
        lambda: page.open_stage(999_999),
    ):
        with pytest.raises(CareHubError):
            attempt()
    with pytest.raises(Invalid):
        await page.move(1, 1, "left")  # pyright: ignore[reportArgumentType]

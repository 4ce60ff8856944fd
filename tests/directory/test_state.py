"""The directory's page as its state has it."""

import pytest

from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid
from carehub.directory import service
from carehub.directory.draft import ReceiverDraft
from carehub.directory.state import DirectoryState
from carehub.directory.suggesting import SuggestState
from carehub.ui.feedback import FeedbackState
from tests.conftest import People
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FORM: dict[str, object] = {
    "name": "Heart House",
    "kind": "organisation",
    "sliding_fee": "yes",
    "city": "Aurora",
}


@pytest.fixture
def quest(people: People) -> int:
    with unit_of_work() as session:
        draft = ReceiverDraft("Quest", specialty="Laboratory", city="Elgin", usual_wait_days=3)
        return service.add(session, people.alice, draft).id or 0


async def page_of(actor: Actor, query: str = "") -> DirectoryState:
    page = state_of(DirectoryState, actor, f"/directory{query}")
    await page.load()
    return page


async def test_a_receiver_is_added_found_changed_and_taken_out_of_use(people: People, quest: int) -> None:
    page = await page_of(people.alice)
    await page.open_new()
    await page.save({**FORM, "usual_wait_days": "21"})
    assert [row["name"] for row in page.rows] == ["Heart House", "Quest"]
    await page.find("heart")
    assert (page.counted, page.is_open) == ("1 receiver", False)
    await page.open_receiver(page.rows[0]["id"])
    assert (page.values["usual_wait_days"], page.values["sliding_fee"]) == ("21", "yes")
    assert page.opened[0]["referrals"] == "0"
    await page.save({**FORM, "name": "Heart Center"})
    assert [row["name"] for row in page.rows] == ["Heart Center"]
    await page.open_receiver(page.rows[0]["id"])
    await page.set_in_use(False)
    assert page.rows == []
    await page.show_retired(True)
    assert [row["name"] for row in page.rows] == ["Heart Center"]


async def test_a_link_opens_a_receiver(people: People, quest: int) -> None:
    page = await page_of(people.bob, f"?receiver={quest}")
    assert (page.is_open, page.values["name"], page.address) == (
        True,
        "Quest",
        f"/directory?receiver={quest}",
    )
    other = await page_of(people.bob, "?receiver=999999")
    assert not other.is_open
    assert "not in the directory" in (await other.get_state(FeedbackState)).toasts[-1]["text"]
    assert not (await page_of(people.bob, "?receiver=x")).is_open


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"npi": "123"}, {"usual_wait_days": "soon"}, {"kind": "clinic"}, {"sliding_fee": "maybe"}],
)
async def test_a_refusal_is_told_above_the_form_which_stays(people: People, wrong: dict[str, object]) -> None:
    page = await page_of(people.alice)
    await page.open_new()
    await page.save({**FORM, **wrong})
    assert page.problem
    assert page.is_open
    with pytest.raises(Invalid):
        await page.save({**FORM, "name": 7})


async def test_who_lost_to_another_edit_is_told(people: People, quest: int) -> None:
    page = await page_of(people.alice, f"?receiver={quest}")
    with unit_of_work() as session:
        service.edit(session, people.erin, quest, 1, ReceiverDraft("Quest Labs"))
    await page.save(FORM)
    assert "just now" in page.problem


async def test_a_handler_called_by_who_may_not_edit_changes_nothing(people: People, quest: int) -> None:
    page = await page_of(people.bob, f"?receiver={quest}")
    await page.save(FORM)
    assert page.problem.startswith("Your role")
    await page.set_in_use(False)
    assert [row["name"] for row in (await page_of(people.bob)).rows] == ["Quest"]


async def test_typing_offers_what_is_in_use(people: People, quest: int) -> None:
    field = state_of(SuggestState, people.pat)
    await field.suggest("labor")
    assert field.offered == [{"name": "Quest", "detail": "Laboratory · Elgin · usual wait 3 days"}]
    await field.suggest(" ")
    assert field.offered == []
    with pytest.raises(Invalid):
        await field.suggest(None)  # pyright: ignore[reportArgumentType]

"""The dialog that brings a list of receivers in, as its state has it."""

import pytest

from carehub.accounts import sessions
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid
from carehub.directory import service
from carehub.directory.list_state import ReceiverListState
from carehub.spreadsheet_import import receiver_lists, storage
from carehub.ui.feedback import FeedbackState
from carehub.ui.session import token_of
from tests.conftest import People
from tests.states import in_background, state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NUMBER = 7
LIST = b"Name,City,NPI\nQuest,Elgin,\nHeart House,Aurora,1234567893\n" + b"Wrong,Elgin,123\n" * 41


async def dialog_of(actor: Actor, content: bytes = LIST) -> ReceiverListState:
    """The open dialog of somebody whose list is there, under ``NUMBER``."""
    storage.path_of(receiver_lists.key_of(actor.user_id, NUMBER)).write_bytes(content)
    dialog = state_of(ReceiverListState, actor, "/directory")
    await dialog.open_dialog()
    return in_background(dialog)


def saved(actor: Actor) -> int:
    with unit_of_work(write=False) as session:
        return service.receivers(session, actor).total


async def test_a_list_is_looked_at_brought_in_once_and_is_gone(people: People) -> None:
    dialog = await dialog_of(people.erin)
    await dialog.received(NUMBER)
    assert {each["outcome"]: each["rows"] for each in dialog.counts} == {
        "new": "2", "updated": "0", "unchanged": "0", "invalid": "41", "skipped": "0",
    }  # fmt: skip
    assert (len(dialog.problems), dialog.more_problems, dialog.problems[0]["row"]) == (40, 1, "4")
    assert (dialog.changes, dialog.working, dialog.is_done, saved(people.erin)) == (2, "", False, 0)
    await dialog.bring_in()
    assert (dialog.is_done, saved(people.erin), list(storage.folder().iterdir())) == (True, 2, [])
    assert (await dialog.get_state(FeedbackState)).toasts[-1]["text"] == "2 new and 0 updated receivers"
    await dialog.bring_in()
    assert (dialog.problem, saved(people.erin)) == ("", 2)


async def test_putting_the_dialog_away_deletes_the_list(people: People) -> None:
    dialog = await dialog_of(people.erin)
    await dialog.received(NUMBER)
    await dialog.close()
    assert (dialog.is_open, dialog.counts, list(storage.folder().iterdir())) == (False, [], [])


@pytest.mark.parametrize("claimed", ["7", 0, -1, 2**53, None])
async def test_a_number_that_is_none_is_refused(people: People, claimed: int) -> None:
    dialog = await dialog_of(people.erin)
    with pytest.raises(Invalid):
        await dialog.received(claimed)


async def test_what_cannot_be_read_is_said_above_the_choice_of_another(people: People) -> None:
    dialog = await dialog_of(people.erin, b"Phone,Fax\n1,2\n")
    await dialog.received(NUMBER)
    assert (dialog.counts, dialog.working) == ([], "")
    assert "names of receivers" in dialog.problem
    await dialog.received(NUMBER + 1)
    assert "no longer here" in dialog.problem
    await dialog.bring_in()
    assert saved(people.erin) == 0


async def test_who_may_not_import_or_is_signed_out_brings_nothing_in(people: People) -> None:
    alices = await dialog_of(people.alice)
    await alices.received(NUMBER)
    assert alices.problem
    assert alices.counts == []
    erins = await dialog_of(people.erin)
    await erins.received(NUMBER)
    with unit_of_work() as session:
        sessions.end(session, token_of(erins))
    await erins.bring_in()
    assert (erins.is_done, saved(people.dana)) == (False, 0)

"""Toasts with an Undo button: what they take back, and for whom."""

import pytest
from sqlmodel import Session

from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.ui import undoing
from carehub.ui.feedback import FeedbackState, Toast, say
from carehub.ui.undoing import Undo
from tests.conftest import People
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def lamp(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A change that can be undone: who may move referrals may put the lamp out again, once."""
    lit = ["hall"]

    def put_out(session: Session, actor: Actor, token: str) -> str:
        require(actor, Permission.REFERRALS_MOVE)
        if token not in lit:
            raise Conflict("Erin put it out first.")
        lit.remove(token)
        return f"The lamp of the {token} is out"

    monkeypatch.setitem(undoing.TAKE_BACK, "lamp", put_out)
    return lit


async def told(actor: Actor, undo: Undo | None) -> FeedbackState:
    feedback = state_of(FeedbackState, actor)
    await say(feedback, "The lamp is lit", undo)
    return feedback


def last(feedback: FeedbackState) -> Toast:
    return feedback.toasts[-1]


async def test_a_change_is_taken_back_and_told(people: People, lamp: list[str]) -> None:
    feedback = await told(people.alice, Undo("lamp", "hall"))
    assert last(feedback)["can_undo"]
    await feedback.undo(last(feedback)["id"])
    assert lamp == []
    assert last(feedback)["text"] == "The lamp of the hall is out"
    assert not last(feedback)["can_undo"]


async def test_the_same_toast_undoes_once(people: People) -> None:
    feedback = await told(people.alice, Undo("lamp", "hall"))
    toast = last(feedback)["id"]
    await feedback.undo(toast)
    with pytest.raises(NotFound, match="undone already"):
        await feedback.undo(toast)


async def test_what_somebody_changed_since_stays_and_the_reason_is_told(
    people: People, lamp: list[str]
) -> None:
    feedback = await told(people.alice, Undo("lamp", "hall"))
    lamp.clear()
    with pytest.raises(Conflict, match="Erin put it out first"):
        await feedback.undo(last(feedback)["id"])


async def test_undo_asks_for_the_same_permission_as_the_change(people: People, lamp: list[str]) -> None:
    feedback = await told(people.bob, Undo("lamp", "hall"))
    with pytest.raises(NotAllowed):
        await feedback.undo(last(feedback)["id"])
    assert lamp == ["hall"]


async def test_a_toast_without_undo_a_foreign_one_and_nonsense_undo_nothing(
    people: People, lamp: list[str]
) -> None:
    feedback = await told(people.alice, None)
    assert not last(feedback)["can_undo"]
    for wanted in (last(feedback)["id"], "ffffffff"):
        with pytest.raises(NotFound):
            await feedback.undo(wanted)
    with pytest.raises(Invalid):
        await feedback.undo({"id": 1})  # pyright: ignore[reportArgumentType]
    assert lamp == ["hall"]


async def test_only_toasts_that_are_kept_can_be_undone(people: People) -> None:
    feedback = await told(people.alice, Undo("lamp", "hall"))
    first = last(feedback)["id"]
    for _ in range(5):
        await say(feedback, "Something else")
    with pytest.raises(NotFound):
        await feedback.undo(first)
    assert feedback._undos == {}


async def test_a_kind_that_nobody_knows_any_more_is_said(people: People) -> None:
    feedback = await told(people.alice, Undo("gone", "1"))
    with pytest.raises(NotFound, match="no longer"):
        await feedback.undo(last(feedback)["id"])

"""The bar above the board as its page has it, and a filtered board while others work."""

from collections.abc import Callable

import pytest

from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid
from carehub.referrals import service
from carehub.referrals.cards import ReferralCard
from carehub.referrals.filter_state import FilterState
from carehub.referrals.filters import ME
from carehub.referrals.models import Referral
from carehub.referrals.service import NewReferral, ReferralChanges
from carehub.referrals.state import BoardState
from carehub.referrals.status import Urgency
from carehub.ui.feedback import FeedbackState
from tests.conftest import People, make_patient
from tests.referrals.test_state import shown, totals
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Make = Callable[..., int]


@pytest.fixture
def make(people: People) -> Make:
    """A committed draft at Northside; gives its id."""

    def draft(urgency: Urgency = Urgency.ROUTINE, last_name: str = "Okonkwo") -> int:
        with unit_of_work() as session:
            patient = make_patient(session, people.sites["Northside"], last_name=last_name)
            kind = service.shown_types(session)[0].id or 0
            new = NewReferral(patient.id or 0, kind, urgency, "Lakeside Cardiology", "Is this angina?")
            return service.create(session, people.alice, new).id or 0

    return draft


def give(people: People, number: int, urgency: Urgency) -> None:
    with unit_of_work() as session:
        referral: Referral = service.find(session, people.alice, number)
        changes = ReferralChanges(referral.type_id, urgency, referral.receiver, referral.question)
        service.edit(session, people.alice, number, referral.version, changes)


def with_changes(drawn: dict[int, ReferralCard], board: BoardState) -> dict[int, ReferralCard]:
    """What the widget has drawn, after the changes that the page still holds."""
    for change in board.changes:
        drawn = drawn | {card["id"]: card for card in change["cards"]}
        drawn = {number: card for number, card in drawn.items() if number not in change["removed"]}
    return drawn


async def page_of(actor: Actor, query: str = "") -> tuple[FilterState, BoardState]:
    bar = state_of(FilterState, actor, f"/board{query}")
    board = await bar._board()
    await board.load()
    await bar.load()
    return bar, board


async def test_a_link_opens_the_view_and_counts_it(people: People, make: Make) -> None:
    stat = make(Urgency.STAT)
    make()
    bar, board = await page_of(people.erin, f"?urgency=stat&coordinator={people.alice.user_id}&site=x")
    assert set(shown(board)) == {stat}
    assert (board.counted, board.is_empty) == ("1 of 2 cards", False)
    assert [chip["label"] for chip in bar.chips] == ["Coordinator: Alice Moreno", "Urgency: Stat"]
    assert bar.query == f"coordinator={people.alice.user_id}&urgency=stat"
    await bar.clear()
    assert (board.counted, bar.query, len(shown(board))) == ("", "", 2)


async def test_a_card_that_no_longer_fits_leaves_and_one_that_fits_comes(people: People, make: Make) -> None:
    leaves, comes = make(Urgency.STAT), make()
    _, board = await page_of(people.erin, "?urgency=stat")
    give(people, leaves, Urgency.ROUTINE)
    give(people, comes, Urgency.STAT)
    await board._catch_up()
    assert (set(shown(board)), board.changes[-1]["removed"]) == ({comes}, [leaves])


async def test_after_live_changes_a_filtered_board_equals_a_fresh_read(people: People, make: Make) -> None:
    numbers = [make(urgency) for urgency in Urgency for _ in range(3)]
    for query in ("", "?urgency=stat", "?urgency=routine&coordinator=nobody", "?closed=1", "?late=1"):
        _, board = await page_of(people.erin, query)
        drawn = shown(board)
        for number, urgency in zip(numbers, (*Urgency, *Urgency, *Urgency), strict=True):
            give(people, number, urgency)
            await board._catch_up()
            drawn = with_changes(drawn, board)
        numbers.append(numbers.pop(0))
        _, fresh = await page_of(people.erin, query)
        assert (drawn, totals(board)) == (shown(fresh), totals(fresh))
        assert board.counted == fresh.counted


async def test_the_total_follows_cards_that_the_page_never_loaded(people: People, make: Make) -> None:
    numbers = [make() for _ in range(27)]
    _, board = await page_of(people.erin, "?urgency=routine")
    unseen = next(number for number in numbers if number not in shown(board))
    give(people, unseen, Urgency.STAT)
    await board._catch_up()
    assert (sum(totals(board).values()), board.counted) == (26, "26 of 27 cards")


async def test_the_next_page_of_a_column_keeps_to_the_filter(people: People, make: Make) -> None:
    numbers = {make() for _ in range(27)}
    make(Urgency.STAT)
    _, board = await page_of(people.alice, "?urgency=routine")
    await board.show_more(board.columns[0]["id"])
    assert set(shown(board)) == numbers


async def test_what_is_typed_finds_cards_and_stays_out_of_the_address(people: People, make: Make) -> None:
    garcia, _ = make(last_name="Garcia"), make()
    bar, board = await page_of(people.alice)
    await bar.find("garc")
    assert (set(shown(board)), bar.query, board.counted) == ({garcia}, "", "1 card")
    with pytest.raises(Invalid):
        await bar.find(["garc"])  # pyright: ignore[reportArgumentType]


async def test_a_forged_filter_shows_no_more_than_ones_own(people: People, make: Make) -> None:
    make()
    bar, board = await page_of(people.charlie)
    for name, value in (("site", "1"), ("coordinator", "1 OR 1"), ("_only", "1"), ("text", "Okonkwo")):
        await bar.choose(name, value)
        assert shown(board) == {}
    assert board.counted == "0 of 0 cards"
    assert [choice["label"] for choice in bar.coordinators] == ["Me", "Nobody yet"]


async def test_a_saved_view_opens_for_everyone_and_goes_with_a_way_back(people: People, make: Make) -> None:
    number = make(Urgency.STAT)
    bar, _ = await page_of(people.alice, "?urgency=stat")
    await bar.save_view({"name": "Stat ones", "shared": "on"})
    hers, board = await page_of(people.erin)
    (row,) = hers.shared_views
    assert (row["name"], row["owner"], row["can_remove"]) == ("Stat ones", "Alice Moreno", False)
    await hers.open_view(row["id"])
    assert (set(shown(board)), hers.query) == ({number}, "urgency=stat")
    await bar.remove_view(row["id"])
    await hers.open_view(row["id"])
    assert hers.shared_views == []
    (toast,) = (await bar.get_state(FeedbackState)).toasts[-1:]
    await (await bar.get_state(FeedbackState)).undo(toast["id"])
    await bar.list_views()
    assert [view["name"] for view in bar.shared_views] == ["Stat ones"]


async def test_the_whole_board_is_not_a_view_to_save(people: People) -> None:
    bar, _ = await page_of(people.alice)
    await bar.save_view({"name": "All"})
    assert "Choose a filter first" in bar.problem
    await bar.choose("coordinator", ME)
    await bar.save_view({"name": "Mine"})
    assert (bar.problem, [view["name"] for view in bar.own_views]) == ("", ["Mine"])

"""Views under a name: one's own and shared ones."""

import pytest
from sqlmodel import Session

from carehub.core.errors import Invalid, NotAllowed, NotFound
from carehub.referrals.filters import ME, ON, WHOLE_BOARD, BoardView
from carehub.referrals.saved_views import find_view, remove_view, restore_view, save_view, saved_views
from tests.conftest import People

LATE = BoardView(coordinator=ME, late=ON, text="Garcia")


def test_a_view_is_its_owners_until_it_is_shared(session: Session, people: People) -> None:
    number = save_view(session, people.alice, "  My   late ", LATE)
    assert [view.name for view in saved_views(session, people.alice)] == ["My late"]
    assert find_view(session, people.alice, number).view == BoardView(coordinator=ME, late=ON)
    assert saved_views(session, people.charlie) == []
    with pytest.raises(NotFound):
        find_view(session, people.charlie, number)
    assert save_view(session, people.alice, "My late", BoardView(late=ON), shared=True) == number
    shared = find_view(session, people.charlie, number)
    assert (shared.view, shared.is_mine, shared.owner) == (BoardView(late=ON), False, "Alice Moreno")


def test_only_who_moves_referrals_shares_a_view(session: Session, people: People) -> None:
    with pytest.raises(NotAllowed):
        save_view(session, people.bob, "Late", LATE, shared=True)
    assert save_view(session, people.bob, "Late", LATE)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("name", "view"), [(" ", LATE), ("x" * 41, LATE), ("All", WHOLE_BOARD)])
def test_a_view_needs_a_name_and_a_filter(
    session: Session, people: People, name: str, view: BoardView
) -> None:
    with pytest.raises(Invalid):
        save_view(session, people.alice, name, view)


def test_a_view_is_taken_away_by_its_owner_or_an_admin_and_can_come_back(
    session: Session, people: People
) -> None:
    number = save_view(
        session, people.alice, "Late & urgent", BoardView(late=ON, urgency="urgent"), shared=True
    )
    with pytest.raises(NotAllowed):
        remove_view(session, people.erin, number)
    token = remove_view(session, people.alice, number)
    assert saved_views(session, people.alice) == []
    with pytest.raises(NotFound):
        remove_view(session, people.alice, number)
    assert restore_view(session, people.alice, token) == "The view is back"
    (back,) = saved_views(session, people.erin)
    assert (back.name, back.view) == ("Late & urgent", BoardView(late=ON, urgency="urgent"))
    remove_view(session, people.dana, back.id)
    assert saved_views(session, people.alice) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_private_view_of_someone_else_is_not_there(session: Session, people: People) -> None:
    number = save_view(session, people.alice, "Mine", LATE)
    with pytest.raises(NotFound):
        remove_view(session, people.dana, number)
    with pytest.raises(Invalid):
        restore_view(session, people.bob, "nonsense")

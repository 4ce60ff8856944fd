"""What every page's saved views have in common; the rest stands with the pages."""

import pytest
from sqlmodel import Session

from carehub.core.errors import NotFound
from carehub.saved_views.models import ViewedPage
from carehub.saved_views.service import find_view, remove_view, restore_view, save_view, saved_views
from tests.conftest import People


def test_a_view_belongs_to_its_page(session: Session, people: People) -> None:
    on_board = save_view(session, people.alice, ViewedPage.BOARD, "Late", "late=1")
    on_caseload = save_view(session, people.alice, ViewedPage.CASELOAD, "Late", "late=1&risk=high")
    assert on_board != on_caseload
    assert [view.query for view in saved_views(session, people.alice, ViewedPage.CASELOAD)] == [
        "late=1&risk=high"
    ]
    with pytest.raises(NotFound):
        find_view(session, people.alice, ViewedPage.BOARD, on_caseload)


def test_a_view_that_was_taken_away_comes_back_to_its_page(session: Session, people: People) -> None:
    number = save_view(session, people.alice, ViewedPage.CASELOAD, "High", "risk=high")
    token = remove_view(session, people.alice, ViewedPage.CASELOAD, number)
    restore_view(session, people.alice, token)
    assert [view.name for view in saved_views(session, people.alice, ViewedPage.CASELOAD)] == ["High"]
    assert saved_views(session, people.alice, ViewedPage.BOARD) == []

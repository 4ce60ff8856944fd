"""Views of the board under a name: what ``carehub.saved_views`` keeps, as the board's filters."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.errors import Invalid
from carehub.referrals.filters import BoardView, view_in
from carehub.saved_views import service as views
from carehub.saved_views.models import ViewedPage
from carehub.saved_views.service import LONGEST_NAME, restore_view

__all__ = [
    "LONGEST_NAME",
    "NamedView",
    "find_view",
    "remove_view",
    "restore_view",
    "save_view",
    "saved_views",
]

_BOARD = ViewedPage.BOARD


@dataclass(frozen=True)
class NamedView:
    """A saved view as one person sees it; ``owner`` is the name of who made it."""

    id: int
    name: str
    view: BoardView
    is_shared: bool
    is_mine: bool
    owner: str


def saved_views(session: Session, actor: Actor) -> list[NamedView]:
    """The person's own views of the board and the shared ones, by name."""
    return [_of_board(each) for each in views.saved_views(session, actor, _BOARD)]


def find_view(session: Session, actor: Actor, view_id: int) -> NamedView:
    """One of ``saved_views``; NotFound for any other."""
    return _of_board(views.find_view(session, actor, _BOARD, view_id))


def save_view(session: Session, actor: Actor, name: str, view: BoardView, *, shared: bool = False) -> int:
    """Keep the view under a name; an own one of that name is replaced. Returns its id."""
    query = view.address()
    if not query:
        raise Invalid("This is the whole board. Choose a filter first; what is typed is not saved.")
    return views.save_view(session, actor, _BOARD, name, query, shared=shared)


def remove_view(session: Session, actor: Actor, view_id: int) -> str:
    """Take a view away; returns the token by which ``restore_view`` brings it back."""
    return views.remove_view(session, actor, _BOARD, view_id)


def _of_board(named: views.NamedView) -> NamedView:
    view = view_in(dict(parse_qsl(named.query)))
    return NamedView(named.id, named.name, view, named.is_shared, named.is_mine, named.owner)

"""Views of a page under a name: one's own, and those that are shared with everyone.

What a view shows is for its page to know: here it is the query of an address.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from sqlmodel import Session, col, or_, select

from carehub.accounts.models import User
from carehub.core import journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid, NotFound
from carehub.saved_views.models import SavedView, ViewedPage

LONGEST_NAME = 40
_MOST = 50


@dataclass(frozen=True)
class NamedView:
    """A saved view as one person sees it; ``owner`` is the name of who made it."""

    id: int
    name: str
    query: str
    is_shared: bool
    is_mine: bool
    owner: str


def saved_views(session: Session, actor: Actor, page: ViewedPage) -> list[NamedView]:
    """The person's own views of the page and the shared ones, by name."""
    require(actor, Permission.PATIENTS_SEE)
    offered = (
        select(SavedView, User.name)
        .join(User, col(User.id) == SavedView.owner_id)
        .where(
            SavedView.page == page.value,
            or_(SavedView.owner_id == actor.user_id, col(SavedView.is_shared)),
        )
        .order_by(SavedView.name, col(SavedView.id))
    )
    return [_named(saved, owner, actor) for saved, owner in session.exec(offered)]


def find_view(session: Session, actor: Actor, page: ViewedPage, view_id: int) -> NamedView:
    """One of ``saved_views``; NotFound for any other."""
    for view in saved_views(session, actor, page):
        if view.id == view_id:
            return view
    raise NotFound("This view is no longer there. Whoever made it took it away.")


def save_view(
    session: Session, actor: Actor, page: ViewedPage, name: str, query: str, *, shared: bool = False
) -> int:
    """Keep the view under a name; an own one of that name is replaced. Returns its id."""
    require(actor, Permission.REFERRALS_MOVE if shared else Permission.PATIENTS_SEE)
    wanted = " ".join(name.split())
    _refuse_unusable(wanted)
    saved = _own(session, actor, page, wanted)
    if saved is None:
        saved = SavedView(page=page.value, owner_id=actor.user_id, name=wanted, query="")
        _refuse_endless(session, actor, page)
    saved.query, saved.is_shared = query, shared
    session.add(saved)
    session.flush()
    assert saved.id is not None
    _write_down(session, actor, "saved_views.save", saved.id)
    return saved.id


def remove_view(session: Session, actor: Actor, page: ViewedPage, view_id: int) -> str:
    """Take a view away; returns the token by which ``restore_view`` brings it back.

    One's own; a shared one also by whoever manages the stages, for people leave.
    """
    view = find_view(session, actor, page, view_id)
    if not view.is_mine:
        require(actor, Permission.STAGES_MANAGE)
    session.delete(session.get_one(SavedView, view_id))
    _write_down(session, actor, "saved_views.remove", view_id)
    return urlencode({"page": page, "name": view.name, "shared": int(view.is_shared), "query": view.query})


def restore_view(session: Session, actor: Actor, token: str) -> str:
    """Save the view again that was taken away; it is now the actor's."""
    said = dict(parse_qsl(token))
    if said.get("page") not in list(ViewedPage):
        raise Invalid("This view can no longer be brought back.")
    page, shared = ViewedPage(said["page"]), said.get("shared") == "1"
    save_view(session, actor, page, said.get("name", ""), said.get("query", ""), shared=shared)
    return "The view is back"


def _named(saved: SavedView, owner: str, actor: Actor) -> NamedView:
    return NamedView(
        id=saved.id or 0,
        name=saved.name,
        query=saved.query,
        is_shared=saved.is_shared,
        is_mine=saved.owner_id == actor.user_id,
        owner=owner,
    )


def _own(session: Session, actor: Actor, page: ViewedPage, name: str) -> SavedView | None:
    own = select(SavedView).where(
        SavedView.page == page.value, SavedView.owner_id == actor.user_id, SavedView.name == name
    )
    return session.exec(own).first()


def _refuse_unusable(name: str) -> None:
    if not name:
        raise Invalid("Give the view a name.")
    if len(name) > LONGEST_NAME:
        raise Invalid(f"Keep the name under {LONGEST_NAME} characters.")


def _refuse_endless(session: Session, actor: Actor, page: ViewedPage) -> None:
    own = select(SavedView.id).where(SavedView.owner_id == actor.user_id, SavedView.page == page.value)
    if len(session.exec(own).all()) >= _MOST:
        raise Invalid(f"You have {_MOST} views. Take one away first.")


def _write_down(session: Session, actor: Actor, action: str, view_id: int) -> None:
    journal.record(session, actor, action, subject=f"saved_view:{view_id}")

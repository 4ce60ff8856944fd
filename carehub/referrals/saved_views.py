"""Views of the board under a name: one's own, and those that are shared with everyone."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from sqlmodel import Session, col, or_, select

from carehub.accounts.models import User
from carehub.core import journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid, NotFound
from carehub.referrals.filters import BoardView, view_in
from carehub.referrals.models import SavedView

LONGEST_NAME = 40
_MOST = 50


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
    """The person's own views and the shared ones, by name."""
    require(actor, Permission.PATIENTS_SEE)
    offered = (
        select(SavedView, User.name)
        .join(User, col(User.id) == SavedView.owner_id)
        .where(or_(SavedView.owner_id == actor.user_id, col(SavedView.is_shared)))
        .order_by(SavedView.name, col(SavedView.id))
    )
    return [_named(saved, owner, actor) for saved, owner in session.exec(offered)]


def find_view(session: Session, actor: Actor, view_id: int) -> NamedView:
    """One of ``saved_views``; NotFound for any other."""
    for view in saved_views(session, actor):
        if view.id == view_id:
            return view
    raise NotFound("This view is no longer there. Whoever made it took it away.")


def save_view(session: Session, actor: Actor, name: str, view: BoardView, *, shared: bool = False) -> int:
    """Keep the view under a name; an own one of that name is replaced. Returns its id."""
    require(actor, Permission.REFERRALS_MOVE if shared else Permission.PATIENTS_SEE)
    wanted, query = " ".join(name.split()), view.address()
    _refuse_unusable(wanted, query)
    saved = _own(session, actor, wanted)
    if saved is None:
        saved = SavedView(owner_id=actor.user_id, name=wanted, query="")
        _refuse_endless(session, actor)
    saved.query, saved.is_shared = query, shared
    session.add(saved)
    session.flush()
    assert saved.id is not None
    _write_down(session, actor, "save_view", saved.id)
    return saved.id


def remove_view(session: Session, actor: Actor, view_id: int) -> str:
    """Take a view away; returns the token by which ``restore_view`` brings it back.

    One's own; a shared one also by whoever manages the stages, for people leave.
    """
    view = find_view(session, actor, view_id)
    if not view.is_mine:
        require(actor, Permission.STAGES_MANAGE)
    session.delete(session.get_one(SavedView, view_id))
    _write_down(session, actor, "remove_view", view_id)
    return urlencode({"name": view.name, "shared": int(view.is_shared), "query": view.view.address()})


def restore_view(session: Session, actor: Actor, token: str) -> str:
    """Save the view again that was taken away; it is now the actor's."""
    said = dict(parse_qsl(token))
    view = view_in(dict(parse_qsl(said.get("query", ""))))
    save_view(session, actor, said.get("name", ""), view, shared=said.get("shared") == "1")
    return "The view is back"


def _named(saved: SavedView, owner: str, actor: Actor) -> NamedView:
    return NamedView(
        id=saved.id or 0,
        name=saved.name,
        view=view_in(dict(parse_qsl(saved.query))),
        is_shared=saved.is_shared,
        is_mine=saved.owner_id == actor.user_id,
        owner=owner,
    )


def _own(session: Session, actor: Actor, name: str) -> SavedView | None:
    own = select(SavedView).where(SavedView.owner_id == actor.user_id, SavedView.name == name)
    return session.exec(own).first()


def _refuse_unusable(name: str, query: str) -> None:
    if not name:
        raise Invalid("Give the view a name.")
    if len(name) > LONGEST_NAME:
        raise Invalid(f"Keep the name under {LONGEST_NAME} characters.")
    if not query:
        raise Invalid("This is the whole board. Choose a filter first; what is typed is not saved.")


def _refuse_endless(session: Session, actor: Actor) -> None:
    own = session.exec(select(SavedView.id).where(SavedView.owner_id == actor.user_id)).all()
    if len(own) >= _MOST:
        raise Invalid(f"You have {_MOST} views. Take one away first.")


def _write_down(session: Session, actor: Actor, action: str, view_id: int) -> None:
    journal.record(session, actor, f"referrals.{action}", subject=f"saved_view:{view_id}")

"""The people who sign in: added, edited, disabled by an admin."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from carehub.accounts import roster, second_factor, sessions, signing_in
from carehub.accounts.models import Qualification, SignInSession, User, UserSite
from carehub.accounts.roster import NewPerson
from carehub.core import journal
from carehub.core.actor import Actor, Permission, Role, require
from carehub.core.changes import Topic, announce
from carehub.core.database import versioned_update
from carehub.core.errors import Conflict


@dataclass(frozen=True, slots=True)
class Person:
    """A person as an admin sees them. ``site_ids`` is empty when the person works at every site."""

    user_id: int
    user_name: str
    name: str
    role: Role
    all_sites: bool
    site_ids: frozenset[int]
    is_active: bool
    has_password: bool
    has_second_factor: bool
    last_active_at: datetime | None
    version: int
    qualification: Qualification = Qualification.OTHER


@dataclass(frozen=True, slots=True)
class PersonEdit:
    """What an admin wants a person to be, starting from the version that was on the screen."""

    user_id: int
    version: int
    name: str
    role: Role
    site_ids: frozenset[int] = frozenset()
    qualification: Qualification | None = None


def people(session: Session, actor: Actor) -> list[Person]:
    """Everyone who signs in here or did, active people first, by name."""
    require(actor, Permission.USERS_MANAGE)
    sites = _sites_by_user(session)
    last = _last_active(session)
    with_app = second_factor.everyone_with_one(session)
    rows = session.exec(select(User).order_by(col(User.is_active).desc(), func.lower(User.name)))
    return [_seen(user, sites, last, with_app) for user in rows]


def add_person(session: Session, actor: Actor, new: NewPerson) -> int:
    """Let someone sign in; returns the user's id."""
    require(actor, Permission.USERS_MANAGE)
    user = roster.create_person(session, new)
    assert user.id is not None
    _write_down(session, actor, "people.add", user.id)
    return user.id


def invite(session: Session, actor: Actor, new: NewPerson) -> tuple[int, str]:
    """Let someone sign in who will choose a password: returns the user's id and a one-time code."""
    user_id = add_person(session, actor, new)
    return user_id, signing_in.issue_code(session, actor, user_id)


def edit_person(session: Session, actor: Actor, edit: PersonEdit) -> None:
    """Change name, role and sites together: which sites a person needs depends on the role.

    A qualification that is not said stays as it is.
    """
    require(actor, Permission.USERS_MANAGE)
    user = roster.person(session, edit.user_id)
    if edit.role is not Role.ADMIN:
        roster.refuse_to_lose_last_admin(session, user)
    name = roster.checked_name(edit.name)
    at = roster.sites_for(session, edit.role, edit.site_ids)
    qualified = edit.qualification or user.qualification
    values = {"name": name, "role": edit.role, "all_sites": at is None, "qualification": qualified}
    _update(session, user, edit.version, **values)
    roster.place(session, edit.user_id, at or ())
    _write_down(
        session, actor, "people.edit", edit.user_id, fields=("name", "role", "sites", "qualification")
    )


def disable(session: Session, actor: Actor, user_id: int, version: int) -> None:
    """Keep a person out from now on: open pages included. What the person did stays."""
    require(actor, Permission.USERS_MANAGE)
    shut_out(session, actor, roster.person(session, user_id), version)


def enable(session: Session, actor: Actor, user_id: int, version: int) -> None:
    """Let a disabled person sign in again, with the same password."""
    require(actor, Permission.USERS_MANAGE)
    user = roster.person(session, user_id)
    if not user.all_sites and not roster.works_somewhere(session, user_id):
        raise Conflict(f"{user.name}'s site was closed. Choose another site for the person first.")
    _update(session, user, version, is_active=True)
    _write_down(session, actor, "people.enable", user_id, fields=("is_active",))


def shut_out(session: Session, actor: Actor | None, user: User, version: int) -> None:
    """What disabling does, whoever may do it; ``actor`` is None for the host's command line."""
    assert user.id is not None
    roster.refuse_to_lose_last_admin(session, user)
    _update(session, user, version, is_active=False)
    sessions.end_all_of(session, user.id)
    _write_down(session, actor, "people.disable", user.id, fields=("is_active",))


def _update(session: Session, user: User, version: int, **values: object) -> None:
    assert user.id is not None
    if not versioned_update(session, User, user.id, version, **values):
        raise Conflict(f"Someone else changed {user.name} just now. Look again, then repeat.")


def _write_down(
    session: Session, actor: Actor | None, action: str, user_id: int, *, fields: Iterable[str] = ()
) -> None:
    journal.record(session, actor, action, subject=f"user:{user_id}", fields=fields)
    announce(session, Topic.PEOPLE, user_id)


def _seen(
    user: User, sites: dict[int, frozenset[int]], last: dict[int, datetime], with_app: frozenset[int]
) -> Person:
    assert user.id is not None
    return Person(
        user_id=user.id,
        user_name=user.user_name,
        name=user.name,
        role=user.role,
        all_sites=user.all_sites,
        site_ids=sites.get(user.id, frozenset()),
        is_active=user.is_active,
        has_password=bool(user.password_hash),
        has_second_factor=user.id in with_app,
        last_active_at=last.get(user.id),
        version=user.version,
        qualification=user.qualification,
    )


def _sites_by_user(session: Session) -> dict[int, frozenset[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for user_id, site_id in session.exec(select(UserSite.user_id, UserSite.site_id)):
        found[user_id].add(site_id)
    return {user_id: frozenset(ids) for user_id, ids in found.items()}


def _last_active(session: Session) -> dict[int, datetime]:
    newest = select(SignInSession.user_id, func.max(SignInSession.last_active_at)).group_by(
        col(SignInSession.user_id)
    )
    return {user_id: at for user_id, at in session.exec(newest)}

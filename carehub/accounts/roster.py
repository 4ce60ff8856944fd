"""Who works where: the rules about staff and sites, whoever asks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from carehub.accounts.models import Qualification, Site, User, UserSite
from carehub.accounts.passwords import NO_PASSWORD, PasswordHash
from carehub.core import clock
from carehub.core.actor import Role
from carehub.core.errors import Conflict, Invalid, NotFound

SITE_COLORS = ("teal", "amber", "violet", "crimson", "blue", "orange", "green", "pink")

_USER_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,59}")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Someone who is to sign in. Supervisors work at every site, and so do admins without ``site_ids``.

    Without a password the person chooses one by a one-time code.
    """

    user_name: str
    name: str
    role: Role
    site_ids: frozenset[int] = frozenset()
    password: PasswordHash = NO_PASSWORD
    qualification: Qualification = Qualification.OTHER


def create_person(session: Session, new: NewPerson) -> User:
    """A new user with id and sites; Invalid or Conflict when the user name or the sites do not do."""
    user = User(
        user_name=checked_user_name(session, new.user_name),
        name=checked_name(new.name),
        role=new.role,
        password_hash=new.password,
        qualification=new.qualification,
        created_at=clock.now(),
    )
    at = sites_for(session, new.role, new.site_ids)
    user.all_sites = at is None
    session.add(user)
    session.flush()
    assert user.id is not None
    place(session, user.id, at or ())
    return user


def sites_for(session: Session, role: Role, chosen: Iterable[int]) -> frozenset[int] | None:
    """The sites a person of this role gets; None stands for every site, later ones included."""
    wanted = frozenset(chosen)
    if role is Role.SUPERVISOR or (role is Role.ADMIN and not wanted):
        return None
    open_sites = {site.id: site.name for site in active_sites(session) if site.id is not None}
    if not wanted <= open_sites.keys():
        raise NotFound("One of these sites is closed or does not exist. Choose from the list.")
    if wanted or len(open_sites) == 1:
        return wanted or frozenset(open_sites)
    raise Invalid(f"Choose at least one site: {' or '.join(open_sites.values())}.")


def place(session: Session, user_id: int, site_ids: Iterable[int]) -> None:
    """Let the person work at exactly these sites."""
    session.exec(delete(UserSite).where(col(UserSite.user_id) == user_id))
    session.add_all(UserSite(user_id=user_id, site_id=site_id) for site_id in sorted(site_ids))
    session.flush()


def works_somewhere(session: Session, user_id: int) -> bool:
    """Whether the person works at a site by name."""
    return session.exec(select(UserSite).where(UserSite.user_id == user_id).limit(1)).first() is not None


def refuse_to_lose_last_admin(session: Session, user: User) -> None:
    """Conflict when nobody else could manage people after this user."""
    if user.role is not Role.ADMIN or not user.is_active:
        return
    active = select(User.id).where(User.role == Role.ADMIN, col(User.is_active)).with_for_update()
    if set(session.exec(active)) <= {user.id}:
        raise Conflict(f"{user.name} is the only active admin. Make someone else an admin first.")


def person(session: Session, user_id: int) -> User:
    found = session.get(User, user_id)
    if found is None:
        raise NotFound("This person is not in the list any more.")
    return found


def by_user_name(session: Session, typed: str) -> User | None:
    return session.exec(select(User).where(User.user_name == plain_user_name(typed))).first()


def has_active_admin(session: Session) -> bool:
    admins = select(User.id).where(User.role == Role.ADMIN, col(User.is_active)).limit(1)
    return session.exec(admins).first() is not None


def plain_user_name(typed: str) -> str:
    """A user name as it is stored: no capitals, no spaces around."""
    return typed.strip().casefold()


def checked_user_name(session: Session, typed: str) -> str:
    user_name = plain_user_name(typed)
    if not _USER_NAME.fullmatch(user_name):
        raise Invalid("A user name has 2 to 60 letters a-z or digits, with . _ - or @ between them.")
    if by_user_name(session, user_name):
        raise Conflict(f"The user name {user_name} is taken. Choose another one.")
    return user_name


def checked_name(typed: str) -> str:
    """A name of a person, a site or the center, without stray spaces."""
    name = " ".join(typed.split())
    if not 1 <= len(name) <= _LONGEST_NAME or not name.isprintable():
        raise Invalid(f"A name has 1 to {_LONGEST_NAME} characters.")
    return name


def active_sites(session: Session) -> list[Site]:
    return list(session.exec(select(Site).where(col(Site.is_active)).order_by(col(Site.name))))


def site_named(session: Session, name: str) -> Site | None:
    """The site with this name, capitals aside, whether open or closed."""
    return session.exec(select(Site).where(func.lower(Site.name) == name.lower())).first()


def create_site(session: Session, typed: str) -> Site:
    """A new site in the colour that comes next; Conflict when the name is taken."""
    name = checked_name(typed)
    if site_named(session, name):
        raise Conflict(f"There is a site named {name} already.")
    how_many = session.exec(select(func.count()).select_from(Site)).one()
    site = Site(name=name, color=SITE_COLORS[how_many % len(SITE_COLORS)])
    session.add(site)
    session.flush()
    return site


def sites_named(session: Session, names: Iterable[str]) -> frozenset[int]:
    """The ids of the sites with these names; a site that is missing is created."""
    found = [site_named(session, checked_name(name)) or create_site(session, name) for name in names]
    return frozenset(site.id for site in found if site.id is not None)

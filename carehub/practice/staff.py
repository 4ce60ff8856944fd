"""The practice center's sites and the people who sign in."""

from dataclasses import dataclass

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.accounts.models import Qualification, User
from carehub.accounts.passwords import new_hash
from carehub.accounts.service import NewCenter, NewPerson
from carehub.core.actor import Actor, Role

NAME = "Riverbend Practice Center"
TIME_ZONE = "America/Chicago"
NORTH, SOUTH, LAKE = SITES = ("Northside", "Southside", "Lakeview")

# User name: (name, role, sites).
_STAFF = {
    "erin": ("Erin Castellano", Role.SUPERVISOR, ()),
    "alice": ("Alice Moreno", Role.COORDINATOR, (NORTH,)),
    "charlie": ("Charlie Okafor", Role.COORDINATOR, (SOUTH,)),
    "fay": ("Fay Underhill", Role.COORDINATOR, (LAKE,)),
    "gina": ("Gina Larkin", Role.COORDINATOR, (LAKE,)),
    "pat": ("Pat Lindqvist", Role.PROVIDER, (NORTH,)),
    "sam": ("Sam Haddad", Role.PROVIDER, (SOUTH, LAKE)),
    "bob": ("Bob Tran", Role.FRONT_DESK, (NORTH,)),
}
COORDINATOR_AT = {NORTH: "alice", SOUTH: "charlie", LAKE: "fay"}
AWAY = "gina"
PROVIDER_AT = {NORTH: "pat", SOUTH: "sam", LAKE: "sam"}
# Whose minutes count for what; all others are "other".
_QUALIFIED = {
    "alice": Qualification.CLINICAL_STAFF,
    "charlie": Qualification.TRAINED_AUXILIARY,
    "fay": Qualification.CLINICAL_STAFF,
    "gina": Qualification.CLINICAL_STAFF,
}
BOOKS_AT = {NORTH: "bob", SOUTH: "charlie", LAKE: "fay"}


@dataclass(frozen=True)
class Staff:
    """Who works in the practice center, by user name, and the ids of its sites, by name."""

    users: tuple[User, ...]
    actors: dict[str, Actor]
    sites: dict[str, int]


def hire(session: Session, password: str) -> Staff:
    """Open the center with its sites and staff; dana, the admin, is first and adds the others."""
    accounts.open_center(session, is_practice=True)
    dana = _person("dana", "Dana Whitfield", Role.ADMIN, frozenset(), password)
    users = [accounts.first_admin(session, NewCenter(NAME, TIME_ZONE, SITES), dana)]
    admin = accounts.actor_named(session, "dana")
    sites = {site.name: site.id for site in accounts.sites(session, admin) if site.id is not None}
    for user_name, (name, role, works_at) in _STAFF.items():
        at = frozenset(sites[site] for site in works_at)
        user_id = accounts.add_person(session, admin, _person(user_name, name, role, at, password))
        users.append(session.get_one(User, user_id))
    actors = {user.user_name: accounts.actor_named(session, user.user_name) for user in users}
    return Staff(tuple(users), actors, sites)


def _person(user_name: str, name: str, role: Role, at: frozenset[int], password: str) -> NewPerson:
    qualified = _QUALIFIED.get(user_name, Qualification.OTHER)
    return NewPerson(user_name, name, role, at, new_hash(password, user_name=user_name), qualified)

"""What the command line on the host does with people.

Whoever can run it owns the database anyway, so there is no actor: the journal names nobody.
"""

from collections.abc import Iterable
from dataclasses import replace

from sqlmodel import Session

from carehub.accounts import people, roster, second_factor, sessions, signing_in
from carehub.accounts.models import User
from carehub.accounts.roster import NewPerson
from carehub.core import journal
from carehub.core.actor import Actor
from carehub.core.changes import Topic, announce
from carehub.core.errors import NotFound


def add_from_host(session: Session, new: NewPerson, site_names: Iterable[str] = ()) -> User:
    """Let someone sign in, at the named sites; a site that is missing is created."""
    user = roster.create_person(session, replace(new, site_ids=roster.sites_named(session, site_names)))
    journal.record(session, None, "people.add", subject=f"user:{user.id}")
    announce(session, Topic.PEOPLE)
    return user


def reset_from_host(session: Session, user_name: str) -> str:
    """A one-time code for this person: the way back in for the only admin."""
    return signing_in.new_code(session, None, user_named(session, user_name))


def disable_from_host(session: Session, user_name: str) -> None:
    """Keep a person out from now on."""
    user = user_named(session, user_name)
    people.shut_out(session, None, user, user.version)


def forget_second_factor_from_host(session: Session, user_name: str) -> None:
    """This person sets up another at the next sign-in: for the only admin whose phone is gone."""
    user = user_named(session, user_name)
    assert user.id is not None
    second_factor.forget(session, None, user.id)


def actor_named(session: Session, user_name: str) -> Actor:
    """The person in whose name the command line acts, with that person's rights and no more."""
    user = user_named(session, user_name)
    if not user.is_active:
        raise NotFound(f"{user.user_name} is disabled.")
    return sessions.actor_for(session, user)


def user_named(session: Session, user_name: str) -> User:
    user = roster.by_user_name(session, user_name)
    if user is None:
        raise NotFound(f"There is nobody with the user name {roster.plain_user_name(user_name)}.")
    return user

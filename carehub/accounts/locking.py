"""A page that nobody used for a while is locked: nothing happens on it, and nothing of it is lost, until the
same person shows a secret again."""

from sqlmodel import Session

from carehub.accounts import second_factor, sessions, signing_in
from carehub.accounts.models import User
from carehub.accounts.second_factor import WrongCode
from carehub.accounts.signing_in import WrongPassword
from carehub.core import journal
from carehub.core.actor import Actor
from carehub.core.changes import Topic, announce
from carehub.core.errors import NotAllowed

_GONE = "You are signed out. Sign in again to go on."


def lock(session: Session, actor: Actor) -> None:
    """Lock every page of this session now: its person leaves the desk."""
    assert actor.session_id is not None
    sessions.lock(session, actor.session_id)
    journal.record(session, actor, "sessions.lock", subject=f"user:{actor.user_id}")
    announce(session, Topic.PEOPLE, actor.user_id)


def admit(session: Session, token: str, address: str) -> str:
    """Count one try and return the password hash to compare with; TooSoon as at signing in."""
    return signing_in.admit(session, _locked(session, token).user_name, address)


def unlock(session: Session, token: str, secret: str, fits: bool, address: str) -> None:
    """Go on where the page was. ``fits``: the secret is the password; a code of the app will do as well."""
    user = _locked(session, token)
    if not fits:
        _prove(session, user, secret)
    _go_on(session, token, user, address)


def unlock_as(session: Session, token: str, who: User, address: str) -> None:
    """The same for somebody whom the provider of single sign-on has just asked."""
    user = _locked(session, token)
    if user.id != who.id:
        raise NotAllowed("This page is somebody else's. Sign out there, or let its person unlock it.")
    _go_on(session, token, user, address)


def _go_on(session: Session, token: str, user: User, address: str) -> None:
    signing_in.forget_tries(session, user.user_name, address)
    sessions.unlock(session, token)
    journal.record(session, None, "sessions.unlock", subject=f"user:{user.id}", reason=address)
    announce(session, Topic.PEOPLE, user.id or 0)


def _locked(session: Session, token: str) -> User:
    user = sessions.locked_of(session, token)
    if user is None:
        raise NotAllowed(_GONE)
    return user


def _prove(session: Session, user: User, code: str) -> None:
    try:
        second_factor.prove(session, user, code)
    except WrongCode:
        raise WrongPassword("This does not fit. Check it and try again.") from None

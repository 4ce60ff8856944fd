"""Signing in and out, passwords and one-time codes, and the growing wait after wrong ones.

The secret is compared between two transactions, in a thread: ``admit`` counts the try and hands out
the hash, then ``sign_in`` (or another verb) takes ``fits``, what the comparison said.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import func, text
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, delete, select

from carehub.accounts import roster, second_factor, sessions
from carehub.accounts.models import OneTimeCode, SignInAttempt, SignInSession, User
from carehub.accounts.passwords import PasswordHash
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.errors import CareHubError, Conflict, Invalid

CODE_MINUTES = 15

_COUNTED_FOR = timedelta(minutes=15)
# Crockford's alphabet: nothing that looks like something else when read aloud or from paper.
_CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 12
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class TooSoon(CareHubError):
    """Too many tries; the sentence says how long to wait."""


class WrongPassword(CareHubError):
    """The one answer to a wrong password, an unknown user name and a disabled person."""


@dataclass(frozen=True, slots=True)
class _Patience:
    """How many wrong tries cost nothing, and the longest wait (seconds) after more of them."""

    free: int
    longest: int

    def wait(self, tries: int) -> int:
        return min(2 ** min(tries - self.free, 10), self.longest) if tries >= self.free else 0


# A colleague behind the same address must hardly notice; one name from one address waits longest.
_FOR_ONE_NAME_HERE = _Patience(free=4, longest=60)
_FOR_ONE_NAME = _Patience(free=12, longest=30)
_FOR_ONE_ADDRESS = _Patience(free=40, longest=30)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A browser where the person is signed in."""

    session_id: int
    browser: str
    address: str
    started_at: datetime
    last_active_at: datetime
    is_this: bool


def admit(session: Session, user_name: str, address: str) -> str:
    """Count one try and return the password hash to compare with, empty for an unknown name.

    Raises TooSoon, and does not count the try, while the wait after earlier ones is not over.
    The wait is the same for names that exist and names that do not, and never longer than a minute.
    """
    count_try(session, user_name, address)
    user = roster.by_user_name(session, user_name)
    return user.password_hash if user and user.is_active else ""


def count_try(session: Session, name: str, address: str) -> None:
    """Count one guess at a secret that goes by this name; TooSoon while the wait is not over."""
    now, name_hash = clock.now(), _name_hash(name)
    _one_after_the_other(session, name_hash, sessions.hashed(address))
    wait = _wait(session, name_hash, address, now)
    if wait:
        raise TooSoon(f"Too many tries. Wait {wait} second{'s' * (wait > 1)}, then try again.")
    session.exec(delete(SignInAttempt).where(col(SignInAttempt.at) < now - _COUNTED_FOR))
    session.add(SignInAttempt(name_hash=name_hash, address=address, at=now))


def sign_in(
    session: Session,
    user_name: str,
    fits: bool,
    *,
    address: str,
    browser: str,
    replacing: str = "",
    at_set_up: bool = False,
) -> str | None:
    """The token for a new session, or None when the password was wrong or nobody may sign in as this.

    The session is a half one where a second factor is asked; not yet ``at_set_up`` of the center.
    ``replacing`` is the token that the browser held before; it is dead afterwards.
    """
    user = roster.by_user_name(session, user_name)
    if user is None or user.id is None or not user.is_active or not fits:
        subject = f"user:{user.id}" if user else ""
        journal.record(session, None, "sessions.sign_in", subject=subject, reason=address, outcome="refused")
        return None
    forget_tries(session, user_name, address)
    return begin(
        session, user, address=address, browser=browser, replacing=replacing, is_proved_twice=at_set_up
    )


def begin(
    session: Session, user: User, *, address: str, browser: str, replacing: str, is_proved_twice: bool
) -> str:
    """The token of a new session for whoever has proved to be this person; ``is_proved_twice``: a whole one
    at once."""
    assert user.id is not None
    if replacing:
        sessions.end(session, replacing)
    journal.record(session, None, "sessions.sign_in", subject=f"user:{user.id}", reason=address)
    half = not is_proved_twice and second_factor.is_asked(session, user)
    return sessions.start(session, user.id, address=address, browser=browser, is_half=half)


def sign_out(session: Session, actor: Actor, token: str) -> None:
    """End the session of this browser."""
    sessions.end(session, token)
    journal.record(session, actor, "sessions.sign_out", subject=f"user:{actor.user_id}")
    announce(session, Topic.PEOPLE, actor.user_id)


def my_user_name(session: Session, actor: Actor) -> str:
    return roster.person(session, actor.user_id).user_name


def my_sessions(session: Session, actor: Actor) -> list[OpenSession]:
    """Where this person is signed in now, the latest first."""
    alive = select(SignInSession).where(SignInSession.user_id == actor.user_id, *sessions.ALIVE)
    rows = session.exec(alive.order_by(col(SignInSession.last_active_at).desc()))
    return [_shown(row, actor) for row in rows]


def sign_out_elsewhere(session: Session, actor: Actor) -> None:
    """End the person's sessions in all other browsers."""
    sessions.end_all_of(session, actor.user_id, but=actor.session_id)
    journal.record(session, actor, "sessions.sign_out_elsewhere", subject=f"user:{actor.user_id}")
    announce(session, Topic.PEOPLE, actor.user_id)


def change_password(session: Session, actor: Actor, fits: bool, new: PasswordHash) -> None:
    """Give oneself a new password; other browsers are signed out. ``fits``: the old one was right."""
    if not fits:
        raise Invalid("Your current password is different. Nothing was changed.")
    user = roster.person(session, actor.user_id)
    _set_password(session, user, new, but=actor.session_id)
    forget_tries(session, user.user_name, actor.address)
    _write_down(session, actor, "people.change_password", actor.user_id)


def issue_code(session: Session, actor: Actor, user_id: int) -> str:
    """A code by which this person sets a new password within 15 minutes; earlier codes are dead."""
    require(actor, Permission.USERS_MANAGE)
    return new_code(session, actor, roster.person(session, user_id))


def new_code(session: Session, actor: Actor | None, user: User) -> str:
    """What issuing does, whoever may do it; ``actor`` is None for the host's command line."""
    assert user.id is not None
    if not user.is_active:
        raise Conflict(f"{user.name} is disabled. Enable the person first.")
    code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
    session.exec(delete(OneTimeCode).where(col(OneTimeCode.user_id) == user.id))
    session.add(
        OneTimeCode(
            user_id=user.id,
            code_hash=sessions.hashed(code),
            issued_by=actor.user_id if actor else None,
            expires_at=clock.now() + timedelta(minutes=CODE_MINUTES),
        )
    )
    _write_down(session, actor, "people.issue_code", user.id)
    return "-".join(code[at : at + 4] for at in range(0, _CODE_LENGTH, 4))


def redeem_code(session: Session, user_name: str, code: str, new: PasswordHash) -> None:
    """Set a new password by a one-time code, once; the person is signed out everywhere."""
    user = roster.by_user_name(session, user_name)
    good = select(OneTimeCode).where(
        OneTimeCode.code_hash == sessions.hashed(code.upper().translate(_READ_AS)),
        OneTimeCode.user_id == (user.id if user and user.is_active else None),
        OneTimeCode.expires_at > clock.now(),
        col(OneTimeCode.used_at).is_(None),
    )
    found = session.exec(good.with_for_update()).first()
    if user is None or user.id is None or found is None:
        raise Invalid("This code does not fit the user name, or it is too old. Ask your admin for a new one.")
    found.used_at = clock.now()
    _set_password(session, user, new)
    _write_down(session, None, "people.redeem_code", user.id)


def _one_after_the_other(session: Session, *hashes: str) -> None:
    # SQLite has one writer at a time; on PostgreSQL many guesses in one moment would not see one another.
    if session.get_bind().dialect.name == "postgresql":
        for key in sorted(int(each[:15], 16) for each in hashes):
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def _wait(session: Session, name_hash: str, address: str, now: datetime) -> int:
    """Whole seconds until the next try may be made."""
    name, here = col(SignInAttempt.name_hash) == name_hash, col(SignInAttempt.address) == address
    return max(
        _wait_for(session, now, _FOR_ONE_NAME_HERE, name, here),
        _wait_for(session, now, _FOR_ONE_NAME, name),
        _wait_for(session, now, _FOR_ONE_ADDRESS, here),
    )


def _wait_for(session: Session, now: datetime, patience: _Patience, *same: ColumnElement[bool]) -> int:
    recent = select(func.count(), func.max(SignInAttempt.at)).where(
        *same, SignInAttempt.at > now - _COUNTED_FOR
    )
    tries, newest = session.exec(recent).one()
    if not newest:
        return 0
    over = newest + timedelta(seconds=patience.wait(tries))
    return max(0, ceil((over - now).total_seconds()))


def forget_tries(session: Session, user_name: str, address: str) -> None:
    """The secret was right: what was mistyped here before does not count any more."""
    # Only those from here: a guesser elsewhere must not profit from the person's own sign-in.
    name, here = col(SignInAttempt.name_hash) == _name_hash(user_name), col(SignInAttempt.address) == address
    session.exec(delete(SignInAttempt).where(name, here))


def _name_hash(user_name: str) -> str:
    return sessions.hashed(roster.plain_user_name(user_name))


def _set_password(session: Session, user: User, new: PasswordHash, *, but: int | None = None) -> None:
    assert user.id is not None
    user.password_hash = new
    sessions.end_all_of(session, user.id, but=but)


def _write_down(session: Session, actor: Actor | None, action: str, user_id: int) -> None:
    journal.record(session, actor, action, subject=f"user:{user_id}")
    announce(session, Topic.PEOPLE, user_id)


def _shown(row: SignInSession, actor: Actor) -> OpenSession:
    assert row.id is not None
    return OpenSession(
        session_id=row.id,
        browser=row.browser,
        address=row.address,
        started_at=row.created_at,
        last_active_at=row.last_active_at,
        is_this=row.id == actor.session_id,
    )

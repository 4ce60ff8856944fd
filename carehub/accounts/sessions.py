"""Sign-in sessions: a random token in an HttpOnly cookie, its hash in the database."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie

import sqlalchemy as sa
from sqlalchemy import and_, bindparam, not_
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select, update

from carehub.accounts.grants import SENSITIVE, granted_to, sees_sensitive
from carehub.accounts.models import SignInSession, User, UserSite
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.database import UtcDateTime
from carehub.settings import settings

# Writing "last active" at every event would make each read a write.
ACTIVITY_GRAIN = timedelta(minutes=1)
HALF_FOR = timedelta(minutes=10)
_SECONDS_BEFORE = timedelta(seconds=3)


def _oldest_start() -> datetime:
    return clock.now() - timedelta(hours=settings().session_hours)


def _oldest_activity() -> datetime:
    return clock.now() - timedelta(minutes=settings().session_idle_minutes)


def _oldest_kept() -> datetime:
    return _oldest_activity() - timedelta(minutes=settings().session_locked_minutes)


# A session counts as long as it is not ended and not timed out.
ALIVE: tuple[ColumnElement[bool], ...] = (
    col(SignInSession.ended_at).is_(None),
    col(SignInSession.created_at) > bindparam(None, callable_=_oldest_start, type_=UtcDateTime),
    col(SignInSession.last_active_at) > bindparam(None, callable_=_oldest_kept, type_=UtcDateTime),
)
# It opens something only while it is not locked: neither by its person nor because nothing was done.
UNLOCKED: tuple[ColumnElement[bool], ...] = (
    col(SignInSession.locked_at).is_(None),
    col(SignInSession.last_active_at) > bindparam(None, callable_=_oldest_activity, type_=UtcDateTime),
)
# Asked at every event of every page: put together once, and columns instead of rows.
_WHO_HOLDS = (
    sa.select(
        col(SignInSession.id),
        col(SignInSession.address),
        col(User.id),
        col(User.name),
        col(User.role),
        col(User.all_sites),
        col(UserSite.site_id),
        sees_sensitive().label("sees_sensitive"),
    )
    .join_from(SignInSession, User, col(User.id) == SignInSession.user_id)
    .outerjoin(UserSite, col(UserSite.user_id) == User.id)
    .where(
        col(SignInSession.token_hash) == bindparam("token_hash"),
        col(SignInSession.is_half).is_(False),
        col(User.is_active),
        *ALIVE,
        *UNLOCKED,
    )
)
# Asked at every event of a page that nobody is behind: of a flood without a session, too.
_WHOSE_LOCKED = (
    select(User)
    .join(SignInSession, col(SignInSession.user_id) == User.id)
    .where(
        col(SignInSession.token_hash) == bindparam("token_hash"),
        col(SignInSession.is_half).is_(False),
        col(User.is_active),
        *ALIVE,
        not_(and_(*UNLOCKED)),
    )
)


def cookie_name() -> str:
    """Under https the name itself makes browsers insist on Secure, this host and path /."""
    return "__Host-carehub" if settings().is_https else "carehub_session"


# Asked several times at every event of a page, always with the header that its socket came with.
@lru_cache(maxsize=1024)
def token_in(cookie_header: str) -> str:
    """The session token in a Cookie header, or an empty string."""
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(cookie_header)
    except CookieError:
        return ""
    found = cookies.get(cookie_name())
    return found.value if found else ""


def start(
    session: Session, user_id: int, *, address: str = "", browser: str = "", is_half: bool = False
) -> str:
    """Begin a session for a user whose password was right; returns the token for the cookie.

    A half one waits for the second factor, and no longer than ten minutes.
    """
    token = secrets.token_urlsafe(32)
    moment = clock.now()
    session.add(
        SignInSession(
            token_hash=hashed(token),
            user_id=user_id,
            address=address,
            browser=browser[:200],
            created_at=moment,
            last_active_at=moment,
            is_half=is_half,
        )
    )
    return token


def end(session: Session, token: str) -> None:
    """Sign out: the token is dead at once, on open sockets as well."""
    _end_where(session, col(SignInSession.token_hash) == hashed(token))


def end_all_of(session: Session, user_id: int, *, but: int | None = None) -> None:
    """Sign a user out everywhere, except for the session ``but``."""
    _end_where(session, col(SignInSession.user_id) == user_id, col(SignInSession.id).is_distinct_from(but))


def actor_of(session: Session, token: str) -> Actor | None:
    """Who holds this token now: None when the session ended or is locked, or the user was disabled."""
    if not token:
        return None
    session.flush()  # The connection below does not know what this transaction has not written yet.
    rows = session.connection().execute(_WHO_HOLDS, {"token_hash": hashed(token)}).all()
    if not rows:
        return None
    session_id, address, user_id, name, role, all_sites, _, is_granted = rows[0]
    site_ids = frozenset(row.site_id for row in rows if row.site_id is not None)
    grants = SENSITIVE if is_granted else frozenset()
    return Actor(_saved(user_id), name, role, site_ids, all_sites, session_id, address, grants)


def locked_of(session: Session, token: str) -> User | None:
    """Whose locked session this token opens again together with a secret; None when it is none."""
    if not token:
        return None
    return session.exec(_WHOSE_LOCKED, params={"token_hash": hashed(token)}).first()


def lock(session: Session, session_id: int) -> None:
    session.get_one(SignInSession, session_id).locked_at = clock.now()


def unlock(session: Session, token: str) -> None:
    """Go on: what was right has been shown."""
    session.exec(
        update(SignInSession)
        .where(col(SignInSession.token_hash) == hashed(token))
        .values(locked_at=None, last_active_at=clock.now())
    )


def seconds_left(session: Session, token: str) -> int | None:
    """Until the session locks if nobody does anything; 0 when it is locked, None when it is over."""
    actor = actor_of(session, token)
    if actor is None or actor.session_id is None:
        return 0 if locked_of(session, token) else None
    since = session.get_one(SignInSession, actor.session_id).last_active_at
    return max(1, int((since - _oldest_activity()).total_seconds()))


def alive_among(session: Session, token_hashes: Collection[str]) -> dict[str, bool]:
    """Those of these hashed tokens whose session goes on, of people who may sign in; True for locked ones,
    and for those that lock within the next seconds."""
    held = select(SignInSession).join(User, col(User.id) == SignInSession.user_id)
    among = col(SignInSession.token_hash).in_(token_hashes)
    soon = _oldest_activity() + _SECONDS_BEFORE
    alive = session.exec(held.where(among, col(User.is_active), *ALIVE))
    return {row.token_hash: row.locked_at is not None or row.last_active_at <= soon for row in alive}


def half_of(session: Session, token: str) -> User | None:
    """Who has shown the password under this token and not yet the second factor."""
    waiting = select(User).join(SignInSession, col(SignInSession.user_id) == User.id)
    return session.exec(
        waiting.where(
            SignInSession.token_hash == hashed(token),
            col(SignInSession.is_half),
            SignInSession.created_at > clock.now() - HALF_FOR,
            col(User.is_active),
            *ALIVE,
        )
    ).first()


def is_stale(session: Session, session_id: int) -> bool:
    """Whether the session's activity was last written down long enough ago to write it again."""
    row = session.get_one(SignInSession, session_id)
    return row.last_active_at < clock.now() - ACTIVITY_GRAIN


def touch(session: Session, session_id: int) -> None:
    """Write down that the person did something just now."""
    session.get_one(SignInSession, session_id).last_active_at = clock.now()


def hashed(secret: str) -> str:
    """What the database keeps of a secret that has enough randomness of its own."""
    return hashlib.sha256(secret.encode()).hexdigest()


def actor_for(session: Session, user: User) -> Actor:
    """A user as an actor without a browser session: the command line on the host."""
    return Actor(
        user_id=_saved(user.id),
        name=user.name,
        role=user.role,
        site_ids=frozenset(session.exec(select(UserSite.site_id).where(UserSite.user_id == user.id))),
        all_sites=user.all_sites,
        grants=granted_to(session, user),
    )


def _saved(row_id: int | None) -> int:
    assert row_id is not None, "only rows that were saved have an id"
    return row_id


def _end_where(session: Session, *conditions: ColumnElement[bool]) -> None:
    session.exec(
        update(SignInSession)
        .where(*conditions, col(SignInSession.ended_at).is_(None))
        .values(ended_at=clock.now())
    )

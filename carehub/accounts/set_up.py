"""The center itself, and how its first admin comes to be."""

import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, select

from carehub.accounts import roster, sessions
from carehub.accounts.models import ARCHIVE_AFTER_DAYS, Center, User
from carehub.accounts.roster import NewPerson
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, Role, require
from carehub.core.changes import Topic, announce
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound

DEFAULT_NAME = "My center"
DEFAULT_SITE = "Main"
LONGEST_ON_BOARD = 365
_LONGEST_LINE = 120
_HELD = "carehub_center"


@dataclass(frozen=True, slots=True)
class NewCenter:
    """How the center is called, where its clocks stand (IANA name) and what its sites are called."""

    name: str = DEFAULT_NAME
    time_zone: str = ""
    sites: tuple[str, ...] = (DEFAULT_SITE,)


def center(session: Session) -> Center:
    """The one center of this database."""
    found = session.get(Center, 1)
    if found is None:
        raise NotFound("CareHub is not set up yet. Open the link that it printed when it started.")
    # Held by the session, so that it is read once in a transaction.
    session.info[_HELD] = found
    return found


def open_center(session: Session, *, is_practice: bool = False) -> Center:
    """The center; made on the first call, under a name that set-up replaces."""
    found = session.get(Center, 1)
    if found is None:
        found = Center(id=1, name=DEFAULT_NAME, time_zone=host_time_zone(), is_practice=is_practice)
        session.add(found)
        session.flush()
    return found


def is_set_up(session: Session) -> bool:
    """Whether someone could sign in and manage the rest."""
    return roster.has_active_admin(session)


def issue_setup_token(session: Session) -> str | None:
    """The secret of a new set-up link, earlier ones are dead; None when there is an active admin."""
    if is_set_up(session):
        return None
    token = secrets.token_urlsafe(32)
    open_center(session).setup_token_hash = sessions.hashed(token)
    session.flush()
    return token


def refuse_setup_token(session: Session, token: str) -> None:
    """Raise Conflict when there is an active admin, NotAllowed unless the token opens set-up now."""
    if is_set_up(session):
        raise Conflict("CareHub is set up already. Sign in instead.")
    found = session.get(Center, 1)
    stored = (found.setup_token_hash if found else None) or ""
    if not hmac.compare_digest(stored, sessions.hashed(token)):
        raise NotAllowed("This link is no longer good. Use the link that CareHub printed last.")


def set_up(session: Session, token: str, new: NewCenter, admin: NewPerson) -> User:
    """Name the center and make its first admin; of several who try, one succeeds."""
    _lock(session)
    refuse_setup_token(session, token)
    return _begin(session, new, admin)


def first_admin(session: Session, new: NewCenter, admin: NewPerson) -> User:
    """The same from the host's own command line, which needs no token."""
    open_center(session)
    _lock(session)
    if is_set_up(session):
        raise Conflict("This center has an admin already.")
    if admin.role is not Role.ADMIN:
        raise Invalid("The first person must be an admin, so that someone can add the others.")
    return _begin(session, new, admin)


def edit_center(
    session: Session, actor: Actor, name: str, time_zone: str, archive_after_days: int = ARCHIVE_AFTER_DAYS
) -> None:
    """Change what the center is called, where its clocks stand (IANA name), and for how many days a
    closed referral stays on the board."""
    require(actor, Permission.SETTINGS_MANAGE)
    if not 1 <= archive_after_days <= LONGEST_ON_BOARD:
        raise Invalid(f"Closed referrals stay on the board for 1 to {LONGEST_ON_BOARD} days.")
    found = center(session)
    found.name, found.time_zone = roster.checked_name(name), _checked_zone(time_zone)
    found.archive_after_days = archive_after_days
    session.flush()
    journal.record(session, actor, "center.edit", fields=("name", "time_zone", "archive_after_days"))
    announce(session, Topic.PEOPLE)
    announce(session, Topic.REFERRALS)


def edit_letterhead(session: Session, actor: Actor, phone: str, fax: str, address: str) -> None:
    """Change how others reach the center: what stands on its letters, each empty or one line."""
    require(actor, Permission.SETTINGS_MANAGE)
    found = center(session)
    found.phone, found.fax, found.address = (_one_line(each) for each in (phone, fax, address))
    session.flush()
    journal.record(session, actor, "center.edit", fields=("phone", "fax", "address"))


def host_time_zone() -> str:
    """The IANA time zone of this computer; UTC when it does not say or keeps its clock in UTC."""
    link = Path("/etc/localtime")
    named = str(link.resolve()).partition("zoneinfo/")[2] if link.is_symlink() else ""
    written = Path("/etc/timezone")
    candidates = (named, written.read_text().strip() if written.is_file() else "")
    return next((name for name in candidates if clock.is_time_zone(name) and name != "Etc/UTC"), "UTC")


def _begin(session: Session, new: NewCenter, admin: NewPerson) -> User:
    opened = center(session)
    opened.name = roster.checked_name(new.name)
    opened.time_zone = _checked_zone(new.time_zone or opened.time_zone)
    opened.setup_token_hash = None
    roster.sites_named(session, new.sites or (DEFAULT_SITE,))
    user = roster.create_person(session, admin)
    journal.record(session, None, "center.set_up", subject=f"user:{user.id}", fields=("name", "time_zone"))
    announce(session, Topic.PEOPLE)
    return user


def _checked_zone(name: str) -> str:
    if not clock.is_time_zone(name):
        raise Invalid(f"{name[:40]} is not a time zone. A time zone looks like America/Chicago.")
    return name


def _one_line(typed: str) -> str:
    line = " ".join(typed.split())
    if len(line) > _LONGEST_LINE or not line.isprintable():
        raise Invalid(f"Keep phone, fax and address to one line of {_LONGEST_LINE} characters each.")
    return line


def _lock(session: Session) -> None:
    # On PostgreSQL two set-ups would both find no admin; SQLite has one writer at a time anyway.
    session.exec(select(Center).where(Center.id == 1).with_for_update()).first()

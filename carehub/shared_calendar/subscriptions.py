"""Calendars that other programs read: a secret address, what stands under it, and how it ends."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event
from sqlmodel import Session, col, select

from carehub.accounts import service as accounts
from carehub.accounts import sessions
from carehub.accounts.models import Center, Site, User
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid, NotFound
from carehub.shared_calendar.models import CalendarSubscription, Shows
from carehub.shared_calendar.reading import LONGEST_RANGE, Entry, between
from carehub.shared_calendar.selection import Selection
from carehub.shared_calendar.sheets import initials_of
from carehub.shared_calendar.status import OCCUPYING, AppointmentStatus, Kind

MOST_EACH = 20
_BACK, _AHEAD = timedelta(days=30), timedelta(days=180)
_USE_NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription of the asking person; ``of`` names the site, or is empty for the person."""

    row: CalendarSubscription
    of: str


def subscribe(session: Session, actor: Actor, site_id: int | None, shows: Shows) -> str:
    """A new subscription of the person's own appointments, or of a site's; returns its secret, once."""
    require(actor, Permission.PATIENTS_SEE)
    if site_id is not None and site_id not in {site.id for site in accounts.sites(session, actor)}:
        raise NotFound("Choose one of your own sites.")
    if len(mine(session, actor)) >= MOST_EACH:
        raise Invalid(f"You have {MOST_EACH} subscriptions. End one that is not used any more.")
    secret = secrets.token_urlsafe(32)
    row = CalendarSubscription(
        user_id=actor.user_id,
        site_id=site_id,
        shows=shows,
        secret_hash=sessions.hashed(secret),
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    journal.record(session, actor, "subscriptions.add", subject=f"subscription:{row.id}")
    return secret


def mine(session: Session, actor: Actor) -> list[Subscribed]:
    """The person's subscriptions that have not ended, the newest first."""
    rows = session.exec(
        select(CalendarSubscription, Site)
        .outerjoin(Site, col(Site.id) == CalendarSubscription.site_id)
        .where(CalendarSubscription.user_id == actor.user_id, col(CalendarSubscription.revoked_at).is_(None))
        .order_by(col(CalendarSubscription.id).desc())
    )
    return [Subscribed(row, site.name if site else "") for row, site in rows]


def revoke(session: Session, actor: Actor, subscription_id: int) -> None:
    """Let nothing be read under this address any more."""
    row = session.get(CalendarSubscription, subscription_id)
    if row is None or row.user_id != actor.user_id or row.revoked_at is not None:
        raise NotFound("This subscription has ended already.")
    row.revoked_at = clock.now()
    session.flush()
    journal.record(session, actor, "subscriptions.end", subject=f"subscription:{row.id}")


def read_by(session: Session, secret: str) -> bytes:
    """The calendar behind a secret, by what its owner may see at this moment; NotFound for any that is not
    good: unknown, ended, its owner disabled or no longer at the site."""
    row = _found(session, secret)
    owner = session.get_one(User, row.user_id)
    actor = sessions.actor_for(session, owner)
    is_gone = row.site_id is not None and not actor.works_at(row.site_id)
    if not owner.is_active or is_gone or not actor.may(Permission.PATIENTS_SEE):
        raise NotFound("There is no such calendar.")
    return _written(session, row, _entries(session, actor, row, clock.now()))


def is_use_to_be_noted(session: Session, secret: str) -> bool:
    """Whether the last use that is written down is a while ago: not each reading is a write."""
    last = _found(session, secret).last_used_at
    return last is None or clock.now() - last > _USE_NOTED_EVERY


def note_use(session: Session, secret: str) -> None:
    """Write down that the calendar behind the secret was read just now."""
    _found(session, secret).last_used_at = clock.now()
    session.flush()


def _found(session: Session, secret: str) -> CalendarSubscription:
    wanted = sessions.hashed(secret)
    row = session.exec(select(CalendarSubscription).where(CalendarSubscription.secret_hash == wanted)).first()
    if row is None or row.revoked_at is not None or not hmac.compare_digest(row.secret_hash, wanted):
        raise NotFound("There is no such calendar.")
    return row


def _entries(session: Session, actor: Actor, row: CalendarSubscription, now: datetime) -> list[Entry]:
    selection = Selection(
        sites=(row.site_id,) if row.site_id else (), staff=() if row.site_id else (actor.user_id,)
    )
    found: dict[int, Entry] = {}
    start, last = now - _BACK, now + _AHEAD
    while start < last:
        end = min(start + LONGEST_RANGE, last)
        for entry in between(session, actor, start, end, selection):
            found[entry.appointment.id or 0] = entry
        start = end
    return [entry for entry in found.values() if entry.appointment.status in OCCUPYING]


def _written(session: Session, row: CalendarSubscription, entries: list[Entry]) -> bytes:
    center = session.get_one(Center, 1)
    site = session.get(Site, row.site_id) if row.site_id else None
    calendar = Calendar()
    calendar.add("prodid", "-//CareHub//Shared calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{center.name}: {site.name}" if site else f"{center.name}: my appointments")
    calendar.add("refresh-interval", timedelta(minutes=15), parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, row.shows))
    return calendar.to_ical()


def _event(entry: Entry, shows: Shows) -> Event:
    """One appointment, in UTC: the reader's own clock makes the right local time of it."""
    appointment = entry.appointment
    event = Event()
    event.add("uid", f"appointment-{appointment.id}@carehub")
    event.add("dtstamp", appointment.updated_at)
    event.add("last-modified", appointment.updated_at)
    event.add("sequence", appointment.version)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", _summary(entry, shows))
    event.add("class", "PRIVATE")
    event.add("status", "TENTATIVE" if appointment.status is AppointmentStatus.REQUESTED else "CONFIRMED")
    return event


def _summary(entry: Entry, shows: Shows) -> str:
    appointment = entry.appointment
    if shows is Shows.BUSY:
        return "Busy"
    if appointment.kind is not Kind.APPOINTMENT:
        return appointment.kind.label
    return f"{initials_of(entry.patient_name)} {appointment.type.label}"

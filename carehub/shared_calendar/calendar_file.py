"""An .ics file of another calendar, read into the time that its owner is not free."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar, Component, vDDDLists, vRecur
from sqlmodel import Session

from carehub.core import journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import CareHubError, Invalid
from carehub.shared_calendar import service
from carehub.shared_calendar.models import ImportedEvent
from carehub.shared_calendar.requests import TITLE_LIMIT, Booking, Details
from carehub.shared_calendar.slots import LONGEST, SHORTEST, Slot
from carehub.shared_calendar.status import Kind

LARGEST_FILE = 1_000_000
MOST_EVENTS = 500
_AHEAD = timedelta(days=366)
_A_DAY = timedelta(days=1)
_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_WHY = "From a calendar file"


@dataclass(frozen=True, slots=True)
class Busy:
    """One time of the file at which its owner is not free."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file: new entries, those that were there already, and what could not be taken."""

    new: int
    unchanged: int
    left_out: int


def bring_in(session: Session, actor: Actor, site_id: int, found: list[Busy]) -> Imported:
    """Write the times of a calendar file down as those at which this person is out of the office.

    The same file again adds nothing.
    """
    require(actor, Permission.APPOINTMENTS_BOOK)
    new = unchanged = left_out = 0
    for busy in found:
        known = session.get(ImportedEvent, (actor.user_id, busy.uid, busy.starts_at))
        if known is not None:
            unchanged += 1
        elif _add(session, actor, site_id, busy):
            new += 1
        else:
            left_out += 1
    journal.record(session, actor, "calendar.import", subject=f"site:{site_id}")
    return Imported(new, unchanged, left_out)


def busy_times(content: bytes, zone: ZoneInfo, now: datetime) -> list[Busy]:
    """The times of the file from now on, at most a year ahead; Invalid when it is no calendar."""
    if len(content) > LARGEST_FILE:
        raise Invalid("This file is larger than 1 MB. Export a shorter time from the other calendar.")
    try:
        calendar = Calendar.from_ical(content)
        found = [busy for event in _events(calendar) for busy in _times(event, zone, now)]
    # The one boundary where a stranger's file is read: its library fails in many ways.
    except Exception as problem:
        if isinstance(problem, CareHubError):
            raise
        raise Invalid(
            "This is no calendar file that CareHub can read. Export it as .ics once more."
        ) from None
    if len(found) > MOST_EVENTS:
        raise Invalid(f"This file holds more than {MOST_EVENTS} coming events. Export a shorter time.")
    return sorted(found, key=lambda busy: (busy.starts_at, busy.uid))


def _events(calendar: Component) -> list[Component]:
    return [event for event in calendar.walk("VEVENT") if "DTSTART" in event and not _is_free(event)]


def _is_free(event: Component) -> bool:
    """Cancelled, or marked as free time."""
    return (
        str(event.get("STATUS", "")).upper() == "CANCELLED" or str(event.get("TRANSP", "")) == "TRANSPARENT"
    )


def _times(event: Component, zone: ZoneInfo, now: datetime) -> Iterator[Busy]:
    starts, length = _start_and_length(event, zone)
    for at in _beginnings(event, starts, now):
        starts_at = at.astimezone(UTC)
        if starts_at + length <= now or starts_at > now + _AHEAD:
            continue
        yield Busy(
            str(event.get("UID", f"{starts}")), str(event.get("SUMMARY", "")), starts_at, starts_at + length
        )


def _start_and_length(event: Component, zone: ZoneInfo) -> tuple[datetime, timedelta]:
    """A whole day begins at midnight of the site; a time without zone is the site's."""
    starts = _instant(event.decoded("DTSTART"), zone)
    if "DTEND" in event:
        return starts, _instant(event.decoded("DTEND"), zone).astimezone(UTC) - starts.astimezone(UTC)
    if "DURATION" in event:
        return starts, event.decoded("DURATION")
    return starts, timedelta(days=1) if not isinstance(event.decoded("DTSTART"), datetime) else SHORTEST


def _instant(given: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(given, datetime):
        return datetime.combine(given, time(), zone)
    return given if given.tzinfo else given.replace(tzinfo=zone)


def _beginnings(event: Component, starts: datetime, now: datetime) -> Iterator[datetime]:
    """When it begins: once, or by its rule on the wall clock, without the times that it leaves out."""
    if "RRULE" not in event:
        yield starts
        return
    recurrence = event["RRULE"]
    if not isinstance(recurrence, vRecur):
        raise Invalid("This file says in no readable way how an event comes again. Leave that event out.")
    text = recurrence.to_ical().decode().upper()
    if not any(f"FREQ={each}" in text for each in _FREQUENCIES):
        raise Invalid("An event in this file comes again more often than once a day. Leave it out.")
    rule = rrulestr(text.replace("Z", ""), dtstart=starts.replace(tzinfo=None))
    skipped = _skipped(event, starts)
    first, last = (edge.astimezone(starts.tzinfo).replace(tzinfo=None) for edge in (now, now + _AHEAD))
    for at in islice(rule.between(first - LONGEST, last, inc=True), MOST_EVENTS + 1):
        moment = at.replace(tzinfo=starts.tzinfo)
        if moment.astimezone(UTC) not in skipped:
            yield moment


def _skipped(event: Component, starts: datetime) -> set[datetime]:
    """The times that the rule leaves out, in UTC; a day alone is meant by the clock of the event."""
    found = event.get("EXDATE")
    groups = found if isinstance(found, list) else [found] if found else []
    days = [each.dt for group in groups if isinstance(group, vDDDLists) for each in group.dts]
    zone = starts.tzinfo
    return {_aware(day, starts, zone).astimezone(UTC) for day in days if isinstance(day, date)}


def _aware(given: date, starts: datetime, zone: tzinfo | None) -> datetime:
    if not isinstance(given, datetime):
        return datetime.combine(given, starts.time(), zone)
    return given if given.tzinfo else given.replace(tzinfo=zone)


def _add(session: Session, actor: Actor, site_id: int, busy: Busy) -> bool:
    """One event, day by day where it is longer than a day; False when it is no time that can be booked."""
    details = Details(
        title=(busy.title.strip() or "Busy")[:TITLE_LIMIT],
        site_id=site_id,
        staff_id=actor.user_id,
        kind=Kind.OUT_OF_OFFICE,
    )
    starts_at = busy.starts_at
    while starts_at < busy.ends_at:
        ends_at = min(starts_at + _A_DAY, busy.ends_at)
        if ends_at - starts_at < SHORTEST:
            return False
        booked = service.book(session, actor, Booking(details, Slot(starts_at, ends_at), despite=_WHY))
        assert booked.id is not None
        if starts_at == busy.starts_at:
            session.add(
                ImportedEvent(
                    user_id=actor.user_id, uid=busy.uid, starts_at=starts_at, appointment_id=booked.id
                )
            )
            session.flush()
        starts_at = ends_at
    return True

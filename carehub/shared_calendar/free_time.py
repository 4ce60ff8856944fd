"""Find a time: when a person, a room, or both, and the patient, are free within working hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid, NotFound
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.reading import is_with, staff_at
from carehub.shared_calendar.slots import LONGEST, SHORTEST, Slot
from carehub.shared_calendar.status import OCCUPYING
from carehub.working_time import service as working_time
from carehub.working_time.service import Stretch

SEARCHED = timedelta(days=60)
STEP = timedelta(minutes=15)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Looking:
    """Whom and what a time is sought for, from ``first`` on; at least a person or a room."""

    site_id: int
    length: timedelta
    first: date
    staff_id: int | None = None
    room_id: int | None = None
    patient_id: int | None = None


def free_slots(session: Session, actor: Actor, looking: Looking, most: int = 12) -> list[Slot]:
    """The next times at which all of them are free, the whole center considered; none in the past.

    Where nobody has said when the site is open, Monday to Friday from eight to five is searched.
    """
    require(actor, Permission.APPOINTMENTS_BOOK)
    _check(session, actor, looking)
    last = looking.first + SEARCHED
    worked = _worked(session, looking, last)
    if not worked:
        return []
    taken = _taken(session, looking, worked[0].starts_at, worked[-1].ends_at)
    found = (slot for stretch in worked for slot in _within(stretch, looking.length, taken))
    return [slot for slot, _ in zip(found, range(most), strict=False)]


def is_free(session: Session, staff_id: int | None, patient_id: int | None, slot: Slot) -> bool:
    """Whether neither of them is booked at that time."""
    looking = Looking(0, slot.length, slot.starts_at.date(), staff_id, patient_id=patient_id)
    return not _taken(session, looking, slot.starts_at, slot.ends_at)


def _check(session: Session, actor: Actor, looking: Looking) -> None:
    if not actor.works_at(looking.site_id):
        raise NotFound("Choose one of your own sites.")
    if looking.staff_id is None and looking.room_id is None:
        raise Invalid("Choose with whom, or the room.")
    if not SHORTEST <= looking.length <= LONGEST:
        raise Invalid("An appointment lasts from 5 minutes to 24 hours.")
    if looking.staff_id is not None and looking.staff_id not in staff_at(session, actor, looking.site_id):
        raise Invalid("Choose a person who works at this site.")
    if looking.room_id is not None:
        rooms = {room.id for room in working_time.rooms(session, looking.site_id)}
        if looking.room_id not in rooms:
            raise Invalid("Choose a room of this site.")


def _worked(session: Session, looking: Looking, last: date) -> list[Stretch]:
    """From now on, when the site is open and the person works there."""
    known = working_time.stretches(session, looking.first, last, looking.site_id, looking.staff_id)
    found = list(_usual(session, looking, last)) if known is None else known
    now = clock.now()
    return sorted(
        Stretch(max(each.starts_at, _next_step(now)), each.ends_at) for each in found if each.ends_at > now
    )


def _usual(session: Session, looking: Looking, last: date) -> Iterator[Stretch]:
    zone = ZoneInfo(working_time.time_zone(session, looking.site_id))
    closed = working_time.closing_days(session, looking.first, last, looking.site_id)
    for offset in range((last - looking.first).days + 1):
        day = looking.first + timedelta(days=offset)
        if day.weekday() < _SATURDAY and day not in closed:
            yield Stretch(datetime.combine(day, time(8), zone), datetime.combine(day, time(17), zone))


def _taken(
    session: Session, looking: Looking, start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    whose = ((Appointment.room_id, looking.room_id), (Appointment.patient_id, looking.patient_id))
    conditions = [col(column) == wanted for column, wanted in whose if wanted is not None]
    if looking.staff_id is not None:
        conditions.append(is_with([looking.staff_id]))
    if not conditions:
        return []
    rows = (
        select(Appointment.starts_at, Appointment.ends_at)
        .where(
            or_(*conditions),
            Appointment.starts_at < end,
            Appointment.starts_at > start - LONGEST,
            Appointment.ends_at > start,
            col(Appointment.status).in_(OCCUPYING),
        )
        .order_by(col(Appointment.starts_at))
    )
    return [(starts_at, ends_at) for starts_at, ends_at in session.exec(rows)]


def _within(stretch: Stretch, length: timedelta, taken: list[tuple[datetime, datetime]]) -> Iterator[Slot]:
    """The slots of a stretch one after the other, each as early as it can be."""
    begin = stretch.starts_at
    while begin + length <= stretch.ends_at:
        in_the_way = [
            ends_at for starts_at, ends_at in taken if starts_at < begin + length and begin < ends_at
        ]
        if in_the_way:
            begin = _next_step(max(in_the_way))
            continue
        slot = Slot(begin, begin + length)
        yield slot
        begin = _next_step(slot.ends_at)


def _next_step(moment: datetime) -> datetime:
    """The moment itself or the next quarter of an hour."""
    behind = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment - behind + (STEP if behind else timedelta())

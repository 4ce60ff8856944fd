"""Nobody is in two places at once, no room holds two visits: who and what is taken, in the whole center."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.accounts.models import User
from carehub.core.actor import Actor
from carehub.core.errors import Conflict, NotFound
from carehub.patients.models import Patient
from carehub.patients.names import listed_name
from carehub.shared_calendar.models import Appointment, Attendee
from carehub.shared_calendar.reading import one
from carehub.shared_calendar.slots import LONGEST, Slot, said
from carehub.shared_calendar.status import OCCUPYING, Kind
from carehub.shared_calendar.work_hours import outside
from carehub.working_time.models import Room

MOST_LINES = 6


class Taken(Conflict):
    """A time does not fit. ``lines`` say why, with names; ``unfit`` of ``asked`` dates do not fit."""

    def __init__(self, lines: Sequence[str], unfit: int, asked: int) -> None:
        self.lines, self.unfit, self.asked = tuple(lines), unfit, asked
        super().__init__(_sentence(self.lines, unfit, asked))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A time that people, and perhaps a room, are to be booked for; ``but`` is the appointment that moves
    there itself. ``keeps_hours``: it has to lie in the hours that are worked at the site. ``is_absence``:
    somebody is away, whatever is booked for them."""

    slot: Slot
    staff: tuple[int, ...]
    patient_id: int | None
    room_id: int | None = None
    site_id: int = 0
    keeps_hours: bool = False
    is_absence: bool = False
    but: int | None = None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why the wanted time with this index does not fit: ``clash`` is in the way, or ``why`` says it."""

    index: int
    clash: Appointment | None = None
    why: str = ""


def hold(session: Session, wanted: Iterable[Wanted]) -> None:
    """Let nobody else book these people and rooms until this transaction ends.

    Staff, then rooms, then patients, each in the order of their ids, everywhere: two bookings that wait for
    each other cannot happen. SQLite has one writer at a time and needs no lock on rows.
    """
    every = list(wanted)
    for column, ids in (
        (User.id, {user_id for each in every for user_id in each.staff}),
        (Room.id, {each.room_id for each in every}),
        (Patient.id, {each.patient_id for each in every}),
    ):
        held = select(column).where(col(column).in_(ids - {None})).order_by(col(column))
        session.exec(held.with_for_update(key_share=True)).all()


def obstacles(session: Session, wanted: Sequence[Wanted]) -> list[Obstacle]:
    """What stands in the way of each, in their order; ``hold`` them first. The wanted appointments
    themselves, at the times that they leave, are in nobody's way."""
    leaving = {each.but for each in wanted}
    found: list[Obstacle] = []
    for whose, indexes in _by_whom(wanted).items():
        near = _taken(session, whose, [wanted[index].slot for index in indexes])
        there = [row for row in near if row.id not in leaving]
        found += [Obstacle(i, clash) for i in indexes for clash in _in_the_way(there, wanted[i].slot)]
    found += [Obstacle(i, why=why) for i, why in outside(session, wanted)]
    return sorted(found, key=lambda each: (each.index, each.clash is None))


def refuse_taken(session: Session, actor: Actor, wanted: Sequence[Wanted], time_zone: str) -> None:
    """Taken, in words, when one of them does not fit."""
    found = obstacles(session, wanted)
    if found:
        raise taken(session, actor, wanted, found, time_zone)


def taken(
    session: Session, actor: Actor, wanted: Sequence[Wanted], found: Sequence[Obstacle], time_zone: str
) -> Taken:
    """The refusal in words, the first few obstacles with names where this person may see them."""
    lines = [told(session, actor, wanted[each.index], each, time_zone) for each in found[:MOST_LINES]]
    if len(found) > MOST_LINES:
        lines.append(f"and {len(found) - MOST_LINES} more")
    return Taken(lines, unfit=len({each.index for each in found}), asked=len(wanted))


def told(session: Session, actor: Actor, wanted: Wanted, obstacle: Obstacle, time_zone: str) -> str:
    """What is in the way, with names where this person may see them, else only that somebody is busy."""
    clash = obstacle.clash
    if clash is None:
        return obstacle.why
    assert clash.id is not None
    who, when = _who_is_taken(session, wanted, clash), said(clash.slot, time_zone)
    if clash.kind is Kind.OUT_OF_OFFICE:
        return f"{who} out of the office {when}"
    try:
        entry = one(session, actor, clash.id)
    except NotFound:
        return f"{who} busy {when}"
    what = ", ".join(filter(None, (entry.patient_name, clash.title, entry.site.name)))
    return f"{who} taken {when}: {what}"


def _sentence(lines: Sequence[str], unfit: int, asked: int) -> str:
    if asked == 1:
        return f"{'; '.join(lines)}. Choose another time."
    return f"{unfit} of {asked} dates do not fit: {'; '.join(lines)}."


_Whose = tuple[tuple[int, ...], int | None, int | None]


def _by_whom(wanted: Sequence[Wanted]) -> dict[_Whose, list[int]]:
    """Places in the list by staff, patient and room: a whole series is one look into the calendar."""
    found: dict[_Whose, list[int]] = {}
    for index, each in enumerate(wanted):
        found.setdefault((each.staff, each.patient_id, each.room_id), []).append(index)
    return found


def _taken(session: Session, whose: _Whose, slots: Sequence[Slot]) -> list[Appointment]:
    """Every appointment that takes their time somewhere between the first and the last slot."""
    first, last = min(slot.starts_at for slot in slots), max(slot.ends_at for slot in slots)
    near = select(Appointment).where(
        Appointment.starts_at < last,
        Appointment.starts_at > first - LONGEST,
        Appointment.ends_at > first,
        col(Appointment.status).in_(OCCUPYING),
    )
    found = {row.id: row for each in _of(near, *whose) for row in session.exec(each)}
    return sorted(found.values(), key=lambda row: (row.starts_at, row.id or 0))


def _in_the_way(there: list[Appointment], slot: Slot) -> list[Appointment]:
    """Of what is there, in the order of its beginning, what overlaps the slot."""
    first = bisect_right(there, slot.starts_at - LONGEST, key=lambda each: each.starts_at)
    last = bisect_left(there, slot.ends_at, key=lambda each: each.starts_at)
    return [each for each in there[first:last] if each.ends_at > slot.starts_at]


def _of(
    near: SelectOfScalar[Appointment], staff: tuple[int, ...], patient_id: int | None, room_id: int | None
) -> list[SelectOfScalar[Appointment]]:
    """What is with one of them, and the meetings that one of the staff takes part in: each by its index."""
    direct = [
        *([col(Appointment.staff_id).in_(staff)] if staff else []),
        *([col(Appointment.patient_id) == patient_id] if patient_id is not None else []),
        *([col(Appointment.room_id) == room_id] if room_id is not None else []),
    ]
    meetings = near.join(Attendee, col(Attendee.appointment_id) == Appointment.id)
    return [
        *([near.where(or_(*direct))] if direct else []),
        *([meetings.where(col(Attendee.user_id).in_(staff))] if staff else []),
    ]


def _who_is_taken(session: Session, wanted: Wanted, clash: Appointment) -> str:
    """``Pat Lindqvist is``; of a meeting, everybody of it who is wanted."""
    if staff := [user_id for user_id in wanted.staff if user_id in clash.people]:
        names = [session.get_one(User, user_id).name for user_id in staff]
        return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'}"
    if wanted.room_id is not None and clash.room_id == wanted.room_id:
        return f"{session.get_one(Room, wanted.room_id).name} is"
    patient = session.get_one(Patient, wanted.patient_id)
    return f"{listed_name(patient.last_name, patient.first_name)} is"

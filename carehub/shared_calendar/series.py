"""What comes again: booked, moved, changed and cancelled together (docs/decisions/0004 says how it is kept).

A series is its rule, its skipped days, and one appointment for each day that is left: always. What moves from
some day on becomes a series of its own, so that nothing is lost or doubled.
"""

from dataclasses import asdict, dataclass

from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select

from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid, NotAllowed
from carehub.shared_calendar import linked_referral, service
from carehub.shared_calendar.changing import (
    changed_to,
    check_people,
    check_seats,
    claim_what_fits,
    own,
    refuse_stale,
    tell_together,
    wanted_by,
    wanted_for,
    write,
)
from carehub.shared_calendar.cutting import Tail, cut_off, is_meant
from carehub.shared_calendar.models import Appointment, Series
from carehub.shared_calendar.reading import visible_to
from carehub.shared_calendar.repeating import begin, fill, slots
from carehub.shared_calendar.requests import REFUSE, Booking, Details, Insisting, Scope
from carehub.shared_calendar.seats import Seats, seats_of
from carehub.shared_calendar.slots import Slot
from carehub.shared_calendar.status import MOVABLE, OCCUPYING, AppointmentStatus, may_become
from carehub.shared_calendar.taking_back import remember

_WITH_ATTENDEES = selectinload(Appointment.invited)  # pyright: ignore[reportArgumentType]


@dataclass(frozen=True, slots=True)
class Done:
    """What a change came to: how many appointments it reached, how many it left as they were because they
    did not fit, and the token that takes it back."""

    reached: int
    left: int
    undo: str


def book(session: Session, actor: Actor, booking: Booking) -> list[Appointment]:
    """Put an appointment, or with ``booking.repeat`` a series of them, into the calendar; earliest first."""
    if booking.repeat is None:
        return [service.book(session, actor, booking)]
    require(actor, Permission.APPOINTMENTS_BOOK)
    details, repeat = booking.details, booking.repeat
    check_people(session, actor, details)
    series = begin(session, actor, booking, repeat)
    held = [slot for day, slot in slots(series).items() if day.isoformat() not in series.skips]
    wanted = [wanted_for(details, slot) for slot in held]
    fitting = claim_what_fits(session, actor, wanted, Insisting(booking.despite, booking.only_fitting))
    made = fill(session, actor, series, booking, {each.slot for each in fitting})
    if booking.status is AppointmentStatus.BOOKED:
        linked_referral.booked(session, actor, made[0], told=booking.told)
    tell_together(session, actor, "appointments.book", made, reason=booking.despite)
    return made


def move(
    session: Session,
    actor: Actor,
    appointment_id: int,
    version: int,
    slot: Slot,
    scope: Scope = Scope.ONE,
    insisting: Insisting = REFUSE,
    *,
    seats: Seats | None = None,
    told: bool = False,
) -> Done:
    """Give it, and with ``scope`` the others of its series, another time of the day and day of the rhythm,
    and with ``seats`` to somebody else or into another room.

    What is over or was put elsewhere by itself stays where it is.
    """
    require(actor, Permission.APPOINTMENTS_BOOK)
    chosen = own(session, actor, appointment_id)
    if scope is Scope.ONE or chosen.series_id is None:
        memory = remember(session, [chosen])
        service.move(session, actor, appointment_id, version, slot, insisting.despite, seats=seats, told=told)
        return Done(1, 0, memory.token())
    if chosen.status not in MOVABLE:
        raise Invalid(f"This appointment is {chosen.status.label.lower()} and keeps its time.")
    takes = check_seats(session, actor, chosen, seats)
    series, rows = _opened(session, actor, chosen, version)
    memory = remember(session, rows, series)
    tail = Tail(series, rows, chosen, scope)
    to = tail.put(slot, takes)
    wanted = [wanted_by(row, *to[row.id or 0]) for row in tail.moving]
    goes = {each.but for each in claim_what_fits(session, actor, wanted, insisting)}
    moved = [row for row in tail.moving if row.id in goes]
    before, was = [(row, row.starts_at) for row in moved], asdict(seats_of(chosen))
    memory.made = cut_off(session, actor, tail, {row.id or 0: to[row.id or 0] for row in moved}, told=told)
    linked_referral.moved(session, actor, before, told=told)
    fields = ("starts_at", "ends_at", *(name for name, value in asdict(takes).items() if value != was[name]))
    tell_together(session, actor, "appointments.move", moved, fields=fields, reason=insisting.despite)
    return Done(len(moved), len(tail.moving) - len(moved), memory.token())


def change(
    session: Session,
    actor: Actor,
    appointment_id: int,
    version: int,
    details: Details,
    scope: Scope = Scope.ONE,
    insisting: Insisting = REFUSE,
) -> Done:
    """Change anything but the time. What is changed in this one changes in the others of the series too,
    where it was the same there."""
    require(actor, Permission.APPOINTMENTS_BOOK)
    chosen = own(session, actor, appointment_id)
    if scope is Scope.ONE or chosen.series_id is None:
        memory = remember(session, [chosen])
        service.change(session, actor, appointment_id, version, details, insisting.despite)
        return Done(1, 0, memory.token())
    check_people(session, actor, details)
    _, rows = _opened(session, actor, chosen, version)
    reached = [
        row for row in rows if row is chosen or (is_meant(row, chosen, scope) and row.status in MOVABLE)
    ]
    memory = remember(session, reached)
    anew = {row.id: _merged(row, chosen, details) for row in reached}
    wanted = [changed_to(anew[row.id], row) for row in reached if row.status in OCCUPYING]
    goes = {each.but for each in claim_what_fits(session, actor, wanted, insisting)}
    changed = [row for row in reached if row.id in goes or row.status not in OCCUPYING]
    fields = sorted(name for name, value in asdict(details).items() if getattr(chosen, name) != value)
    for row in changed:
        write(session, actor, row, row.version, **asdict(anew[row.id]))
    tell_together(session, actor, "appointments.change", changed, fields=fields, reason=insisting.despite)
    return Done(len(changed), len(reached) - len(changed), memory.token())


def cancel(
    session: Session,
    actor: Actor,
    appointment_id: int,
    version: int,
    status: AppointmentStatus,
    reason: str,
    scope: Scope = Scope.ONE,
    *,
    told: bool = False,
) -> Done:
    """Take it, and with ``scope`` the others of its series still to come, out of everybody's time."""
    require(actor, Permission.APPOINTMENTS_BOOK)
    chosen = own(session, actor, appointment_id)
    if scope is Scope.ONE or chosen.series_id is None:
        memory = remember(session, [chosen])
        service.cancel(session, actor, appointment_id, version, status, reason, told=told)
        return Done(1, 0, memory.token())
    why = service.reason_to_cancel(status, reason)
    _, rows = _opened(session, actor, chosen, version)
    gone = [row for row in rows if may_become(row.status, status) and is_meant(row, chosen, scope)]
    if not gone:
        raise Invalid("Nothing of this series is left to cancel.")
    memory = remember(session, gone)
    knows = None if chosen.patient_id is None else told or status is AppointmentStatus.CANCELLED_BY_PATIENT
    for row in gone:
        write(session, actor, row, row.version, status=status, reason=why, patient_told=knows)
    linked_referral.called_off(session, actor, gone, why)
    tell_together(session, actor, f"appointments.{status.value}", gone, fields=("status",), reason=why)
    return Done(len(gone), 0, memory.token())


def occurrences(session: Session, series_id: int) -> list[Appointment]:
    """Every appointment of a series, in the order of its rule."""
    theirs = select(Appointment).where(Appointment.series_id == series_id).options(_WITH_ATTENDEES)
    return list(session.exec(theirs.order_by(col(Appointment.occurs_on))))


def _opened(
    session: Session, actor: Actor, chosen: Appointment, version: int
) -> tuple[Series, list[Appointment]]:
    """The series of an appointment, held until the transaction ends, with all its appointments."""
    refuse_stale(session, chosen, version)
    held = select(Series).where(Series.id == chosen.series_id).with_for_update()
    series = session.exec(held).one()
    rows = occurrences(session, series.id or 0)
    seen = session.exec(visible_to(actor).where(Appointment.series_id == series.id)).all()
    if len(seen) < len(rows) or not all(actor.works_at(row.site_id) for row in rows):
        raise NotAllowed("Part of this series is at another site. Ask a supervisor, or change only this one.")
    return series, rows


def _merged(row: Appointment, chosen: Appointment, details: Details) -> Details:
    """The details of another occurrence: changed in what is changed here and was the same there."""
    values = {
        name: value if getattr(row, name) == getattr(chosen, name) else getattr(row, name)
        for name, value in asdict(details).items()
    }
    return Details(**values)

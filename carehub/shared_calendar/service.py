"""The shared calendar: book, move, change, cancel, and say who came. ``reading`` says who sees what,
``series`` does the same to what comes again."""

from dataclasses import asdict

from sqlmodel import Session

from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.dates import written_time
from carehub.core.errors import Invalid
from carehub.referrals.status import MissedReason
from carehub.referrals.wording import MISSED
from carehub.shared_calendar import linked_referral, missed_visit
from carehub.shared_calendar.changing import (
    changed_to,
    check_people,
    check_seats,
    claim,
    invite,
    own,
    tell,
    wanted_by,
    wanted_for,
    write,
)
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.reading import time_zone
from carehub.shared_calendar.requests import REASON_LIMIT, Booking, Details
from carehub.shared_calendar.seats import Seats
from carehub.shared_calendar.slots import Slot
from carehub.shared_calendar.status import (
    ATTENDANCE,
    CANCELLED,
    MOVABLE,
    OCCUPYING,
    AppointmentStatus,
    may_become,
)

_S = AppointmentStatus
_IN_ROOM = (_S.ARRIVED, _S.COMPLETED)


def book(session: Session, actor: Actor, booking: Booking) -> Appointment:
    """Put a new appointment into the calendar.

    Conflict, with names where the person may see them, when people or room are not free; who may
    override books it all the same with ``booking.despite`` as the reason. The waitlist takes nobody's time.
    """
    require(actor, Permission.APPOINTMENTS_BOOK)
    check_people(session, actor, booking.details)
    if booking.status in OCCUPYING:
        claim(session, actor, [wanted_for(booking.details, booking.slot)], booking.despite)
    appointment = new_appointment(actor, booking, booking.slot)
    session.add(appointment)
    session.flush()
    if appointment.status is _S.BOOKED:
        linked_referral.booked(session, actor, appointment, told=booking.told)
    tell(session, actor, "appointments.book", appointment, reason=booking.despite)
    return appointment


def new_appointment(actor: Actor, booking: Booking, slot: Slot) -> Appointment:
    """What a booking makes of a slot; not in the database yet."""
    moment, values = clock.now(), asdict(booking.details)
    attendees = values.pop("attendees")
    appointment = Appointment(
        **values,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        referral_id=booking.referral_id,
        status=booking.status,
        patient_told=booking.told if booking.details.patient_id is not None else None,
        created_at=moment,
        created_by=actor.user_id,
        updated_at=moment,
        updated_by=actor.user_id,
    )
    invite(appointment, attendees)
    return appointment


def move(
    session: Session,
    actor: Actor,
    appointment_id: int,
    version: int,
    slot: Slot,
    despite: str = "",
    *,
    seats: Seats | None = None,
    told: bool = False,
) -> Appointment:
    """Give an appointment another time, and with ``seats`` to somebody else or into another room, under the
    same checks as booking it; ``told``: the patient knows."""
    require(actor, Permission.APPOINTMENTS_BOOK)
    appointment = own(session, actor, appointment_id)
    if appointment.status not in MOVABLE:
        raise Invalid(f"This appointment is {appointment.status.label.lower()} and keeps its time.")
    takes = check_seats(session, actor, appointment, seats)
    if appointment.status in OCCUPYING:
        claim(session, actor, [wanted_by(appointment, slot, takes)], despite)
    before = appointment.starts_at
    values = {"starts_at": slot.starts_at, "ends_at": slot.ends_at, **asdict(takes)}
    changed = [name for name, value in values.items() if getattr(appointment, name) != value]
    values |= {"patient_told": _told(appointment, told), "is_apart": appointment.series_id is not None}
    write(session, actor, appointment, version, **values)
    linked_referral.moved(session, actor, [(appointment, before)], told=told)
    fields = (*changed, *(("patient_told",) if told else ()))
    tell(session, actor, "appointments.move", appointment, fields=fields, reason=despite)
    return appointment


def change(
    session: Session, actor: Actor, appointment_id: int, version: int, details: Details, despite: str = ""
) -> Appointment:
    """Change anything but the time; someone new in it has to be free."""
    require(actor, Permission.APPOINTMENTS_BOOK)
    appointment = own(session, actor, appointment_id)
    check_people(session, actor, details)
    if appointment.status in OCCUPYING:
        claim(session, actor, [changed_to(details, appointment)], despite)
    values = asdict(details)
    changed = [name for name, value in values.items() if getattr(appointment, name) != value]
    write(session, actor, appointment, version, **values)
    tell(session, actor, "appointments.change", appointment, fields=changed, reason=despite)
    return appointment


def cancel(
    session: Session,
    actor: Actor,
    appointment_id: int,
    version: int,
    status: AppointmentStatus,
    reason: str,
    *,
    told: bool = False,
) -> Appointment:
    """Take an appointment out of everybody's time; it stays in the calendar, struck through."""
    require(actor, Permission.APPOINTMENTS_BOOK)
    why = reason_to_cancel(status, reason)
    appointment = own(session, actor, appointment_id)
    knows = _told(appointment, told or status is _S.CANCELLED_BY_PATIENT)
    _become(session, actor, appointment, version, status, reason=why, patient_told=knows)
    linked_referral.called_off(session, actor, [appointment], why)
    tell(session, actor, f"appointments.{status.value}", appointment, fields=("status",), reason=why)
    return appointment


def reason_to_cancel(status: AppointmentStatus, reason: str) -> str:
    """The reason as it is kept; Invalid when it is not said who cancelled, and why."""
    if status not in CANCELLED:
        raise Invalid("Say whether the patient or we cancelled.")
    if not reason.strip():
        raise Invalid("Say in a few words why it is cancelled.")
    if len(reason.strip()) > REASON_LIMIT:
        raise Invalid(f"Keep the reason under {REASON_LIMIT} characters; the note takes more.")
    return reason.strip()


def mark(
    session: Session,
    actor: Actor,
    appointment_id: int,
    version: int,
    status: AppointmentStatus,
    missed: MissedReason | None = None,
) -> Appointment:
    """Write down how an appointment went (confirmed, arrived, completed, no-show), or take that back.

    A no-show says why the patient did not come.
    """
    require(actor, Permission.APPOINTMENTS_RECORD)
    if status in CANCELLED:
        raise Invalid("Use Cancel, which asks why.")
    if status is _S.NO_SHOW and missed is None:
        raise Invalid("Say why the patient did not come.")
    why = MISSED[missed] if missed else ""
    appointment = own(session, actor, appointment_id)
    before = appointment.status
    learned = _learned(appointment, status)
    _become(session, actor, appointment, version, status, reason=why, left_without_visit=False, **learned)
    missed_visit.settle(session, actor, appointment, before, missed)
    _tell_referral(session, actor, appointment, before, missed)
    tell(session, actor, f"appointments.{status.value}", appointment, fields=("status",), reason=why)
    return appointment


def mark_late(
    session: Session, actor: Actor, appointment_id: int, version: int, *, late: bool
) -> Appointment:
    """Write down that the patient came late, or take that back."""
    require(actor, Permission.APPOINTMENTS_RECORD)
    appointment = own(session, actor, appointment_id)
    if late and appointment.status not in _IN_ROOM:
        raise Invalid("Mark first that the patient arrived.")
    write(session, actor, appointment, version, is_late=late)
    tell(session, actor, "appointments.late", appointment, fields=("is_late",))
    return appointment


def mark_left(session: Session, actor: Actor, appointment_id: int, version: int) -> Appointment:
    """The patient came and left again without a visit: the referral waits for another time."""
    require(actor, Permission.APPOINTMENTS_RECORD)
    appointment = own(session, actor, appointment_id)
    if appointment.status is not _S.ARRIVED:
        raise Invalid("Only who has arrived can leave without a visit. Mark first that the patient arrived.")
    write(session, actor, appointment, version, left_without_visit=True)
    linked_referral.called_off(session, actor, [appointment], "Left without a visit")
    tell(session, actor, "appointments.left", appointment, fields=("left_without_visit",))
    return appointment


def tell_patient(session: Session, actor: Actor, appointment_id: int, version: int) -> Appointment:
    """Write down that the patient knows the time, or that it is cancelled."""
    require(actor, Permission.APPOINTMENTS_BOOK)
    appointment = own(session, actor, appointment_id)
    if appointment.patient_id is None:
        raise Invalid("There is no patient to tell.")
    write(session, actor, appointment, version, patient_told=True)
    linked_referral.told(session, actor, appointment)
    tell(session, actor, "appointments.told", appointment, fields=("patient_told",))
    return appointment


def _learned(appointment: Appointment, status: AppointmentStatus) -> dict[str, object]:
    """What else a status says: who confirms knows the time; who is not here yet is not late."""
    known: dict[str, object] = {} if status in _IN_ROOM else {"is_late": False}
    if status is _S.CONFIRMED and appointment.patient_id is not None:
        known["patient_told"] = True
    return known


def _told(appointment: Appointment, told: bool) -> bool | None:
    return told if appointment.patient_id is not None else None


def _tell_referral(
    session: Session,
    actor: Actor,
    appointment: Appointment,
    before: AppointmentStatus,
    missed: MissedReason | None,
) -> None:
    match appointment.status:
        case _S.NO_SHOW if missed:
            linked_referral.missed(session, actor, appointment, missed)
        case _S.COMPLETED:
            linked_referral.seen(session, actor, appointment, time_zone(session))
        case _S.BOOKED:
            linked_referral.booked_again(session, actor, appointment)
        case _S.CONFIRMED if before in (_S.REQUESTED, _S.WAITLIST):
            linked_referral.booked_again(session, actor, appointment)


def _become(
    session: Session,
    actor: Actor,
    appointment: Appointment,
    version: int,
    status: AppointmentStatus,
    **values: object,
) -> None:
    before = appointment.status
    if not may_become(before, status):
        raise Invalid(f"This appointment is {before.label.lower()}; it cannot become {status.label.lower()}.")
    if status is _S.COMPLETED and appointment.left_without_visit:
        raise Invalid(
            "The patient left without a visit. To correct that, put the appointment back to booked first."
        )
    if status in ATTENDANCE:
        _check_it_is_time(session, appointment, status)
    if status in OCCUPYING and before not in OCCUPYING:
        claim(session, actor, [wanted_by(appointment)])
    write(session, actor, appointment, version, status=status, **values)


def _check_it_is_time(session: Session, appointment: Appointment, status: AppointmentStatus) -> None:
    zone = time_zone(session)
    starts = written_time(appointment.starts_at, zone)
    if clock.local(appointment.starts_at, zone).date() > clock.today(zone):
        raise Invalid(f"This appointment is on {starts}. Say how it went on that day.")
    if status is _S.NO_SHOW and appointment.starts_at > clock.now():
        raise Invalid(f"It starts on {starts}. Wait until then before you mark a no-show.")

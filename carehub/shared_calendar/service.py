"""The shared calendar: book, move, change, cancel, and say who came. ``reading`` says who sees what."""

from collections.abc import Iterable
from dataclasses import asdict

from sqlmodel import Session

from carehub.accounts.models import Site, User
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic
from carehub.core.database import versioned_update
from carehub.core.dates import written_time
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.patients import service as patients
from carehub.patients.models import PatientSite, PatientStatus
from carehub.referrals.status import MissedReason
from carehub.referrals.wording import MISSED
from carehub.shared_calendar import conflicts, linked_referral
from carehub.shared_calendar.conflicts import Wanted
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.reading import find, staff_at, time_zone
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.slots import Slot
from carehub.shared_calendar.status import (
    ATTENDANCE,
    CANCELLED,
    MOVABLE,
    OCCUPYING,
    AppointmentStatus,
    may_become,
)


def book(session: Session, actor: Actor, booking: Booking) -> Appointment:
    """Put a new appointment into the calendar.

    Conflict, with names where the person may see them, when staff or patient are not free; who may
    override books it all the same with ``booking.despite`` as the reason.
    """
    require(actor, Permission.APPOINTMENTS_BOOK)
    details = booking.details
    _check_people(session, actor, details)
    _claim(session, actor, Wanted(booking.slot, details.staff_id, details.patient_id), booking.despite)
    moment = clock.now()
    appointment = Appointment(
        **asdict(details),
        starts_at=booking.slot.starts_at,
        ends_at=booking.slot.ends_at,
        referral_id=booking.referral_id,
        created_at=moment,
        created_by=actor.user_id,
        updated_at=moment,
        updated_by=actor.user_id,
    )
    session.add(appointment)
    session.flush()
    linked_referral.booked(session, actor, appointment, told=booking.told)
    _tell(session, actor, "appointments.book", appointment, reason=booking.despite)
    return appointment


def move(
    session: Session, actor: Actor, appointment_id: int, version: int, slot: Slot, despite: str = ""
) -> Appointment:
    """Give an appointment another time, under the same checks as booking it."""
    require(actor, Permission.APPOINTMENTS_BOOK)
    appointment = _own(session, actor, appointment_id)
    if appointment.status not in MOVABLE:
        raise Invalid(f"This appointment is {appointment.status.label.lower()} and keeps its time.")
    _claim(session, actor, _same_people(appointment, slot), despite)
    before = appointment.starts_at
    _write(session, actor, appointment, version, starts_at=slot.starts_at, ends_at=slot.ends_at)
    linked_referral.moved(session, actor, appointment, before)
    _tell(session, actor, "appointments.move", appointment, fields=("starts_at", "ends_at"), reason=despite)
    return appointment


def change(
    session: Session, actor: Actor, appointment_id: int, version: int, details: Details, despite: str = ""
) -> Appointment:
    """Change anything but the time; someone new in it has to be free."""
    require(actor, Permission.APPOINTMENTS_BOOK)
    appointment = _own(session, actor, appointment_id)
    _check_people(session, actor, details)
    if appointment.status in OCCUPYING:
        wanted = Wanted(appointment.slot, details.staff_id, details.patient_id, but=appointment_id)
        _claim(session, actor, wanted, despite)
    values = asdict(details)
    changed = [name for name, value in values.items() if getattr(appointment, name) != value]
    _write(session, actor, appointment, version, **values)
    _tell(session, actor, "appointments.change", appointment, fields=changed, reason=despite)
    return appointment


def cancel(
    session: Session, actor: Actor, appointment_id: int, version: int, status: AppointmentStatus, reason: str
) -> Appointment:
    """Take an appointment out of everybody's time; it stays in the calendar, struck through."""
    require(actor, Permission.APPOINTMENTS_BOOK)
    if status not in CANCELLED:
        raise Invalid("Say whether the patient or we cancelled.")
    if not reason.strip():
        raise Invalid("Say in a few words why it is cancelled.")
    why = reason.strip()
    appointment = _become(session, actor, appointment_id, version, status, why)
    linked_referral.called_off(session, actor, appointment, why)
    _tell(session, actor, f"appointments.{status.value}", appointment, fields=("status",), reason=why)
    return appointment


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
    if status is AppointmentStatus.NO_SHOW and missed is None:
        raise Invalid("Say why the patient did not come.")
    why = MISSED[missed] if missed else ""
    appointment = _become(session, actor, appointment_id, version, status, why)
    _tell_referral(session, actor, appointment, missed)
    _tell(session, actor, f"appointments.{status.value}", appointment, fields=("status",), reason=why)
    return appointment


def _tell_referral(
    session: Session, actor: Actor, appointment: Appointment, missed: MissedReason | None
) -> None:
    match appointment.status:
        case AppointmentStatus.NO_SHOW if missed:
            linked_referral.missed(session, actor, appointment, missed)
        case AppointmentStatus.COMPLETED:
            linked_referral.seen(session, actor, appointment, time_zone(session))
        case AppointmentStatus.BOOKED:
            linked_referral.booked_again(session, actor, appointment)


def _become(
    session: Session, actor: Actor, appointment_id: int, version: int, status: AppointmentStatus, reason: str
) -> Appointment:
    appointment = _own(session, actor, appointment_id)
    before = appointment.status
    if not may_become(before, status):
        raise Invalid(f"This appointment is {before.label.lower()}; it cannot become {status.label.lower()}.")
    if status in ATTENDANCE:
        _check_it_is_time(session, appointment, status)
    if status in OCCUPYING and before not in OCCUPYING:
        _claim(session, actor, _same_people(appointment, appointment.slot))
    _write(session, actor, appointment, version, status=status, reason=reason)
    return appointment


def _own(session: Session, actor: Actor, appointment_id: int) -> Appointment:
    appointment = find(session, actor, appointment_id)
    if not actor.works_at(appointment.site_id):
        raise NotAllowed("This appointment is at another site. Ask someone who works there, or a supervisor.")
    return appointment


def _check_people(session: Session, actor: Actor, details: Details) -> None:
    """Everybody in it belongs to the site: so whoever works there sees the whole appointment."""
    site = session.get(Site, details.site_id)
    if site is None or not actor.works_at(details.site_id):
        raise NotFound("Choose one of your own sites.")
    if details.patient_id is not None:
        _check_patient(session, actor, details.patient_id, site)
    if details.staff_id is not None and details.staff_id not in staff_at(session, actor, details.site_id):
        raise Invalid(f"Choose a person who works at {site.name}.")


def _check_patient(session: Session, actor: Actor, patient_id: int, site: Site) -> None:
    patient = patients.find(session, actor, patient_id)
    if patient.status is PatientStatus.DECEASED:
        raise Invalid("This patient is marked as deceased, so nothing can be booked.")
    if session.get(PatientSite, (patient_id, site.id)) is None:
        raise Invalid(f"This patient is not cared for at {site.name}. Choose one of the patient's sites.")


def _same_people(appointment: Appointment, slot: Slot) -> Wanted:
    return Wanted(slot, appointment.staff_id, appointment.patient_id, but=appointment.id)


def _claim(session: Session, actor: Actor, wanted: Wanted, despite: str = "") -> None:
    conflicts.hold(session, wanted)
    if despite.strip():
        require(actor, Permission.APPOINTMENTS_OVERRIDE_CONFLICT)
        return
    conflicts.refuse_taken(session, actor, wanted, time_zone(session))


def _check_it_is_time(session: Session, appointment: Appointment, status: AppointmentStatus) -> None:
    zone = time_zone(session)
    starts = written_time(appointment.starts_at, zone)
    if clock.local(appointment.starts_at, zone).date() > clock.today(zone):
        raise Invalid(f"This appointment is on {starts}. Say how it went on that day.")
    if status is AppointmentStatus.NO_SHOW and appointment.starts_at > clock.now():
        raise Invalid(f"It starts on {starts}. Wait until then before you mark a no-show.")


def _write(session: Session, actor: Actor, appointment: Appointment, version: int, **values: object) -> None:
    assert appointment.id is not None
    stamp = {"updated_at": clock.now(), "updated_by": actor.user_id}
    if not versioned_update(session, Appointment, appointment.id, version, **values, **stamp):
        session.refresh(appointment)
        name = session.get_one(User, appointment.updated_by).name
        raise Conflict(f"{name} changed this appointment first. Look at it again, then decide.")


def _tell(
    session: Session,
    actor: Actor,
    action: str,
    appointment: Appointment,
    *,
    reason: str,
    fields: Iterable[str] = (),
) -> None:
    assert appointment.id is not None
    journal.record(
        session,
        actor,
        action,
        patient_id=appointment.patient_id,
        subject=f"appointment:{appointment.id}",
        fields=fields,
        reason=reason,
    )
    changes.announce(session, Topic.APPOINTMENTS, appointment.id)

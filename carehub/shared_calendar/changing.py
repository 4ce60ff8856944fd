"""The one way in which an entry of the calendar changes: who may, who is in it, does it fit, who hears."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlmodel import Session

from carehub.accounts.models import Site, User
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic
from carehub.core.database import versioned_update
from carehub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from carehub.patients import service as patients
from carehub.patients.models import PatientSite, PatientStatus
from carehub.shared_calendar import conflicts
from carehub.shared_calendar.conflicts import Wanted
from carehub.shared_calendar.models import Appointment, Attendee
from carehub.shared_calendar.reading import find, staff_at, time_zone
from carehub.shared_calendar.requests import Details, Insisting
from carehub.shared_calendar.seats import Seats, details_of, seats_of
from carehub.shared_calendar.slots import Slot
from carehub.shared_calendar.status import Kind
from carehub.working_time import service as working_time


def own(session: Session, actor: Actor, appointment_id: int) -> Appointment:
    """An appointment that this person may change; NotFound when they may not even see it."""
    appointment = find(session, actor, appointment_id)
    if not actor.works_at(appointment.site_id):
        raise NotAllowed("This appointment is at another site. Ask someone who works there, or a supervisor.")
    return appointment


def check_people(session: Session, actor: Actor, details: Details) -> None:
    """Everybody in it belongs to the site: so whoever works there sees the whole appointment."""
    site = session.get(Site, details.site_id)
    if site is None or not actor.works_at(details.site_id):
        raise NotFound("Choose one of your own sites.")
    if details.patient_id is not None:
        _check_patient(session, actor, details.patient_id, site)
    if not set(details.people) <= staff_at(session, actor, details.site_id).keys():
        raise Invalid(
            f"Choose people who work at {site.name}."
            if details.attendees
            else f"Choose a person who works at {site.name}."
        )
    if details.room_id is not None:
        _check_room(session, details.room_id, site)


def check_seats(session: Session, actor: Actor, appointment: Appointment, seats: Seats | None) -> Seats:
    """The seats that it is to take, checked as far as they are others than it has."""
    now = seats_of(appointment)
    if seats is None or seats == now:
        return now
    check_people(session, actor, details_of(appointment, seats))
    return seats


def wanted_for(details: Details, slot: Slot) -> Wanted:
    """What new details want of a time."""
    return Wanted(
        slot,
        details.people,
        details.patient_id,
        details.room_id,
        details.site_id,
        keeps_hours=_keeps_hours(details.kind, details.receiver),
        is_absence=details.kind is Kind.OUT_OF_OFFICE,
    )


def wanted_by(appointment: Appointment, slot: Slot | None = None, seats: Seats | None = None) -> Wanted:
    """What an appointment wants of another time and other seats, or of its own."""
    takes = seats or seats_of(appointment)
    return Wanted(
        slot or appointment.slot,
        takes.people,
        appointment.patient_id,
        takes.room_id,
        appointment.site_id,
        keeps_hours=_keeps_hours(appointment.kind, appointment.receiver),
        is_absence=appointment.kind is Kind.OUT_OF_OFFICE,
        but=appointment.id,
    )


def changed_to(details: Details, appointment: Appointment) -> Wanted:
    """What an appointment wants of its own time once it has these details."""
    return replace(wanted_for(details, appointment.slot), but=appointment.id)


def claim(session: Session, actor: Actor, wanted: Sequence[Wanted], despite: str = "") -> None:
    """Take these times until the transaction ends, or refuse with names.

    Who may override does so with ``despite`` as the reason. That somebody is away is a fact, and anybody may
    write it down in spite of what stands in that time.
    """
    conflicts.hold(session, wanted)
    if despite.strip():
        if not all(each.is_absence for each in wanted):
            require(actor, Permission.APPOINTMENTS_OVERRIDE_CONFLICT)
        return
    conflicts.refuse_taken(session, actor, wanted, time_zone(session))


def claim_what_fits(
    session: Session, actor: Actor, wanted: Sequence[Wanted], insisting: Insisting
) -> list[Wanted]:
    """The same for the dates of a series; with ``insisting.only_fitting`` returns those that fit.

    A date that is left where it is may be in the way of the next one, so it is looked at again.
    """
    if not insisting.only_fitting:
        claim(session, actor, wanted, insisting.despite)
        return list(wanted)
    conflicts.hold(session, wanted)
    fitting = list(wanted)
    while found := conflicts.obstacles(session, fitting):
        unfit = {each.index for each in found}
        if len(unfit) == len(fitting):
            raise conflicts.taken(session, actor, fitting, found, time_zone(session))
        fitting = [each for index, each in enumerate(fitting) if index not in unfit]
    return fitting


def write(session: Session, actor: Actor, appointment: Appointment, version: int, **values: object) -> None:
    """Change it, unless somebody did since ``version``; Conflict tells who."""
    assert appointment.id is not None
    attendees = values.pop("attendees", None)
    stamp = {"updated_at": clock.now(), "updated_by": actor.user_id}
    before = appointment.patient_id
    if not versioned_update(session, Appointment, appointment.id, version, **values, **stamp):
        session.refresh(appointment)
        raise Conflict(_who_was_first(session, appointment))
    if before is not None and appointment.patient_id != before:
        # By its number, a page that is about one patient finds only whose it is now.
        changes.announce(session, Topic.PATIENTS, before)
    if isinstance(attendees, tuple) and attendees != appointment.attendees:
        invite(appointment, attendees)
        session.flush()


def invite(appointment: Appointment, user_ids: Iterable[int]) -> None:
    """Let exactly these take part in a meeting, beside the person it is with."""
    known = {each.user_id: each for each in appointment.invited}
    appointment.invited = [known.get(user_id) or Attendee(user_id=user_id) for user_id in user_ids]


def refuse_stale(session: Session, appointment: Appointment, version: int) -> None:
    """Conflict, which names who changed it, when it is no longer what the person saw."""
    if appointment.version != version:
        raise Conflict(_who_was_first(session, appointment))


def tell(
    session: Session,
    actor: Actor,
    action: str,
    appointment: Appointment,
    *,
    reason: str = "",
    fields: Iterable[str] = (),
) -> None:
    """Write it into the journal, and wake the open calendars."""
    tell_together(session, actor, action, [appointment], reason=reason, fields=fields)


def tell_together(
    session: Session,
    actor: Actor,
    action: str,
    appointments: Sequence[Appointment],
    *,
    reason: str = "",
    fields: Iterable[str] = (),
) -> None:
    """The same for what was done at once: one line of the journal, which names the series."""
    first = appointments[0]
    subject = f"appointment:{first.id}" if len(appointments) == 1 else f"series:{first.series_id}"
    journal.record(
        session, actor, action, patient_id=first.patient_id, subject=subject, fields=fields, reason=reason
    )
    changes.announce(session, Topic.APPOINTMENTS, *(each.id for each in appointments if each.id is not None))


def _check_patient(session: Session, actor: Actor, patient_id: int, site: Site) -> None:
    patient = patients.find(session, actor, patient_id)
    if patient.status is PatientStatus.DECEASED:
        raise Invalid("This patient is marked as deceased, so nothing can be booked.")
    if session.get(PatientSite, (patient_id, site.id)) is None:
        raise Invalid(f"This patient is not cared for at {site.name}. Choose one of the patient's sites.")


def _check_room(session: Session, room_id: int, site: Site) -> None:
    if room_id not in {room.id for room in working_time.rooms(session, site.id or 0)}:
        raise Invalid(f"Choose a room of {site.name}.")


def _who_was_first(session: Session, appointment: Appointment) -> str:
    name = session.get_one(User, appointment.updated_by).name
    return f"{name} changed this appointment first. Look at it again, then decide."


def _keeps_hours(kind: Kind, receiver: str) -> bool:
    """An absence is no work, and a receiver has hours of its own."""
    return kind is not Kind.OUT_OF_OFFICE and not receiver

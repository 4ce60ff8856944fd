"""The waitlist: who waits for a time, which times became free, and giving one to the other."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid
from carehub.patients.models import Patient
from carehub.related_people import service as related_people
from carehub.related_people.service import NO_RULES
from carehub.shared_calendar import service
from carehub.shared_calendar.changing import own, write
from carehub.shared_calendar.free_time import Looking, free_slots, is_free
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.reading import Entry, one, visible_to
from carehub.shared_calendar.slots import Slot
from carehub.shared_calendar.status import CANCELLED, AppointmentStatus
from carehub.working_time import service as working_time

MOST = 50
MOST_TIMES = 3
_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Offer:
    """A time for somebody who waits; ``is_freed``: somebody else gave it back."""

    slot: Slot
    staff_id: int | None
    is_freed: bool


@dataclass(frozen=True, slots=True)
class Waiter:
    """Somebody who waits, the times that would do, and the rules of safe contact (``heed``)."""

    entry: Entry
    patient: Patient
    offers: list[Offer]
    heed: str


def waiters(session: Session, actor: Actor) -> list[Waiter]:
    """Who waits at this person's sites, the longest first, each with freed times before other free ones."""
    require(actor, Permission.APPOINTMENTS_BOOK)
    freed = _freed(session, actor)
    return [_waiter(session, actor, appointment, freed) for appointment in _waiting(session, actor)]


def give(
    session: Session, actor: Actor, appointment_id: int, version: int, slot: Slot, staff_id: int | None
) -> Appointment:
    """Book somebody who waits into a time; Conflict when the time was taken meanwhile."""
    require(actor, Permission.APPOINTMENTS_BOOK)
    appointment = own(session, actor, appointment_id)
    if appointment.status is not AppointmentStatus.WAITLIST:
        raise Invalid("This patient does not wait any more. Look at the list again.")
    if appointment.staff_id is None and staff_id is not None:
        write(session, actor, appointment, version, staff_id=staff_id)
        version += 1
    service.move(session, actor, appointment_id, version, slot)
    return service.mark(session, actor, appointment_id, version + 1, AppointmentStatus.BOOKED)


def _waiting(session: Session, actor: Actor) -> list[Appointment]:
    waiting = visible_to(actor).where(
        Appointment.status == AppointmentStatus.WAITLIST, col(Appointment.patient_id).is_not(None)
    )
    if not actor.all_sites:
        waiting = waiting.where(col(Appointment.site_id).in_(sorted(actor.site_ids)))
    return list(session.exec(waiting.order_by(col(Appointment.id)).limit(MOST)))


def _freed(session: Session, actor: Actor) -> list[Appointment]:
    """The cancelled appointments of the next weeks, whose times may be free again."""
    now = clock.now()
    given_back = (
        visible_to(actor)
        .where(
            col(Appointment.status).in_(CANCELLED),
            Appointment.starts_at > now,
            Appointment.starts_at < now + _SOON,
            col(Appointment.staff_id).is_not(None),
        )
        .order_by(col(Appointment.starts_at))
    )
    return list(session.exec(given_back))


def _waiter(session: Session, actor: Actor, waiting: Appointment, freed: list[Appointment]) -> Waiter:
    assert waiting.id is not None
    offers = [offer for each in freed if (offer := _offer(session, waiting, each))][:MOST_TIMES]
    if waiting.staff_id is not None and len(offers) < MOST_TIMES:
        known = {offer.slot for offer in offers}
        others = free_slots(session, actor, _looking(session, waiting), MOST_TIMES + len(known))
        offers += [Offer(slot, waiting.staff_id, False) for slot in others if slot not in known]
    patient = select(Patient).where(Patient.id == waiting.patient_id)
    found = session.exec(patient.execution_options(populate_existing=True)).one()
    safe = related_people.safe_rules_for(session, actor, [found.id or 0]).get(found.id or 0, NO_RULES)
    return Waiter(one(session, actor, waiting.id), found, offers[:MOST_TIMES], safe["said"])


def _looking(session: Session, waiting: Appointment) -> Looking:
    today = clock.today(working_time.time_zone(session, waiting.site_id))
    return Looking(
        waiting.site_id,
        waiting.slot.length,
        today,
        waiting.staff_id,
        waiting.room_id,
        waiting.patient_id,
    )


def _offer(session: Session, waiting: Appointment, freed: Appointment) -> Offer | None:
    """The freed time, cut to the length that is wanted, if it would do and is still free."""
    does = (
        freed.site_id == waiting.site_id
        and waiting.staff_id in (None, freed.staff_id)
        and waiting.slot.length <= freed.slot.length
        and freed.patient_id != waiting.patient_id
    )
    slot = Slot(freed.starts_at, freed.starts_at + waiting.slot.length)
    if not does or not is_free(session, freed.staff_id, waiting.patient_id, slot):
        return None
    return Offer(slot, freed.staff_id, True)

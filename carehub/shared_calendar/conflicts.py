"""Nobody is in two places at once: who is taken at a time, in the whole center."""

from dataclasses import dataclass

from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, or_, select

from carehub.accounts.models import User
from carehub.core.actor import Actor
from carehub.core.errors import Conflict, NotFound
from carehub.patients.models import Patient
from carehub.patients.names import listed_name
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.reading import one
from carehub.shared_calendar.slots import LONGEST, Slot, said
from carehub.shared_calendar.status import OCCUPYING


class Taken(Conflict):
    """Somebody who is wanted at this time is booked already."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A time that somebody is to be booked for; ``but`` is the appointment that moves there itself."""

    slot: Slot
    staff_id: int | None
    patient_id: int | None
    but: int | None = None


def hold(session: Session, wanted: Wanted) -> None:
    """Let nobody else book these people until this transaction ends.

    Staff before patients, everywhere: two bookings that wait for each other cannot happen. SQLite has
    one writer at a time and needs no lock on rows.
    """
    if wanted.staff_id is not None:
        session.exec(select(User.id).where(User.id == wanted.staff_id).with_for_update(key_share=True)).all()
    if wanted.patient_id is not None:
        statement = select(Patient.id).where(Patient.id == wanted.patient_id)
        session.exec(statement.with_for_update(key_share=True)).all()


def clashing(session: Session, wanted: Wanted) -> list[Appointment]:
    """The appointments that take the same person's time, the whole center over, earliest first."""
    slot = wanted.slot
    statement = (
        select(Appointment)
        .where(
            _is_of_the_same_people(wanted),
            Appointment.starts_at < slot.ends_at,
            Appointment.starts_at > slot.starts_at - LONGEST,
            Appointment.ends_at > slot.starts_at,
            col(Appointment.status).in_(OCCUPYING),
            col(Appointment.id).is_distinct_from(wanted.but),
        )
        .order_by(col(Appointment.starts_at), col(Appointment.id))
    )
    return list(session.exec(statement))


def told(session: Session, actor: Actor, wanted: Wanted, clash: Appointment, time_zone: str) -> str:
    """What is in the way, with names where this person may see them, else only that somebody is busy."""
    who = _name_of_taken(session, wanted, clash)
    when = said(clash.slot, time_zone)
    assert clash.id is not None
    try:
        entry = one(session, actor, clash.id)
    except NotFound:
        return f"{who} is busy {when}. Choose another time."
    what = ", ".join(filter(None, (entry.patient_name, clash.title, entry.site.name)))
    return f"{who} is taken {when}: {what}. Choose another time."


def refuse_taken(session: Session, actor: Actor, wanted: Wanted, time_zone: str) -> None:
    """Taken, in words, when one of the people is not free. ``hold`` them first."""
    clashes = clashing(session, wanted)
    if clashes:
        raise Taken(told(session, actor, wanted, clashes[0], time_zone))


def _is_of_the_same_people(wanted: Wanted) -> ColumnElement[bool]:
    people = ((Appointment.staff_id, wanted.staff_id), (Appointment.patient_id, wanted.patient_id))
    return or_(*(col(whose) == who for whose, who in people if who is not None))


def _name_of_taken(session: Session, wanted: Wanted, clash: Appointment) -> str:
    if wanted.staff_id is not None and clash.staff_id == wanted.staff_id:
        return session.get_one(User, wanted.staff_id).name
    patient = session.get_one(Patient, wanted.patient_id)
    return listed_name(patient.last_name, patient.first_name)

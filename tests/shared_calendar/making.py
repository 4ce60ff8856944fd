"""Appointments for the tests: Thursday 12 November 2026 in Chicago, made through the service."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.patients.models import Patient
from carehub.shared_calendar import series, service
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.recurrence import Repeat, Unit
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.slots import Slot
from tests.conftest import People

NINE = datetime(2026, 11, 12, 15, tzinfo=UTC)  # 9:00 AM in Chicago
WEEK = timedelta(weeks=1)
MONDAY = datetime(2026, 11, 9, 14, tzinfo=UTC)


def slot(hours: float = 0, minutes: int = 30) -> Slot:
    """A slot that begins so many hours after nine."""
    start = NINE + timedelta(hours=hours)
    return Slot(start, start + timedelta(minutes=minutes))


def for_patient(people: People, patient: Patient, *, staff: Actor | None, site: str = "Northside") -> Details:
    return Details(
        title="Therapy intake",
        site_id=people.sites[site],
        patient_id=patient.id,
        staff_id=staff.user_id if staff else None,
    )


def booked(
    session: Session, people: People, patient: Patient, *, at: Slot | None = None, staff: Actor | None = None
) -> Appointment:
    """An appointment of the patient with pat (or ``staff``) at Northside, booked by alice."""
    details = for_patient(people, patient, staff=staff or people.pat)
    return service.book(session, people.alice, Booking(details, at or slot()))


def id_of(appointment: Appointment) -> int:
    assert appointment.id is not None
    return appointment.id


def weekly(
    session: Session, people: People, patient: Patient, times: int = 4, *, only_fitting: bool = False
) -> list[Appointment]:
    """Thursdays at nine with pat; the third, Thanksgiving, is left out."""
    booking = Booking(
        for_patient(people, patient, staff=people.pat),
        slot(),
        repeat=Repeat(1, Unit.WEEK, times=times),
        only_fitting=only_fitting,
    )
    return series.book(session, people.alice, booking)


def later(weeks: float, hours: float = 0) -> Slot:
    return Slot(slot(hours).starts_at + WEEK * weeks, slot(hours).ends_at + WEEK * weeks)


def starts_of(rows: list[Appointment]) -> list[datetime]:
    return [row.starts_at for row in rows]

"""Making a series out of a booking that repeats."""

from datetime import date

from sqlmodel import Session

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.shared_calendar import service
from carehub.shared_calendar.changing import wanted_for
from carehub.shared_calendar.models import Appointment, Series
from carehub.shared_calendar.recurrence import FURTHEST, Repeat, pattern_in, pattern_of
from carehub.shared_calendar.requests import Booking
from carehub.shared_calendar.slots import Slot, minutes_of, slot_of_series
from carehub.working_time import service as working_time


def begin(session: Session, actor: Actor, booking: Booking, repeat: Repeat) -> Series:
    """The series that is asked for; not yet with any appointment, and not in the database."""
    zone = working_time.time_zone(session, booking.details.site_id)
    start = clock.local(booking.slot.starts_at, zone)
    closed = _closed_days(session, booking, repeat, start.date())
    rhythm = pattern_of(repeat, start.date(), closed)
    return Series(
        rule=rhythm.rule,
        starts_on=rhythm.starts_on,
        at=start.time(),
        minutes=minutes_of(booking.slot, zone),
        time_zone=zone,
        skips=[day.isoformat() for day in rhythm.days() if day in closed],
        created_at=clock.now(),
        created_by=actor.user_id,
    )


def _closed_days(session: Session, booking: Booking, repeat: Repeat, first: date) -> frozenset[date]:
    """An absence goes on when the center is closed."""
    if not (repeat.but_closed and wanted_for(booking.details, booking.slot).keeps_hours):
        return frozenset()
    return working_time.closing_days(session, first, first + FURTHEST, booking.details.site_id)


def fill(
    session: Session, actor: Actor, series: Series, booking: Booking, fitting: set[Slot]
) -> list[Appointment]:
    """One appointment for each day that fits; the others join the skipped ones."""
    times = slots(series)
    series.skips = [day.isoformat() for day, slot in times.items() if slot not in fitting]
    session.add(series)
    session.flush()
    made: list[Appointment] = []
    for day, slot in times.items():
        if slot in fitting:
            appointment = service.new_appointment(actor, booking, slot)
            appointment.series_id, appointment.occurs_on = series.id, day
            made.append(appointment)
    session.add_all(made)
    session.flush()
    return made


def slots(series: Series) -> dict[date, Slot]:
    """The time of each day of the rule, in order."""
    return {
        day: slot_of_series(day, series.at, series.minutes, series.time_zone)
        for day in pattern_in(series.rule, series.starts_on).days()
    }

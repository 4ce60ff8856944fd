"""Today's appointments: for the front desk all who are still expected, else those of one's own."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, true, union
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.accounts.models import Site, User
from carehub.caseloads.models import Assignment
from carehub.core.actor import Role
from carehub.core.dates import written_clock
from carehub.desk.my_day.lines import Line, Look, Section, line_for, section
from carehub.patients.models import Patient
from carehub.shared_calendar import reading as calendar
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.status import AppointmentStatus, Kind

_S = AppointmentStatus
_EXPECTED = (_S.REQUESTED, _S.BOOKED, _S.CONFIRMED)


def arrivals(session: Session, look: Look, most: int) -> Section:
    """Who is still expected at this person's sites."""
    here = col(Appointment.site_id).in_(sorted(look.actor.site_ids))
    return _section(session, look, most, true() if look.actor.all_sites else here)


def own(session: Session, look: Look, most: int) -> Section:
    """Those of patients on one's caseload, and those with this person."""
    with_me = col(Appointment.staff_id) == look.actor.user_id
    if look.actor.role is Role.PROVIDER:
        return _section(session, look, most, with_me)
    # Each way by an index of its own: an OR of them reads the day of the whole center.
    number = select(Appointment.id).where(*_within(look))
    kept = number.join(Assignment, col(Assignment.patient_id) == Appointment.patient_id).where(
        Assignment.coordinator_id == look.actor.user_id, col(Assignment.until).is_(None)
    )
    mine = union(number.where(with_me), kept)
    return _section(session, look, most, col(Appointment.id).in_(mine))


def _section(session: Session, look: Look, most: int, which: ColumnElement[bool]) -> Section:
    wanted = _today(look).where(which)
    counted = wanted.with_only_columns(func.count(col(Appointment.id)))
    shown = (
        wanted.join(Site, col(Site.id) == Appointment.site_id)
        .outerjoin(User, col(User.id) == Appointment.staff_id)
        .with_only_columns(Appointment, Patient, col(Site.name), col(User.name))  # pyright: ignore
        .order_by(col(Appointment.starts_at), col(Appointment.id))
        .limit(most)
    )
    lines = [_line(look, *row) for row in session.execute(shown)]
    return section(lines, most, lambda: session.execute(counted).scalar_one())


def _today(look: Look) -> SelectOfScalar[Appointment]:
    return calendar.visible_to(look.actor).where(
        *_within(look),
        Appointment.kind == Kind.APPOINTMENT,
        col(Appointment.patient_id).is_not(None),
        col(Appointment.status).in_(_EXPECTED),
    )


def _within(look: Look) -> tuple[ColumnElement[bool], ...]:
    zone = ZoneInfo(look.zone)
    start = datetime.combine(look.today, time(), zone)
    end = datetime.combine(look.today + timedelta(days=1), time(), zone)
    return (col(Appointment.starts_at) >= start, col(Appointment.starts_at) < end)


def _line(look: Look, appointment: Appointment, patient: Patient, site: str, staff: str | None) -> Line:
    line = line_for(look, "appointment", appointment.id or 0, patient)
    over = appointment.starts_at <= look.now
    needs = [
        word
        for word, wanted in (
            ("Interpreter", appointment.needs_interpreter),
            ("Ride", appointment.needs_transport),
        )
        if wanted
    ]
    line["version"] = appointment.version
    line["what"] = appointment.title
    line["detail"] = " · ".join(filter(None, [staff or "", site, *needs]))
    line["when"] = written_clock(appointment.starts_at, look.zone)
    line["late"] = "Not here yet" if over else ""
    line["href"] = f"/calendar?view=day&appointment={appointment.id}"
    # Before its time nobody has missed an appointment.
    line["does"] = ["arrived", *(["missed"] if over else []), "call", "open"]
    return line

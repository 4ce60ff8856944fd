"""Today's appointments: for the front desk all who are still expected, else those of one's own."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, bindparam, func, true, union
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.accounts.models import Site, User
from carehub.caseloads.models import Assignment
from carehub.core.actor import Actor, Role
from carehub.core.database import UtcDateTime
from carehub.core.dates import written_clock
from carehub.core.sight import MOST, asked_by, once_for_each_sight, sites_of
from carehub.desk.my_day.lines import Line, Look, Section, line_for, section
from carehub.patients.models import Patient
from carehub.shared_calendar import reading as calendar
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.status import AppointmentStatus, Kind

_S = AppointmentStatus
_EXPECTED = (_S.REQUESTED, _S.BOOKED, _S.CONFIRMED)
_WITHIN = (
    col(Appointment.starts_at) >= bindparam("start", type_=UtcDateTime()),
    col(Appointment.starts_at) < bindparam("end", type_=UtcDateTime()),
)


def arrivals(session: Session, look: Look, most: int) -> Section:
    """Who is still expected at this person's sites."""
    return _section(session, look, most, _at_their_sites)


def own(session: Session, look: Look, most: int) -> Section:
    """Those of patients on one's caseload, and those with this person."""
    return _section(session, look, most, _own)


def _section(
    session: Session, look: Look, most: int, which: Callable[[Actor], ColumnElement[bool]]
) -> Section:
    zone = ZoneInfo(look.zone)
    start = datetime.combine(look.today, time(), zone)
    end = datetime.combine(look.today + timedelta(days=1), time(), zone)
    asked = asked_by(look.actor, start=start, end=end, most=most)
    lines = [_line(look, *row) for row in session.execute(_first(look.actor, which), asked)]
    return section(lines, most, lambda: session.execute(_counted(look.actor, which), asked).scalar_one())


@once_for_each_sight
def _first(
    actor: Actor, which: Callable[[Actor], ColumnElement[bool]]
) -> Select[Appointment, Patient, str, str | None]:
    return (
        _today(actor)
        .where(which(actor))
        .join(Site, col(Site.id) == Appointment.site_id)
        .outerjoin(User, col(User.id) == Appointment.staff_id)
        .with_only_columns(Appointment, Patient, col(Site.name), col(User.name))  # pyright: ignore
        .order_by(col(Appointment.starts_at), col(Appointment.id))
        .limit(MOST)
    )


@once_for_each_sight
def _counted(actor: Actor, which: Callable[[Actor], ColumnElement[bool]]) -> Select[int]:
    return _today(actor).where(which(actor)).with_only_columns(func.count(col(Appointment.id)))


def _at_their_sites(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.all_sites else col(Appointment.site_id).in_(sites_of(actor))


def _own(actor: Actor) -> ColumnElement[bool]:
    with_me = col(Appointment.staff_id) == actor.user_id
    if actor.role is Role.PROVIDER:
        return with_me
    # Each way by an index of its own: an OR of them reads the day of the whole center.
    number = select(Appointment.id).where(*_WITHIN)
    kept = number.join(Assignment, col(Assignment.patient_id) == Appointment.patient_id).where(
        Assignment.coordinator_id == actor.user_id, col(Assignment.until).is_(None)
    )
    return col(Appointment.id).in_(union(number.where(with_me), kept))


def _today(actor: Actor) -> SelectOfScalar[Appointment]:
    return calendar.visible_to(actor).where(
        *_WITHIN,
        Appointment.kind == Kind.APPOINTMENT,
        col(Appointment.patient_id).is_not(None),
        col(Appointment.status).in_(_EXPECTED),
    )


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

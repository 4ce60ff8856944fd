"""A center with two crowded months and a long history, made without any service: what the calendar reads."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from sqlalchemy import ColumnClause, func, insert, literal_column
from sqlmodel import Session, col, select

from carehub.accounts.models import User, UserSite
from carehub.core import clock
from carehub.core.actor import Role
from carehub.patients.models import Patient, PatientSite
from carehub.patients.names import sort_name
from carehub.shared_calendar.models import Appointment, Attendee, Series
from carehub.shared_calendar.status import AppointmentStatus, AppointmentType, Kind
from tests.conftest import open_center

MONTH = datetime(2027, 2, 28, 6, tzinfo=UTC)  # what the month view of March 2027 begins with
SHOWN = timedelta(days=42)
SINGLE, SERIES, WEEKS = 2_000, 300, 6
IN_MONTH = SINGLE + SERIES * WEEKS
PATIENTS, PROVIDERS = 2_000, 12
MEETINGS, IN_A_MEETING = 40, 5
FAMILY = ("Garcia", "Nguyen", "Okafor", "Moreno", "Haddad", "Lindqvist", "Castellano", "Delacroix")
BATCH = 5_000
_STATUS = (AppointmentStatus.BOOKED,) * 7 + (AppointmentStatus.CONFIRMED,) * 2
_LEFT_OUT = ("id", "starts_at", "ends_at", "series_id", "occurs_on")


def open_busy_center(session: Session) -> int:
    """Fill the migrated, empty database: March and April 2027 are full. Returns the id of Northside."""
    people = open_center(session)
    site_id = people.sites["Northside"]
    chance = random.Random(7)
    staff = [_provider(session, number, site_id) for number in range(PROVIDERS)]
    sites = list(people.sites.values())
    _write(session, Patient, (_patient(number, sites) for number in range(1, PATIENTS + 1)))
    rows = session.exec(select(Patient.id, Patient.home_site_id)).all()
    _write(session, PatientSite, ({"patient_id": each, "site_id": site} for each, site in rows))
    homes = {patient_id: site for patient_id, site in rows if patient_id is not None}
    for month in (MONTH, MONTH + SHOWN):
        _write(session, Appointment, _singles(chance, homes, staff, month))
        _add_series(session, chance, homes, staff, month)
    meetings = session.exec(select(Appointment.id).where(Appointment.kind == Kind.MEETING)).all()
    _write(
        session,
        Attendee,
        ({"appointment_id": each, "user_id": who} for each in meetings for who in staff[1:IN_A_MEETING]),
    )
    return site_id


def add_history(session: Session, how_many: int) -> None:
    """The first month again and again, ever further in the past."""
    columns = [each for each in Appointment.model_fields if each not in _LEFT_OUT]
    same = [literal_column(name) for name in columns]
    first = session.exec(select(func.min(Appointment.id))).one() or 1
    block = 0
    while how_many > 0:
        back = f"-{43 + 13 * block} days"
        times = [_shifted(name, back) for name in ("starts_at", "ends_at")]
        month = (
            select(*same, *times)  # pyright: ignore[reportCallIssue, reportArgumentType]
            .where(col(Appointment.id) >= first, col(Appointment.id) < first + IN_MONTH)
            .limit(how_many)
        )
        session.execute(insert(Appointment).from_select([*columns, "starts_at", "ends_at"], month))
        how_many, block = how_many - IN_MONTH, block + 1


def _shifted(column: str, by: str) -> ColumnClause[str]:
    """An instant as SQLite keeps it, some days earlier."""
    return literal_column(f"strftime('%Y-%m-%d %H:%M:%f', {column}, '{by}') || '000'")


def _provider(session: Session, number: int, site_id: int) -> int:
    user = User(
        user_name=f"provider{number}",
        name=f"{FAMILY[number % len(FAMILY)]} {number}",
        role=Role.PROVIDER,
        password_hash="",
        created_at=clock.now(),
    )
    session.add(user)
    session.flush()
    assert user.id is not None
    session.add(UserSite(user_id=user.id, site_id=site_id))
    return user.id


def _patient(number: int, sites: list[int]) -> dict[str, object]:
    last_name, first_name = FAMILY[number % len(FAMILY)], f"Given{number}"
    patient = Patient(
        last_name=last_name,
        first_name=first_name,
        home_site_id=sites[number % len(sites)],
        sort_name=sort_name(last_name, first_name),
        created_at=clock.now(),
        updated_at=clock.now(),
    )
    return patient.model_dump(exclude={"id"})


def _singles(
    chance: random.Random, homes: dict[int, int], staff: list[int], month: datetime
) -> Iterator[dict[str, object]]:
    for number in range(SINGLE):
        row = _appointment(chance, homes, staff, _office_hour(chance, month))
        yield (
            row
            if number >= MEETINGS
            else {**row, "kind": Kind.MEETING, "patient_id": None, "staff_id": staff[0]}
        )


def _add_series(
    session: Session, chance: random.Random, homes: dict[int, int], staff: list[int], month: datetime
) -> None:
    for _ in range(SERIES):
        start = _office_hour(chance, month) - timedelta(weeks=5)
        start += timedelta(weeks=-((start - month) // timedelta(weeks=1)))
        series = Series(
            rule=f"FREQ=WEEKLY;INTERVAL=1;COUNT={WEEKS}",
            starts_on=start.date(),
            at=time(9),
            minutes=30,
            time_zone="America/Chicago",
            created_at=month,
            created_by=1,
        )
        session.add(series)
        session.flush()
        same = _appointment(chance, homes, staff, start)
        days = [start + timedelta(weeks=week) for week in range(WEEKS)]
        _write(session, Appointment, ({**same, **_of_series(series, day)} for day in days))


def _of_series(series: Series, starts_at: datetime) -> dict[str, object]:
    day: date = starts_at.date()
    ends_at = starts_at + timedelta(minutes=30)
    return {"series_id": series.id, "occurs_on": day, "starts_at": starts_at, "ends_at": ends_at}


def _appointment(
    chance: random.Random, homes: dict[int, int], staff: list[int], starts_at: datetime
) -> dict[str, object]:
    patient_id = chance.randrange(1, PATIENTS + 1)
    made = Appointment(
        title="Therapy",
        type=chance.choice(list(AppointmentType)),
        patient_id=patient_id,
        staff_id=chance.choice(staff),
        site_id=homes[patient_id],
        status=chance.choice(_STATUS),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
        created_at=MONTH,
        created_by=1,
        updated_at=MONTH,
        updated_by=1,
    )
    return made.model_dump(exclude={"id"})


def _office_hour(chance: random.Random, month: datetime) -> datetime:
    """A quarter of an hour between 8 and 5 in Chicago on one of the month's working days."""
    day = month + timedelta(days=7 * chance.randrange(WEEKS) + chance.randrange(1, 6))
    return day + timedelta(hours=8, minutes=15 * chance.randrange(36))


def _write(session: Session, model: type, rows: Iterator[dict[str, object]]) -> None:
    while batch := list(islice(rows, BATCH)):
        session.execute(insert(model), batch)

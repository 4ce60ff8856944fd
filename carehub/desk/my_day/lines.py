"""What My day shows: sections of lines, each with what can be done to it where it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypedDict

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.core import clock
from carehub.core.actor import Actor, Role
from carehub.core.changes import Topic
from carehub.patients.models import Patient
from carehub.patients.names import listed_name
from carehub.patients.wording import identity

# A section shows so many lines at first, and so many more each time it is asked.
WINDOW = 25
# Where the whole center is looked at, nobody is helped by a number above this one.
MOST_COUNTED = 500


class Name(StrEnum):
    """The sections, from top to bottom."""

    IMPORTS = "imports"
    EMERGENCIES = "emergencies"
    SIGN_OFFS = "sign_offs"
    REPORTS = "reports"
    ARRIVALS = "arrivals"
    FOLLOW_UPS = "follow_ups"
    MOVES = "moves"
    NOTES = "notes"
    APPOINTMENTS = "appointments"
    NEW = "new"
    CHECK_INS = "check_ins"
    STUCK = "stuck"
    NEGLECTED = "neglected"


class Line(TypedDict):
    """One line. ``kind`` and ``id`` say what it is of, ``version`` how it was seen; ``key`` is unique.

    ``when`` is the day or time, ``late`` is set where that is past. ``does`` are the actions offered on it.
    """

    key: str
    kind: str
    id: int
    version: int
    patient_id: int
    referral_id: int
    patient: str
    identity: str
    what: str
    detail: str
    when: str
    late: str
    mark: str
    href: str
    does: list[str]


class Section(TypedDict):
    """``total`` counts all of its lines, up to ``MOST_COUNTED``; the first stand in ``lines``."""

    total: int
    lines: list[Line]


@dataclass(frozen=True)
class Look:
    """Who looks at My day, and when."""

    actor: Actor
    now: datetime
    today: date
    zone: str


_COORDINATES = (Name.FOLLOW_UPS, Name.MOVES, Name.NOTES, Name.APPOINTMENTS, Name.NEW, Name.CHECK_INS)
SECTIONS: dict[Role, tuple[Name, ...]] = {
    Role.COORDINATOR: _COORDINATES,
    Role.SUPERVISOR: (Name.EMERGENCIES, Name.SIGN_OFFS, *_COORDINATES, Name.STUCK, Name.NEGLECTED),
    Role.PROVIDER: (Name.REPORTS, Name.FOLLOW_UPS, Name.NOTES, Name.APPOINTMENTS),
    Role.FRONT_DESK: (Name.ARRIVALS,),
    Role.ADMIN: (Name.IMPORTS, Name.EMERGENCIES),
}

_T = Topic
# What changes a section; patients and their names stand in all of them.
TOPICS: dict[Name, frozenset[Topic]] = {
    Name.IMPORTS: frozenset({_T.IMPORTS}),
    Name.EMERGENCIES: frozenset({_T.EMERGENCIES, _T.PATIENTS}),
    Name.SIGN_OFFS: frozenset({_T.REFERRALS, _T.PATIENTS}),
    Name.REPORTS: frozenset({_T.REFERRALS, _T.PATIENTS}),
    Name.ARRIVALS: frozenset({_T.APPOINTMENTS, _T.PATIENTS}),
    Name.FOLLOW_UPS: frozenset({_T.FOLLOW_UPS, _T.CASELOADS, _T.PATIENTS}),
    Name.MOVES: frozenset({_T.REFERRALS, _T.CASELOADS, _T.PATIENTS}),
    Name.NOTES: frozenset({_T.MENTIONS, _T.PATIENTS}),
    Name.APPOINTMENTS: frozenset({_T.APPOINTMENTS, _T.CASELOADS, _T.PATIENTS}),
    Name.NEW: frozenset({_T.CASELOADS, _T.PATIENTS}),
    Name.CHECK_INS: frozenset({_T.CASELOADS, _T.PATIENTS}),
    Name.STUCK: frozenset({_T.REFERRALS, _T.PATIENTS}),
    Name.NEGLECTED: frozenset({_T.FOLLOW_UPS, _T.CASELOADS, _T.PEOPLE, _T.PATIENTS}),
}


def section(lines: list[Line], most: int, count: Callable[[], int]) -> Section:
    """A section of ``most`` lines at most: where they are fewer, nothing has to be counted."""
    return Section(total=len(lines) if len(lines) < most else count(), lines=lines)


def look_of(session: Session, actor: Actor) -> Look:
    zone = accounts.center(session).time_zone
    return Look(actor, clock.now(), clock.today(zone), zone)


def line_for(look: Look, kind: str, number: int, patient: Patient | None) -> Line:
    """A line of this patient with nothing on it yet."""
    return Line(
        key=f"{kind}-{number}",
        kind=kind,
        id=number,
        version=0,
        patient_id=(patient.id or 0) if patient else 0,
        referral_id=0,
        patient=listed_name(patient.last_name, patient.first_name) if patient else "",
        identity=identity(patient.birth_date, patient.mrn, look.today) if patient else "",
        what="",
        detail="",
        when="",
        late="",
        mark="",
        href=f"/patients/{patient.id}" if patient else "/",
        does=["open"],
    )


def days_late(due: date, today: date) -> str:
    """``3 days late``, ``Today``; empty for a day to come."""
    days = (today - due).days
    if days <= 0:
        return ""
    return "1 day late" if days == 1 else f"{days} days late"

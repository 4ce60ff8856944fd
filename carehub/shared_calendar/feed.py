"""The events of a range as the calendar draws them.

A crowded month is thousands of rows: they are read as plain columns, without an object of the database's for
each, which took most of the time.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlmodel import Session, col, select

from carehub.accounts.models import Site, User
from carehub.core.actor import Actor, Permission
from carehub.patients.models import Patient
from carehub.patients.names import listed_name
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.reading import is_between, is_its_patient, others_in
from carehub.shared_calendar.selection import ColourBy, Columns, Look, Selection
from carehub.shared_calendar.showing import (
    NOBODY_YET,
    ShownEvent,
    SiteMark,
    site_mark,
    staff_mark,
    type_mark,
    with_whom,
)
from carehub.shared_calendar.status import (
    CANCELLED,
    MOVABLE,
    AppointmentStatus,
    AppointmentType,
    Kind,
    Mode,
)

_HOW = {mode: "" if mode is Mode.IN_PERSON else mode.label for mode in Mode}
_USUAL = (AppointmentStatus.BOOKED, AppointmentStatus.CONFIRMED)
_MARKS = {status: "" if status in _USUAL else status.label for status in AppointmentStatus}


class _Row(NamedTuple):
    """What the query reads, in this order."""

    id: int
    kind: Kind
    type: AppointmentType
    title: str
    mode: Mode
    status: AppointmentStatus
    starts_at: datetime
    ends_at: datetime
    version: int
    site_id: int
    room_id: int | None
    staff_id: int | None
    staff_name: str | None
    last_name: str | None
    first_name: str | None


_COLUMNS = (
    *(col(getattr(Appointment, name)) for name in _Row._fields[:12]),
    col(User.name),
    col(Patient.last_name),
    col(Patient.first_name),
)


def events(
    session: Session, actor: Actor, start: datetime, end: datetime, selection: Selection, look: Look
) -> list[ShownEvent]:
    """What happens from ``start`` up to ``end`` (aware), for this person, in the order of its beginning.

    Reads only the stretch of the index that the range covers, in as many statements whatever it holds.
    """
    rows = _rows(session, actor, start, end, selection)
    others = others_in(session, [row.id for row in rows if row.kind is Kind.MEETING])
    mark_of, books = _marks(session, look.colour_by), actor.may(Permission.APPOINTMENTS_BOOK)
    return [
        _event(
            row,
            _people(row, others.get(row.id, {})),
            mark_of(row),
            look.columns,
            movable=books and row.status in MOVABLE and actor.works_at(row.site_id),
        )
        for row in rows
    ]


def _rows(session: Session, actor: Actor, start: datetime, end: datetime, selection: Selection) -> list[_Row]:
    statement = (
        select(*_COLUMNS)  # pyright: ignore[reportCallIssue]
        .select_from(Appointment)
        .outerjoin(User, col(User.id) == Appointment.staff_id)
        .outerjoin(Patient, is_its_patient())
        .where(*is_between(actor, start, end, selection))
        .order_by(col(Appointment.starts_at), col(Appointment.id))
    )
    return [_Row._make(row) for row in session.execute(statement)]


def _marks(session: Session, colour_by: ColourBy) -> Callable[[_Row], SiteMark]:
    """By which colour and which letters each row is told apart."""
    match colour_by:
        case ColourBy.SITE:
            sites = {site.id: site_mark(site) for site in session.exec(select(Site))}
            return lambda row: sites[row.site_id]
        case ColourBy.STAFF:
            of_person = cache(staff_mark)
            return lambda row: of_person(row.staff_id or 0, row.staff_name or NOBODY_YET)
        case ColourBy.TYPE:
            types = {kind: type_mark(kind) for kind in AppointmentType}
            return lambda row: types[row.type]


def _people(row: _Row, others: Mapping[int, str]) -> Mapping[int, str]:
    """Every member of staff in it: name by user id, the one it is with first."""
    return others if row.staff_id is None else {row.staff_id: row.staff_name or "", **others}


def _event(
    row: _Row, people: Mapping[int, str], mark: SiteMark, columns: Columns | None, *, movable: bool
) -> ShownEvent:
    patient = "" if row.last_name is None else listed_name(row.last_name, row.first_name or "")
    detail = (row.title if patient else "", with_whom(people.values()), _HOW[row.mode])
    return ShownEvent(
        id=str(row.id),
        title=patient or row.title,
        detail=" · ".join(filter(None, detail)),
        badge=mark["badge"],
        mark=_MARKS[row.status],
        tone=mark["tone"],
        faded=row.status in CANCELLED,
        movable=movable,
        start=row.starts_at.isoformat(),
        end=row.ends_at.isoformat(),
        all_day=False,
        version=row.version,
        columns=_stands_in(row, people, columns),
        background=False,
    )


def _stands_in(row: _Row, people: Mapping[int, str], columns: Columns | None) -> list[str]:
    """In which columns of a day it stands, by the ids of people or a room; "0" is nobody's."""
    match columns:
        case Columns.ROOMS:
            return [str(row.room_id or 0)]
        case Columns.PROVIDERS:
            return [str(user_id) for user_id in people] or ["0"]
        case None:
            return []

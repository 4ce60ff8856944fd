"""Undo for the calendar: what a change wrote over is remembered, and put back if nobody touched it since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session

from carehub.accounts.models import User
from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Conflict
from carehub.shared_calendar import linked_referral
from carehub.shared_calendar.changing import claim, own, tell_together, wanted_by, write
from carehub.shared_calendar.models import Appointment, Series
from carehub.shared_calendar.slots import Slot
from carehub.shared_calendar.status import CANCELLED, OCCUPYING, AppointmentStatus, AppointmentType, Mode

KIND = "appointments"
BOOKING = "appointments.book"
_BY_MISTAKE = "Booked by mistake"


class _Kept(BaseModel):
    """What an appointment was, and the version that the change gave it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    version: int
    type: AppointmentType
    title: str
    patient_id: int | None
    staff_id: int | None
    attendees: tuple[int, ...]
    site_id: int
    room_id: int | None
    receiver: str
    needs_interpreter: bool
    needs_transport: bool
    mode: Mode
    note: str
    starts_at: datetime
    ends_at: datetime
    status: AppointmentStatus
    reason: str
    patient_told: bool | None
    series_id: int | None
    occurs_on: date | None
    is_apart: bool


class _KeptSeries(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    rule: str
    starts_on: date
    at: time
    minutes: int
    time_zone: str
    skips: list[str]
    created_at: datetime
    created_by: int


class _Token(BaseModel):
    """``made`` is the series that the change cut off."""

    appointments: list[_Kept]
    series: _KeptSeries | None = None
    made: int | None = None


@dataclass
class Memory:
    """What appointments were before a change; ask for the token after it."""

    _kept: list[_Kept]
    _rows: Sequence[Appointment]
    _series: _KeptSeries | None = None
    made: int | None = None

    def token(self) -> str:
        """What takes the change back. It stays on the server."""
        kept = [
            each.model_copy(update={"version": row.version})
            for each, row in zip(self._kept, self._rows, strict=True)
            if row.version != each.version
        ]
        return _Token(appointments=kept, series=self._series, made=self.made).model_dump_json()


def remember(session: Session, rows: Sequence[Appointment], series: Series | None = None) -> Memory:
    """Call this before the change."""
    kept = [_Kept.model_validate(row) for row in rows]
    return Memory(kept, list(rows), _KeptSeries.model_validate(series) if series else None)


def token_of_booking(made: Sequence[Appointment]) -> str:
    """What takes a booking back."""
    return _Token(appointments=[_Kept.model_validate(each) for each in made]).model_dump_json()


def take_back_booking(session: Session, actor: Actor, token: str) -> str:
    """Cancel what was just booked; Conflict when somebody changed it since."""
    require(actor, Permission.APPOINTMENTS_BOOK)
    was = _Token.model_validate_json(token)
    rows = [own(session, actor, each.id) for each in was.appointments]
    _refuse_changed(session, rows, was.appointments)
    for row in rows:
        status = AppointmentStatus.CANCELLED_BY_US
        write(session, actor, row, row.version, status=status, reason=_BY_MISTAKE)
    linked_referral.called_off(session, actor, rows, _BY_MISTAKE)
    tell_together(session, actor, "appointments.undo", rows, reason=_BY_MISTAKE)
    return "Undone: the booking is cancelled"


def take_back(session: Session, actor: Actor, token: str) -> str:
    """Put everything back as it was, under the same checks as any change; the sentence to say.

    Conflict when somebody changed one of them since, or took its old time.
    """
    require(actor, Permission.APPOINTMENTS_BOOK)
    was = _Token.model_validate_json(token)
    rows = [own(session, actor, each.id) for each in was.appointments]
    _refuse_changed(session, rows, was.appointments)
    _claim_old_times(session, actor, rows, was.appointments)
    series_id = _reopen(session, was.series) if was.series and was.made else None
    before = [(row, row.starts_at) for row in rows]
    for row, kept in zip(rows, was.appointments, strict=True):
        values = kept.model_dump(exclude={"id", "version"}) | ({"series_id": series_id} if series_id else {})
        write(session, actor, row, row.version, **values)
    if was.made and (made := session.get(Series, was.made)):
        session.delete(made)
        session.flush()
    linked_referral.moved(session, actor, [each for each in before if each[0].status not in CANCELLED])
    _book_again(session, actor, rows)
    tell_together(session, actor, "appointments.undo", rows)
    return "Undone" if len(rows) == 1 else f"Undone: {len(rows)} appointments are as they were"


def _refuse_changed(session: Session, rows: Sequence[Appointment], kept: Sequence[_Kept]) -> None:
    for row, each in zip(rows, kept, strict=True):
        if row.version != each.version:
            name = session.get_one(User, row.updated_by).name
            raise Conflict(f"{name} changed this since, so it stays as it is now.")


def _claim_old_times(
    session: Session, actor: Actor, rows: Sequence[Appointment], kept: Sequence[_Kept]
) -> None:
    back = [
        wanted_by(row, Slot(each.starts_at, each.ends_at))
        for row, each in zip(rows, kept, strict=True)
        if each.status in OCCUPYING
    ]
    if back:
        claim(session, actor, back)


def _reopen(session: Session, kept: _KeptSeries) -> int:
    """The series as it was: shortened by the cut, or gone when everything moved."""
    series = session.get(Series, kept.id)
    if series is None:
        series = Series(**kept.model_dump(exclude={"id"}))
        session.add(series)
    series.rule, series.skips = kept.rule, kept.skips
    session.flush()
    assert series.id is not None
    return series.id


def _book_again(session: Session, actor: Actor, rows: Sequence[Appointment]) -> None:
    ahead = [row for row in rows if row.status is AppointmentStatus.BOOKED and row.starts_at > clock.now()]
    if ahead:
        linked_referral.booked_again(session, actor, min(ahead, key=lambda row: row.starts_at))

"""What a browser sends to the calendar, parsed strictly into what a person asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import BaseModel, StringConstraints

from carehub.core import clock
from carehub.core.errors import Invalid
from carehub.shared_calendar.dragging import Drag
from carehub.shared_calendar.requests import Details
from carehub.shared_calendar.seats import Across, Seats
from carehub.shared_calendar.selection import Columns
from carehub.shared_calendar.showing import NOBODY
from carehub.shared_calendar.slots import Slot, slot_at
from carehub.shared_calendar.status import AppointmentType, Kind, Mode
from carehub.ui.claims import parse

VIEWS = ("month", "week", "day", "list", *Columns)
ATTENDEE = "attendee_"
USUAL_LENGTH = timedelta(minutes=30)

_Word = TypeVar("_Word", bound=StrEnum)
_Number = Annotated[str, StringConstraints(pattern=r"^\d{1,9}$")]
_Column = Annotated[str, StringConstraints(pattern=r"^\d{0,9}$")]
_Text = Annotated[str, StringConstraints(max_length=4_000)]


class _Moved(BaseModel):
    op: Annotated[str, StringConstraints(max_length=40)]
    id: _Number
    version: int
    start: _Text
    end: _Text
    column: _Column = ""
    was_in: _Column = ""


class _Picked(BaseModel):
    start: _Text
    end: _Text
    all_day: bool
    site: _Text = ""
    staff: _Text = NOBODY
    room: _Text = NOBODY


class _Shown(BaseModel):
    view: _Text
    date: _Text


class _TimeForm(BaseModel):
    day: _Text
    at: _Text
    minutes: _Number


class _SeatsForm(BaseModel):
    staff: _Text
    room: _Text = NOBODY


class _DetailsForm(BaseModel):
    title: _Text
    site: _Text
    staff: _Text
    mode: _Text
    note: _Text
    type: _Text = AppointmentType.OTHER.value
    room: _Text = NOBODY
    receiver: _Text = ""
    interpreter: _Text | None = None
    ride: _Text | None = None


class _Extras(BaseModel):
    despite: _Text = ""
    referral: _Text = NOBODY
    told: _Text | None = None


@dataclass(frozen=True, slots=True)
class Moving:
    """A drag, and ``op``, the widget's name for it."""

    op: str
    drag: Drag


@dataclass(frozen=True, slots=True)
class StartOfBooking:
    """What the booking dialog begins with: day and time as its inputs take them, minutes as text, and who is
    known already by the values of the selects; ``site`` is empty when it is not."""

    day: str
    at: str
    minutes: str
    site: str = ""
    staff: str = NOBODY
    room: str = NOBODY


def moving(raw: object, view: str) -> Moving:
    """A drag or a resize, as the calendar widget reports it of this view."""
    moved = parse(_Moved, raw)
    slot = Slot(_instant(moved.start), _instant(moved.end))
    across = None
    if view in set(Columns) and moved.column != moved.was_in:
        across = Across(Columns(view), left=int(moved.was_in or 0), to=int(moved.column or 0))
    return Moving(moved.op, Drag(int(moved.id), moved.version, slot, across))


def row_id(raw: object) -> int:
    """The id of an event, or of anything else that a control names by its number."""
    number = number_in(parse(str, raw))
    if not number:
        raise Invalid("Choose one of what is offered.")
    return int(number)


def start_of_booking(raw: object, time_zone: str) -> StartOfBooking:
    """What the booking dialog begins with after a click or a drag over the calendar; a click on a day
    leaves the time open."""
    picked = parse(_Picked, raw)
    if picked.all_day:
        return StartOfBooking(day=picked.start[:10], at="", minutes=_minutes(USUAL_LENGTH))
    start = _instant(picked.start)
    length = _instant(picked.end) - start if picked.end else USUAL_LENGTH
    shown = clock.local(start, time_zone)
    known = (number_in(picked.site), picked.staff or NOBODY, picked.room or NOBODY)
    return StartOfBooking(f"{shown:%Y-%m-%d}", f"{shown:%H:%M}", _minutes(length), *known)


def shown(raw: object) -> tuple[str, str]:
    """View and day that the calendar widget says it shows."""
    claim = parse(_Shown, raw)
    return view_of(claim.view), day_of(claim.date)


def slot_of(form: object, time_zone: str) -> Slot:
    """Day, time and length of a dialog, on the wall clock of the zone."""
    given = parse(_TimeForm, form)
    try:
        day = date.fromisoformat(given.day)
        at = time.fromisoformat(given.at)
    except ValueError:
        raise Invalid("Choose the day and the time.") from None
    return slot_at(day, at, int(given.minutes), time_zone)


def details_of(form: object, kind: Kind, patient_id: int) -> Details:
    """Everything but the time; ``patient_id`` 0 stands for nobody."""
    given = parse(_DetailsForm, form)
    return Details(
        title=given.title,
        site_id=row_id(given.site),
        patient_id=patient_id or None if kind is Kind.APPOINTMENT else None,
        staff_id=None if given.staff == NOBODY else row_id(given.staff),
        kind=kind,
        mode=one_of(Mode, given.mode),
        note=given.note,
        type=one_of(AppointmentType, given.type),
        room_id=None if given.room == NOBODY else row_id(given.room),
        receiver=given.receiver,
        needs_interpreter=given.interpreter is not None,
        needs_transport=given.ride is not None,
        attendees=_attendees_in(form) if kind is Kind.MEETING else (),
    )


def seats_of(form: object, attendees: Iterable[str]) -> Seats:
    """With whom and in which room, as the dialog that moves asks; the others of a meeting stay in it."""
    given = parse(_SeatsForm, form)
    staff, room = (None if each == NOBODY else row_id(each) for each in (given.staff, given.room))
    return Seats(staff, room, tuple(row_id(each) for each in attendees))


def despite(form: object) -> str:
    """Why to book over a conflict; empty in a form that does not ask."""
    return parse(_Extras, form).despite


def referral_of(form: object) -> int | None:
    """The referral that the appointment is for, if the form offers one and one is chosen."""
    chosen = parse(_Extras, form).referral
    return None if chosen == NOBODY else row_id(chosen)


def is_told(form: object) -> bool:
    """Whether it is ticked that the patient knows the date; a form leaves out what is not ticked."""
    return parse(_Extras, form).told is not None


def one_of(words: type[_Word], raw: object) -> _Word:
    """The member of a closed set that a control names."""
    try:
        return words(parse(str, raw))
    except ValueError:
        raise Invalid("Choose one of what is offered.") from None


def view_of(raw: str) -> str:
    """The view that an address names; empty when there is none of this name."""
    return raw if raw in VIEWS else ""


def word_in(words: type[StrEnum], raw: str) -> str:
    """The word of a closed set that an address names; empty when it is none of them."""
    return raw if raw in set(words) else ""


def day_of(raw: str) -> str:
    """The day that an address names, YYYY-MM-DD; empty when it is none."""
    try:
        return date.fromisoformat(raw).isoformat()
    except ValueError:
        return ""


def number_in(raw: str) -> str:
    """The number that an address names, as text; empty when it is none."""
    return raw if raw.isdecimal() and len(raw) < 10 else ""


def _attendees_in(form: object) -> tuple[int, ...]:
    """Each has a tick of its own, which a form leaves out when it is not set."""
    ticks = (key for key in parse(dict[str, object], form) if key.startswith(ATTENDEE))
    return tuple(row_id(key.removeprefix(ATTENDEE)) for key in ticks)


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("This is no time. Reload the page.") from None


def _minutes(length: timedelta) -> str:
    return str(int(length.total_seconds()) // 60)

"""With whom and in which room an appointment takes place, and giving it to somebody else."""

from dataclasses import asdict, dataclass, fields, replace

from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.requests import Details
from carehub.shared_calendar.selection import Columns


@dataclass(frozen=True, slots=True)
class Seats:
    """The person and the room that an appointment takes; None is nobody, or no room."""

    staff_id: int | None
    room_id: int | None


@dataclass(frozen=True, slots=True)
class Across:
    """From one column of a day to another, each by the id of its person or room; 0 is nobody's column."""

    columns: Columns
    left: int
    to: int


def seats_of(appointment: Appointment) -> Seats:
    return Seats(appointment.staff_id, appointment.room_id)


def seats_across(appointment: Appointment, across: Across) -> Seats:
    """What it takes once it stands in the other column."""
    given = across.to or None
    if across.columns is Columns.ROOMS:
        return replace(seats_of(appointment), room_id=given)
    return replace(seats_of(appointment), staff_id=given)


def seats_alike(row: Appointment, chosen: Appointment, seats: Seats) -> Seats:
    """What another of the series takes when the chosen one takes ``seats``: the new where it had the same."""
    theirs, before = asdict(seats_of(row)), asdict(seats_of(chosen))
    given = asdict(seats)
    return Seats(**{name: given[name] if theirs[name] == before[name] else theirs[name] for name in given})


def details_of(appointment: Appointment, seats: Seats) -> Details:
    """An appointment as a request, with these seats."""
    values = {field.name: getattr(appointment, field.name) for field in fields(Details)}
    return Details(**{**values, **asdict(seats)})

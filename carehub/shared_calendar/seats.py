"""With whom and in which room an appointment takes place, and giving it to somebody else."""

from dataclasses import asdict, dataclass, fields, replace

from carehub.core.errors import Invalid
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.requests import Details
from carehub.shared_calendar.selection import Columns
from carehub.shared_calendar.status import Kind


@dataclass(frozen=True, slots=True)
class Seats:
    """The people and the room that an appointment takes; None is nobody, or no room."""

    staff_id: int | None
    room_id: int | None
    attendees: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "attendees", tuple(sorted(set(self.attendees) - {self.staff_id})))

    @property
    def people(self) -> tuple[int, ...]:
        return tuple(each for each in (self.staff_id, *self.attendees) if each is not None)


@dataclass(frozen=True, slots=True)
class Across:
    """From one column of a day to another, each by the id of its person or room; 0 is nobody's column."""

    columns: Columns
    left: int
    to: int


def seats_of(appointment: Appointment) -> Seats:
    return Seats(appointment.staff_id, appointment.room_id, appointment.attendees)


def seats_across(appointment: Appointment, across: Across) -> Seats:
    """What it takes once it stands in the other column; a meeting, in the columns of the others too."""
    now, given = seats_of(appointment), across.to or None
    if across.columns is Columns.ROOMS:
        return replace(now, room_id=given)
    if appointment.kind is Kind.MEETING and given in now.people:
        raise Invalid("This person takes part in the meeting already.")
    if across.left in now.attendees:
        others = {*now.attendees} - {across.left} | ({given} if given else set())
        return replace(now, attendees=tuple(others))
    return replace(now, staff_id=given)


def seats_alike(row: Appointment, chosen: Appointment, seats: Seats) -> Seats:
    """What another of the series takes when the chosen one takes ``seats``: the new where it had the same."""
    theirs, before = asdict(seats_of(row)), asdict(seats_of(chosen))
    given = asdict(seats)
    return Seats(**{name: given[name] if theirs[name] == before[name] else theirs[name] for name in given})


def details_of(appointment: Appointment, seats: Seats) -> Details:
    """An appointment as a request, with these seats."""
    values = {field.name: getattr(appointment, field.name) for field in fields(Details)}
    return Details(**{**values, **asdict(seats)})

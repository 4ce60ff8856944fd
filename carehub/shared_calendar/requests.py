"""What a person asks of the calendar, already parsed."""

from dataclasses import dataclass
from enum import StrEnum

from carehub.core.errors import Invalid
from carehub.shared_calendar.recurrence import Repeat
from carehub.shared_calendar.slots import Slot
from carehub.shared_calendar.status import BOOKABLE_AS, AppointmentStatus, AppointmentType, Kind, Mode

TITLE_LIMIT = 120
RECEIVER_LIMIT = 120
NOTE_LIMIT = 2_000
MOST_ATTENDEES = 60
REASON_LIMIT = 200


class Scope(StrEnum):
    """Which occurrences of a series are meant. ``ALL`` leaves alone what is over."""

    ONE = "one"
    FOLLOWING = "following"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Details:
    """Everything about an appointment but its time; with neither patient nor staff it is nobody's.

    ``attendees`` take part in a meeting beside ``staff_id``: each once, in the order of their ids.
    """

    title: str
    site_id: int
    patient_id: int | None = None
    staff_id: int | None = None
    kind: Kind = Kind.APPOINTMENT
    mode: Mode = Mode.IN_PERSON
    note: str = ""
    type: AppointmentType = AppointmentType.OTHER
    room_id: int | None = None
    receiver: str = ""
    needs_interpreter: bool = False
    needs_transport: bool = False
    attendees: tuple[int, ...] = ()

    @property
    def people(self) -> tuple[int, ...]:
        """Every member of staff whose time it takes."""
        return tuple(each for each in (self.staff_id, *self.attendees) if each is not None)

    def __post_init__(self) -> None:
        object.__setattr__(self, "attendees", tuple(sorted(set(self.attendees) - {self.staff_id})))
        for name in ("title", "note", "receiver"):
            object.__setattr__(self, name, getattr(self, name).strip())
        if not self.title:
            raise Invalid("Say in a word or two what the appointment is for.")
        if len(self.title) > TITLE_LIMIT:
            raise Invalid(f"Keep what it is for under {TITLE_LIMIT} characters; the note takes more.")
        if len(self.receiver) > RECEIVER_LIMIT:
            raise Invalid(f"Keep the name of the place under {RECEIVER_LIMIT} characters.")
        if len(self.note) > NOTE_LIMIT:
            raise Invalid(f"Keep the note under {NOTE_LIMIT:,} characters.")
        self._check_whose()

    def _check_whose(self) -> None:
        if self.kind is Kind.APPOINTMENT and self.patient_id is None:
            raise Invalid("Choose the patient.")
        if self.kind is Kind.MEETING and self.staff_id is None:
            raise Invalid("Choose who the meeting is for.")
        if self.kind is not Kind.MEETING and self.attendees:
            raise Invalid("Only a meeting is with several people. Choose one.")
        if len(self.attendees) > MOST_ATTENDEES:
            raise Invalid(f"A meeting takes up to {MOST_ATTENDEES} people beside the one it is with.")
        if self.kind is Kind.OUT_OF_OFFICE and self.staff_id is None:
            raise Invalid("Choose who is out of the office.")
        if self.receiver and self.room_id is not None:
            raise Invalid("It takes place in a room of ours or at the receiver, not both. Choose one.")


@dataclass(frozen=True, slots=True)
class Insisting:
    """What to do about conflicts: ``despite`` is why the time is taken all the same (who may override);
    ``only_fitting`` leaves the dates of a series alone that do not fit."""

    despite: str = ""
    only_fitting: bool = False


REFUSE = Insisting()


@dataclass(frozen=True, slots=True)
class Booking:
    """A new appointment. ``told``: the patient knows the date, which the linked referral wants to know.

    ``despite`` is why it is booked although the time is taken; ``repeat`` makes it a series.
    """

    details: Details
    slot: Slot
    referral_id: int | None = None
    told: bool = False
    despite: str = ""
    status: AppointmentStatus = AppointmentStatus.BOOKED
    repeat: Repeat | None = None
    only_fitting: bool = False

    def __post_init__(self) -> None:
        if self.status not in BOOKABLE_AS:
            raise Invalid("Book it, note it as requested, or put it on the waitlist.")
        if self.repeat and self.status is AppointmentStatus.WAITLIST:
            raise Invalid("The waitlist takes one time at once. Choose “Does not repeat”.")

"""What a person asks of the calendar, already parsed."""

from dataclasses import dataclass

from carehub.core.errors import Invalid
from carehub.shared_calendar.slots import Slot
from carehub.shared_calendar.status import Kind, Mode

TITLE_LIMIT = 120
NOTE_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class Details:
    """Everything about an appointment but its time; with neither patient nor staff it is nobody's."""

    title: str
    site_id: int
    patient_id: int | None = None
    staff_id: int | None = None
    kind: Kind = Kind.APPOINTMENT
    mode: Mode = Mode.IN_PERSON
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", self.title.strip())
        object.__setattr__(self, "note", self.note.strip())
        if not self.title:
            raise Invalid("Say in a word or two what the appointment is for.")
        if len(self.title) > TITLE_LIMIT:
            raise Invalid(f"Keep what it is for under {TITLE_LIMIT} characters; the note takes more.")
        if len(self.note) > NOTE_LIMIT:
            raise Invalid(f"Keep the note under {NOTE_LIMIT:,} characters.")
        if self.kind is Kind.APPOINTMENT and self.patient_id is None:
            raise Invalid("Choose the patient.")
        if self.kind is Kind.MEETING and self.staff_id is None:
            raise Invalid("Choose who the meeting is for.")


@dataclass(frozen=True, slots=True)
class Booking:
    """A new appointment. ``told``: the patient knows the date, which the linked referral wants to know.

    ``despite`` is why it is booked although the time is taken.
    """

    details: Details
    slot: Slot
    referral_id: int | None = None
    told: bool = False
    despite: str = ""

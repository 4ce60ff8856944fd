"""What must be settled when a patient comes home, and how soon somebody speaks with and sees the patient.

The days are those of CMS transitional care management (CPT 99495 and 99496, "Transitional Care Management
Services", MLN908628): contact within two business days after the discharge; a visit within seven days where
decisions are highly complex, within fourteen where they are moderately so.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

CONTACT_WITHIN = 2


class Complexity(StrEnum):
    """Of the medical decisions, as the provider judges it: it decides how soon the visit is."""

    HIGH = "high"
    MODERATE = "moderate"


class Item(StrEnum):
    MEDICATIONS = "medications"
    IN_HOME_NURSE = "in_home_nurse"
    EQUIPMENT = "equipment"
    TRANSPORT = "transport"
    FOLLOW_UP_VISIT = "follow_up_visit"


class Answer(StrEnum):
    DONE = "done"
    NOT_NEEDED = "not_needed"


class EndedBecause(StrEnum):
    """Why nobody waits for anything any more."""

    COMPLETED = "completed"
    READMITTED = "readmitted"
    CARED_FOR_ELSEWHERE = "cared_for_elsewhere"
    NOT_REACHED = "not_reached"
    DECLINED = "declined"
    DIED = "died"
    ENTERED_IN_ERROR = "entered_in_error"


VISIT_WITHIN = {Complexity.HIGH: 7, Complexity.MODERATE: 14}
# What each line asks, as it is read out.
ASKS: dict[Item, str] = {
    Item.MEDICATIONS: "Medications gone through, and at home",
    Item.IN_HOME_NURSE: "In-home nurse",
    Item.EQUIPMENT: "Equipment",
    Item.TRANSPORT: "Transport",
    Item.FOLLOW_UP_VISIT: "Follow-up visit booked",
}


def visit_by(discharged_on: date, complexity: Complexity) -> date:
    """The last day for the visit, counted in days of the calendar."""
    return discharged_on + timedelta(days=VISIT_WITHIN[complexity])


def blanks(answers: Mapping[Item, Answer | None]) -> list[Item]:
    """What nobody has answered yet, in the order of the list."""
    return [item for item in Item if answers.get(item) is None]


def named(items: Iterable[Item]) -> str:
    """ "medications, equipment and transport"."""
    *others, last = [item.value.replace("_", " ") for item in items]
    return f"{', '.join(others)} and {last}" if others else last

"""What part of the calendar somebody wants to see, and what the colours then tell apart."""

from dataclasses import dataclass
from enum import StrEnum

from carehub.shared_calendar.status import AppointmentType


class Whose(StrEnum):
    """A look at the calendar that needs no ids: they follow from who is looking."""

    EVERYBODY = ""
    MY_SITES = "sites"
    MY_PATIENTS = "patients"
    WITH_ME = "me"

    @property
    def label(self) -> str:
        return _WHOSE[self]


class ColourBy(StrEnum):
    SITE = "site"
    STAFF = "staff"
    TYPE = "type"


class Part(StrEnum):
    """A part of a Selection, as a control of the page names it."""

    SITE = "site"
    STAFF = "staff"
    TYPE = "type"
    WHOSE = "whose"


class Columns(StrEnum):
    """What stands side by side on one day."""

    PROVIDERS = "providers"
    ROOMS = "rooms"

    @property
    def label(self) -> str:
        return self.value.capitalize()


_WHOSE = {
    Whose.EVERYBODY: "Everybody",
    Whose.MY_SITES: "My sites",
    Whose.MY_PATIENTS: "My patients",
    Whose.WITH_ME: "Booked with me",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which appointments: those at one of the sites, with one of the staff, of one of the types; empty
    means all."""

    sites: tuple[int, ...] = ()
    staff: tuple[int, ...] = ()
    types: tuple[AppointmentType, ...] = ()
    whose: Whose = Whose.EVERYBODY


@dataclass(frozen=True, slots=True)
class Look:
    """How events are drawn: what the colour means, and what stands side by side, if anything."""

    colour_by: ColourBy = ColourBy.SITE
    columns: Columns | None = None


EVERYTHING = Selection()

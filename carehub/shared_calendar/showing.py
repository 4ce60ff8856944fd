"""How an appointment looks: as an event of the calendar, and opened in the panel."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypedDict

from carehub.accounts.models import Site
from carehub.accounts.roster import SITE_COLORS
from carehub.core.dates import born
from carehub.patients.names import listed_name
from carehub.patients.service import Found
from carehub.shared_calendar.linked_referral import Waiting
from carehub.shared_calendar.status import (
    AppointmentStatus,
    AppointmentType,
)
from carehub.working_time.models import Room

NOBODY_YET = "Nobody yet"
NOBODY = "nobody"  # none of the choices: a select cannot hold an empty value

_S = AppointmentStatus
_USUAL = frozenset({_S.BOOKED, _S.CONFIRMED})


class ShownEvent(TypedDict):
    """A row of the feed: what ``ui.widgets.calendar`` draws. Instants are ISO 8601 in UTC.

    ``columns`` are where it stands when a day is shown side by side. A row that is ``background`` is no
    event: it says that nothing is worked then, and why.
    """

    id: str
    title: str
    detail: str
    badge: str
    mark: str
    tone: str
    faded: bool
    movable: bool
    start: str
    end: str
    all_day: bool
    version: int
    columns: list[str]
    background: bool


class SiteMark(TypedDict):
    """A site, a person or a type as the legend and the filter show it; ``id`` as a control needs it."""

    id: str
    name: str
    badge: str
    tone: str


class Choice(TypedDict):
    """A line of a select."""

    value: str
    label: str


class Hit(TypedDict):
    """A patient found while typing."""

    id: int
    name: str
    identity: str


def with_whom(people: Iterable[str]) -> str:
    """``Pat Lindqvist``; of a larger meeting how many more: ``Pat Lindqvist and 4 more``."""
    first, *others = [*people] or [""]
    return f"{first} and {len(others)} more" if len(others) > 1 else " and ".join([first, *others])


def marks_of(sites: Iterable[Site]) -> list[SiteMark]:
    return [site_mark(site) for site in sites]


def site_mark(site: Site) -> SiteMark:
    return SiteMark(id=str(site.id), name=site.name, badge=initials(site.name), tone=site.color)


def staff_mark(user_id: int, name: str) -> SiteMark:
    """A member of staff; 0 stands for nobody yet."""
    tone = SITE_COLORS[user_id % len(SITE_COLORS)] if user_id else "gray"
    return SiteMark(id=str(user_id), name=name, badge=initials(name) if user_id else "–", tone=tone)


def type_mark(kind: AppointmentType) -> SiteMark:
    tones = (*SITE_COLORS, "gray")
    tone = tones[list(AppointmentType).index(kind) % len(tones)]
    return SiteMark(id=kind.value, name=kind.label, badge=initials(kind.label), tone=tone)


def initials(name: str) -> str:
    """Two letters for a site, as in the legend: ``NO`` for Northside, ``WC`` for West Center."""
    words = name.split()
    return ("".join(word[0] for word in words[:2]) if len(words) > 1 else name[:2]).upper()


def staff_choices(names: Mapping[int, str]) -> list[Choice]:
    """Who can be booked, by user id."""
    nobody = Choice(value=NOBODY, label=NOBODY_YET)
    return [nobody, *(Choice(value=str(user_id), label=name) for user_id, name in names.items())]


def room_choices(rooms: Iterable[Room]) -> list[Choice]:
    """The rooms of a site; nothing to choose from when it has none."""
    lines = [Choice(value=str(room.id), label=room.name) for room in rooms]
    return [Choice(value=NOBODY, label="No room"), *lines] if lines else []


def referral_choices(waiting: Iterable[Waiting]) -> list[Choice]:
    """The referrals that an appointment can be for; nothing to choose from when there are none."""
    lines = [
        Choice(value=str(one.referral_id), label=" · ".join(filter(None, (one.type_name, one.receiver))))
        for one in waiting
    ]
    return [Choice(value=NOBODY, label="No referral"), *lines] if lines else []


def hits_of(found: Iterable[Found], today: date) -> list[Hit]:
    return [
        Hit(
            id=each.patient_id,
            name=listed_name(each.last_name, each.first_name),
            identity=identity(each.birth_date, each.mrn, today),
        )
        for each in found
    ]


def identity(birth_date: date | None, mrn: str | None, today: date) -> str:
    """What keeps two patients of one name apart: ``07-Mar-1961 (65y) · MRN 1234``."""
    return " · ".join(filter(None, (birth_date and born(birth_date, today), mrn and f"MRN {mrn}")))

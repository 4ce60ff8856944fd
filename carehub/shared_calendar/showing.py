"""How an appointment looks: as an event of the calendar, and opened in the panel."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypedDict

from carehub.accounts.models import Site
from carehub.accounts.roster import SITE_COLORS
from carehub.core import clock
from carehub.core.actor import Actor, Permission
from carehub.core.dates import born, written_time
from carehub.patients.names import listed_name
from carehub.patients.service import Found
from carehub.shared_calendar.linked_referral import Waiting
from carehub.shared_calendar.reading import Entry, Sheet
from carehub.shared_calendar.selection import ColourBy, Columns
from carehub.shared_calendar.slots import said
from carehub.shared_calendar.status import (
    CANCELLED,
    MOVABLE,
    AppointmentStatus,
    AppointmentType,
    Mode,
    next_statuses,
)

NOBODY_YET = "Nobody yet"
NOBODY = "nobody"  # none of the choices: a select cannot hold an empty value

_S = AppointmentStatus
_USUAL = frozenset({_S.BOOKED, _S.CONFIRMED})
_STATUS_TONES = {
    _S.REQUESTED: "amber",
    _S.BOOKED: "blue",
    _S.CONFIRMED: "teal",
    _S.ARRIVED: "violet",
    _S.COMPLETED: "green",
    _S.NO_SHOW: "crimson",
}
_VERBS = {
    _S.BOOKED: "Put back to booked",
    _S.CONFIRMED: "Confirm",
    _S.ARRIVED: "Mark arrived",
    _S.COMPLETED: "Mark completed",
    _S.NO_SHOW: "Mark no-show",
}


class ShownEvent(TypedDict):
    """A row of the feed: what ``ui.widgets.calendar`` draws. Instants are ISO 8601 in UTC.

    ``column`` is where it stands when a day is shown side by side. A row that is ``background`` is no
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
    column: str
    background: bool


class SiteMark(TypedDict):
    """A site, a person or a type as the legend and the filter show it; ``id`` as a control needs it."""

    id: str
    name: str
    badge: str
    tone: str


class Step(TypedDict):
    """Something that may be said about the appointment now: the status, and the verb on its button."""

    status: str
    label: str


class Choice(TypedDict):
    """A line of a select."""

    value: str
    label: str


class Hit(TypedDict):
    """A patient found while typing."""

    id: int
    name: str
    identity: str


class Card(TypedDict):
    """An opened appointment; what does not apply is empty. ``patient_id`` 0: it has no patient.

    Words to read beside what the dialogs' inputs begin with: ``day`` and ``at`` on the center's wall
    clock, ``minutes``, and the values of the selects.
    """

    id: int
    version: int
    kind: str
    headline: str
    identity: str
    patient_id: int
    title: str
    when: str
    day: str
    at: str
    minutes: str
    site: str
    site_id: str
    badge: str
    tone: str
    staff: str
    staff_id: str
    mode: str
    mode_label: str
    status: str
    status_tone: str
    reason: str
    note: str
    changed: str
    is_movable: bool
    is_cancellable: bool
    is_mine: bool
    steps: list[Step]


def event_of(
    entry: Entry, actor: Actor, colour_by: ColourBy = ColourBy.SITE, columns: Columns | None = None
) -> ShownEvent:
    """The row of one appointment, for this person: only what they may move has a handle."""
    appointment = entry.appointment
    what = appointment.title if entry.patient_name else ""
    how = "" if appointment.mode is Mode.IN_PERSON else appointment.mode.label
    mark = mark_of(entry, colour_by)
    return ShownEvent(
        id=str(appointment.id),
        title=entry.headline,
        detail=" · ".join(filter(None, (what, entry.staff_name, how))),
        badge=mark["badge"],
        mark="" if appointment.status in _USUAL else appointment.status.label,
        tone=mark["tone"],
        faded=appointment.status in CANCELLED,
        movable=_may_move(entry, actor),
        start=appointment.starts_at.isoformat(),
        end=appointment.ends_at.isoformat(),
        all_day=False,
        version=appointment.version,
        column=column_of(entry, columns) if columns else "",
        background=False,
    )


def card_of(sheet: Sheet, time_zone: str) -> Card:
    """One appointment as its panel shows it."""
    entry, appointment = sheet.entry, sheet.entry.appointment
    assert appointment.id is not None
    starts = clock.local(appointment.starts_at, time_zone)
    birth_date, mrn = (sheet.patient.birth_date, sheet.patient.mrn) if sheet.patient else (None, None)
    return Card(
        id=appointment.id,
        version=appointment.version,
        kind=appointment.kind.value,
        headline=entry.headline,
        identity=identity(birth_date, mrn, clock.today(time_zone)),
        patient_id=appointment.patient_id or 0,
        title=appointment.title,
        when=said(appointment.slot, time_zone),
        day=f"{starts:%Y-%m-%d}",
        at=f"{starts:%H:%M}",
        minutes=str(int(appointment.slot.length.total_seconds()) // 60),
        site=entry.site.name,
        site_id=str(appointment.site_id),
        badge=initials(entry.site.name),
        tone=entry.site.color,
        staff=entry.staff_name,
        staff_id=str(appointment.staff_id or NOBODY),
        mode=appointment.mode.value,
        mode_label=appointment.mode.label,
        status=appointment.status.label,
        status_tone=_STATUS_TONES.get(appointment.status, "gray"),
        reason=appointment.reason,
        note=appointment.note,
        changed=f"{sheet.changed_by}, {written_time(appointment.updated_at, time_zone)}",
        is_movable=appointment.status in MOVABLE,
        is_cancellable=bool(CANCELLED & set(next_statuses(appointment.status))),
        is_mine=sheet.is_my_site,
        steps=_steps(appointment.status),
    )


def mark_of(entry: Entry, colour_by: ColourBy) -> SiteMark:
    """By which colour and which letters an appointment is told apart."""
    appointment = entry.appointment
    match colour_by:
        case ColourBy.SITE:
            return site_mark(entry.site)
        case ColourBy.STAFF:
            return staff_mark(appointment.staff_id or 0, entry.staff_name or NOBODY_YET)
        case ColourBy.TYPE:
            return type_mark(appointment.type)


def column_of(entry: Entry, columns: Columns) -> str:
    """In which column of a day it stands, by the id of a person or a room; "0" is nobody's."""
    appointment = entry.appointment
    return str((appointment.staff_id if columns is Columns.PROVIDERS else appointment.room_id) or 0)


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


def _steps(status: AppointmentStatus) -> list[Step]:
    steps = (step for step in next_statuses(status) if step not in CANCELLED)
    return [Step(status=step.value, label=_VERBS[step]) for step in steps]


def _may_move(entry: Entry, actor: Actor) -> bool:
    return (
        entry.appointment.status in MOVABLE
        and actor.may(Permission.APPOINTMENTS_BOOK)
        and actor.works_at(entry.appointment.site_id)
    )

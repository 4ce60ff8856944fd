"""How an appointment looks: as an event of the calendar, and opened in the panel."""

from collections.abc import Iterable
from datetime import date
from typing import TypedDict

from carehub.accounts.models import Site
from carehub.core import clock
from carehub.core.actor import Actor, Permission
from carehub.patients.models import Patient
from carehub.shared_calendar.reading import Entry, Sheet
from carehub.shared_calendar.slots import clock_time, said
from carehub.shared_calendar.status import CANCELLED, MOVABLE, AppointmentStatus, Mode, next_statuses

_S = AppointmentStatus
_USUAL = frozenset({_S.BOOKED, _S.CONFIRMED})
_VERBS = {
    _S.BOOKED: "Put back to booked",
    _S.CONFIRMED: "Confirm",
    _S.ARRIVED: "Mark arrived",
    _S.COMPLETED: "Mark completed",
    _S.NO_SHOW: "Mark no-show",
}


class ShownEvent(TypedDict):
    """A row of the feed: what ``ui.widgets.calendar`` draws. Instants are ISO 8601 in UTC."""

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


class SiteMark(TypedDict):
    """A site as the legend and the filter show it; ``id`` as text, as a control needs it."""

    id: str
    name: str
    badge: str
    tone: str


class Step(TypedDict):
    """Something that may be said about the appointment now: the status, and the verb on its button."""

    status: str
    label: str


class Card(TypedDict):
    """An opened appointment; what does not apply is empty. ``patient_id`` 0: it has no patient."""

    id: int
    version: int
    headline: str
    identity: str
    patient_id: int
    title: str
    when: str
    site: str
    badge: str
    tone: str
    staff: str
    mode: str
    status: str
    reason: str
    note: str
    changed: str
    is_movable: bool
    is_cancellable: bool
    is_mine: bool
    steps: list[Step]


def event_of(entry: Entry, actor: Actor) -> ShownEvent:
    """The row of one appointment, for this person: only what they may move has a handle."""
    appointment = entry.appointment
    what = appointment.title if entry.patient_name else ""
    how = "" if appointment.mode is Mode.IN_PERSON else appointment.mode.label
    return ShownEvent(
        id=str(appointment.id),
        title=entry.headline,
        detail=" · ".join(filter(None, (what, entry.staff_name, how))),
        badge=initials(entry.site.name),
        mark="" if appointment.status in _USUAL else appointment.status.label,
        tone=entry.site.color,
        faded=appointment.status in CANCELLED,
        movable=_may_move(entry, actor),
        start=appointment.starts_at.isoformat(),
        end=appointment.ends_at.isoformat(),
        all_day=False,
        version=appointment.version,
    )


def card_of(sheet: Sheet, time_zone: str) -> Card:
    """One appointment as its panel shows it."""
    entry, appointment = sheet.entry, sheet.entry.appointment
    assert appointment.id is not None
    changed = clock.local(appointment.updated_at, time_zone)
    return Card(
        id=appointment.id,
        version=appointment.version,
        headline=entry.headline,
        identity=identity(sheet.patient, clock.today(time_zone)) if sheet.patient else "",
        patient_id=appointment.patient_id or 0,
        title=appointment.title,
        when=said(appointment.slot, time_zone),
        site=entry.site.name,
        badge=initials(entry.site.name),
        tone=entry.site.color,
        staff=entry.staff_name,
        mode=appointment.mode.label,
        status=appointment.status.label,
        reason=appointment.reason,
        note=appointment.note,
        changed=f"{sheet.changed_by}, {changed:%d-%b-%Y} {clock_time(changed)}",
        is_movable=appointment.status in MOVABLE,
        is_cancellable=bool(CANCELLED & set(next_statuses(appointment.status))),
        is_mine=sheet.is_my_site,
        steps=_steps(appointment.status),
    )


def marks_of(sites: Iterable[Site]) -> list[SiteMark]:
    return [
        SiteMark(id=str(site.id), name=site.name, badge=initials(site.name), tone=site.color)
        for site in sites
    ]


def initials(name: str) -> str:
    """Two letters for a site, as in the legend: ``NO`` for Northside, ``WC`` for West Center."""
    words = name.split()
    return ("".join(word[0] for word in words[:2]) if len(words) > 1 else name[:2]).upper()


def identity(patient: Patient, today: date) -> str:
    """What keeps two patients of one name apart: ``07-Mar-1961 (65y) · MRN 1234``."""
    return " · ".join(filter(None, (_born(patient.birth_date, today), patient.mrn and f"MRN {patient.mrn}")))


def _born(born: date | None, today: date) -> str:
    if born is None:
        return ""
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return f"{born:%d-%b-%Y} ({years}y)"


def _steps(status: AppointmentStatus) -> list[Step]:
    steps = (step for step in next_statuses(status) if step not in CANCELLED)
    return [Step(status=step.value, label=_VERBS[step]) for step in steps]


def _may_move(entry: Entry, actor: Actor) -> bool:
    return (
        entry.appointment.status in MOVABLE
        and actor.may(Permission.APPOINTMENTS_BOOK)
        and actor.works_at(entry.appointment.site_id)
    )

"""The timeline of a patient, a page at a time, put together from what the slices tell."""

from dataclasses import dataclass
from typing import TypedDict

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.dates import written_clock, written_date
from carehub.desk.patient.timeline.kinds import LABEL, Entry, Kind, Look, Place
from carehub.desk.patient.timeline.readers import READERS
from carehub.patients import service as patients

PAGE = 50


class TimelineLine(TypedDict):
    """One entry; ``day`` is empty where it is that of the line above."""

    id: str
    day: str
    time: str
    kind: str
    label: str
    what: str
    who: str
    note: str
    href: str


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Up to so many entries; ``next`` is None on the last page."""

    entries: tuple[Entry, ...]
    next: Place | None


def timeline(
    session: Session,
    actor: Actor,
    patient_id: int,
    only: Kind | None = None,
    behind: Place | None = None,
    *,
    size: int = PAGE,
) -> TimelinePage:
    """What happened around a patient, the newest first, as far as this person may see it."""
    patients.find(session, actor, patient_id)
    look = Look(session, actor, patient_id, behind, size + 1)
    told = [entry for kind in ([only] if only else Kind) for entry in READERS[kind](look)]
    told.sort(key=lambda entry: entry.place.key)
    shown = tuple(told[:size])
    return TimelinePage(shown, shown[-1].place if len(told) > size else None)


def timeline_lines(session: Session, entries: tuple[Entry, ...]) -> list[TimelineLine]:
    """The entries as they are read, by the clock of the center."""
    zone = accounts.center(session).time_zone
    lines: list[TimelineLine] = []
    day_above = ""
    for entry in entries:
        day = written_date(clock.local(entry.at, zone))
        lines.append(_line(entry, "" if day == day_above else day, written_clock(entry.at, zone)))
        day_above = day
    return lines


def _line(entry: Entry, day: str, time: str) -> TimelineLine:
    return TimelineLine(
        id=f"{entry.kind}:{entry.row_id}:{entry.at.timestamp()}",
        day=day,
        time=time,
        kind=entry.kind,
        label=LABEL[entry.kind],
        what=entry.what,
        who=entry.who,
        note=entry.note,
        href=entry.href,
    )

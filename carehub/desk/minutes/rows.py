"""A month of minutes as the page and the file show it."""

from datetime import date
from typing import TypedDict

from sqlmodel import Session

from carehub.accounts.models import Center
from carehub.contacts import minutes
from carehub.contacts.minutes import Entry, Month
from carehub.contacts.wording import ANSWER, HOW, WHOM
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.dates import written_date
from carehub.core.errors import Invalid
from carehub.patients.names import listed_name
from carehub.patients.wording import identity

TITLES = ("Patient", "Date of birth", "MRN", "Program", "Minutes that count", "Reaches", "Day", "By", "How",
          "Minutes", "Counts", "Note")  # fmt: skip


class EntryRow(TypedDict):
    """An entry behind a number; ``why_not`` is empty where its minutes count."""

    id: int
    day: str
    who: str
    what: str
    minutes: int
    why_not: str


class MonthRow(TypedDict):
    """A patient's minutes for one program. ``to_go`` is how many lack to the next code."""

    key: str
    patient_id: int
    patient: str
    identity: str
    program: str
    counted: int
    left_out: int
    reached: str
    to_go: str
    entries: list[EntryRow]


def month_rows(session: Session, actor: Actor, month: date) -> list[MonthRow]:
    today = clock.today(session.get_one(Center, 1).time_zone)
    return [_row(each, today) for each in minutes.minutes_of(session, actor, month)]


def month_file(session: Session, actor: Actor, month: date) -> list[list[str]]:
    """Line by line, each entry with what it belongs to; taking it out is journaled."""
    require(actor, Permission.EXPORTS_RUN)
    found = minutes.minutes_of(session, actor, month)
    journal.record(session, actor, "minutes.export", subject=f"month:{month:%Y-%m}")
    return [_line(each, entry) for each in found for entry in each.entries]


def month_named(written: str) -> date:
    """The first day of ``2026-11``."""
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError:
        raise Invalid("Choose a month.") from None


def _row(found: Month, today: date) -> MonthRow:
    to_go = minutes.lacking(found.program.kind, found.counted)
    return MonthRow(
        key=f"{found.patient.id}-{found.program.id}",
        patient_id=found.patient.id or 0,
        patient=listed_name(found.patient.last_name, found.patient.first_name),
        identity=identity(found.patient.birth_date, found.patient.mrn, today),
        program=found.program.name,
        counted=found.counted,
        left_out=found.left_out,
        reached=found.reached,
        to_go=f"{to_go} min to the next" if to_go else "",
        entries=[_entry(each) for each in found.entries],
    )


def _entry(entry: Entry) -> EntryRow:
    attempt = entry.attempt
    return EntryRow(
        id=attempt.id or 0,
        day=written_date(entry.day),
        who=entry.by,
        what=f"{HOW[attempt.how]}, {WHOM[attempt.whom].lower()}: {ANSWER[attempt.answer].lower()}",
        minutes=entry.minutes,
        why_not=entry.why_not,
    )


def _line(found: Month, entry: Entry) -> list[str]:
    patient, shown = found.patient, _entry(entry)
    return [
        listed_name(patient.last_name, patient.first_name),
        patient.birth_date.isoformat() if patient.birth_date else "",
        patient.mrn or "",
        found.program.name,
        str(found.counted),
        found.reached,
        entry.day.isoformat(),
        shown["who"],
        shown["what"],
        str(shown["minutes"]),
        "No: " + entry.why_not if entry.why_not else "Yes",
        entry.attempt.note,
    ]

"""What is printed: the sheet of a day with full names or initials only, and the call list."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from carehub.accounts.models import Center
from carehub.core import clock, journal
from carehub.core.actor import Actor
from carehub.core.dates import born, written_clock, written_date, written_time
from carehub.patients.models import Patient
from carehub.patients.wording import phone_of, spoken_language
from carehub.shared_calendar import calls, reading
from carehub.shared_calendar.calls import Line
from carehub.shared_calendar.reading import Entry
from carehub.shared_calendar.selection import Selection
from carehub.shared_calendar.status import CANCELLED, AppointmentStatus, Kind, Mode
from carehub.working_time import service as working_time
from carehub.working_time.models import Room


class Names(StrEnum):
    """How much a print tells of a patient."""

    FULL = "full"
    INITIALS = "initials"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One appointment as it is printed; ``identity`` is empty where only initials are asked for."""

    time: str
    patient: str
    identity: str
    what: str
    staff: str
    where: str
    needs: str
    status: str


@dataclass(frozen=True, slots=True)
class Print:
    """A page on paper: what it is, who printed it and when."""

    title: str
    below: str
    printed: str
    rows: list[SheetRow]


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call to make, or already made."""

    time: str
    patient: str
    identity: str
    heed: str
    phones: str
    language: str
    what: str
    outcome: str


@dataclass(frozen=True, slots=True)
class CallSheet:
    title: str
    below: str
    printed: str
    rows: list[CallRow]


def day_sheet(session: Session, actor: Actor, day: date, selection: Selection, names: Names) -> Print:
    """The appointments of a day, without what was cancelled; the journal says whom the print shows."""
    site_id = selection.sites[0] if len(selection.sites) == 1 else None
    zone = working_time.time_zone(session, site_id)
    start, end = (_midnight(each, zone) for each in (day, day + timedelta(days=1)))
    found = [
        entry
        for entry in reading.between(session, actor, start, end, selection)
        if entry.appointment.status not in CANCELLED | {AppointmentStatus.WAITLIST}
    ]
    places = _rooms(session)
    patients = _patients(session, found) if names is Names.FULL else {}
    _record(session, actor, f"day_sheet:{day}", found, names.value)
    return Print(
        title=f"Day sheet, {day:%A} {written_date(day)}",
        below=_for_whom(found, selection),
        printed=_printed(session, actor),
        rows=[_row(entry, names, zone, places, patients, day) for entry in found],
    )


def call_sheet(session: Session, actor: Actor, day: date, site_id: int | None) -> CallSheet:
    """The call list on paper; the journal says whom the print shows."""
    lines = calls.call_list(session, actor, day, site_id)
    zone = working_time.time_zone(session, site_id)
    _record(session, actor, f"call_list:{day}", [line.entry for line in lines])
    return CallSheet(
        title=f"Call list for {day:%A} {written_date(day)}",
        below=_people(len(lines)),
        printed=_printed(session, actor),
        rows=[call_row(line, zone, day) for line in lines],
    )


def call_row(line: Line, zone: str, today: date) -> CallRow:
    appointment, patient = line.entry.appointment, line.patient
    called = line.called
    return CallRow(
        time=written_clock(appointment.starts_at, zone),
        patient=line.entry.patient_name,
        identity=_identity(patient, today),
        heed=line.heed,
        phones=phones_of(patient),
        language=spoken_language(patient),
        what=" · ".join(filter(None, (appointment.title, line.entry.staff_name, line.entry.site.name))),
        outcome=f"{called.outcome.label} ({called.by}, {written_clock(called.at, zone)})" if called else "",
    )


def phones_of(patient: Patient) -> str:
    """The phones, with whose they are when they are not the patient's: ``(312) 555-0142 (mother)``."""
    pairs = ((patient.phone, patient.phone_owner), (patient.phone_alt, patient.phone_alt_owner))
    return ", ".join(phone_of(phone, owner) for phone, owner in pairs if phone)


def initials_of(patient_name: str) -> str:
    """``M.G.`` for ``GARCIA, Maria``; empty for nobody."""
    family, _, given = patient_name.partition(", ")
    return "".join(f"{word[0].upper()}." for word in (given, family) if word)


def _record(session: Session, actor: Actor, subject: str, shown: list[Entry], names: str = "") -> None:
    """That it was printed, and who stands on it; initials are somebody's too."""
    ids = map(str, reading.patients_in(shown))
    journal.record(session, actor, "calendar.print", subject=subject, fields=ids, reason=names)


def _row(
    entry: Entry, names: Names, zone: str, rooms: dict[int, str], patients: dict[int, Patient], day: date
) -> SheetRow:
    appointment = entry.appointment
    patient = patients.get(appointment.patient_id or 0)
    is_full = names is Names.FULL
    needs = {"Interpreter": appointment.needs_interpreter, "Transport": appointment.needs_transport}
    return SheetRow(
        time=f"{written_clock(appointment.starts_at, zone)} – {written_clock(appointment.ends_at, zone)}",
        patient=entry.patient_name if is_full else initials_of(entry.patient_name),
        identity=_identity(patient, day) if patient else "",
        what=appointment.title if is_full else _type_of(entry),
        staff=", ".join(entry.people.values()),
        where=_where(entry, rooms),
        needs=", ".join(name for name, is_needed in needs.items() if is_needed),
        status=appointment.status.label,
    )


def _type_of(entry: Entry) -> str:
    """What it is in words that tell nothing of the patient."""
    appointment = entry.appointment
    return appointment.type.label if appointment.kind is Kind.APPOINTMENT else appointment.kind.label


def _where(entry: Entry, rooms: dict[int, str]) -> str:
    appointment = entry.appointment
    if appointment.mode is not Mode.IN_PERSON:
        return appointment.mode.label
    place = appointment.receiver or rooms.get(appointment.room_id or 0, "")
    return ", ".join(filter(None, (entry.site.name if not appointment.receiver else "", place)))


def _for_whom(found: list[Entry], selection: Selection) -> str:
    sites = {entry.site.name for entry in found}
    staff = {name for entry in found for user_id, name in entry.people.items() if user_id in selection.staff}
    named = [
        *(sorted(sites) if selection.sites else ()),
        *sorted(staff),
    ]
    return " · ".join([*named, f"{len(found)} in the calendar"])


def _people(number: int) -> str:
    return "1 person to call" if number == 1 else f"{number} people to call"


def _identity(patient: Patient, day: date) -> str:
    birth, mrn = patient.birth_date, patient.mrn
    return " · ".join(filter(None, (birth and born(birth, day), mrn and f"MRN {mrn}")))


def _printed(session: Session, actor: Actor) -> str:
    center = session.get_one(Center, 1)
    return f"{center.name}. Printed by {actor.name}, {written_time(clock.now(), center.time_zone)}."


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, datetime.min.time(), ZoneInfo(zone))


def _rooms(session: Session) -> dict[int, str]:
    return {room.id: room.name for room in session.exec(select(Room)) if room.id is not None}


def _patients(session: Session, entries: list[Entry]) -> dict[int, Patient]:
    ids = {entry.appointment.patient_id for entry in entries}
    wanted = select(Patient).where(col(Patient.id).in_(ids)).execution_options(populate_existing=True)
    return {patient.id: patient for patient in session.exec(wanted) if patient.id is not None}

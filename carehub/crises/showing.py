"""A crisis as the page shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.dates import born, written_clock, written_time
from carehub.crises import service
from carehub.crises.kinds import OUTCOME
from carehub.crises.reading import Step, Told
from carehub.crises.service import Notice
from carehub.patients.models import Patient
from carehub.patients.wording import full_name, phone_of, spoken_language
from carehub.related_people import service as related_people


class StepRow(TypedDict):
    number: int
    text: str
    is_done: bool
    said_by: str


class NoteRow(TypedDict):
    text: str
    said_by: str


class NoticeRow(TypedDict):
    """``href`` opens the crisis."""

    id: int
    href: str
    patient: str
    said: str


@dataclass(frozen=True, slots=True)
class Shown:
    """``on_call`` is empty while nobody is named; ``safe`` stands before any phone number."""

    patient_id: int
    patient: str
    identity: str
    language: str
    safe: str
    phones: str
    on_call: str
    on_call_phone: str
    opened: str
    ended: str
    outcome: str
    summary: str
    is_over: bool
    is_seen: bool
    seen: str
    version: int
    steps: list[StepRow]
    notes: list[NoteRow]


def one(session: Session, actor: Actor, crisis_id: int) -> Shown:
    told = service.tell(session, actor, crisis_id)
    zone = accounts.center(session).time_zone
    row, patient, on_call = told.row, told.patient, service.on_call_now(session, actor)
    rules = related_people.safe_rules_for(session, actor, [row.patient_id]).get(row.patient_id)
    return Shown(
        patient_id=row.patient_id,
        patient=full_name(patient),
        identity=_identity(patient, zone),
        language=spoken_language(patient),
        safe=rules["said"] if rules else "",
        phones=_phones(patient),
        on_call=on_call.name if on_call else "",
        on_call_phone=on_call.phone if on_call else "",
        opened=_said_by(told, row.opened_by_id, row.opened_at, zone),
        ended=_said_by(told, row.ended_by_id, row.ended_at, zone),
        outcome=OUTCOME[row.outcome] if row.outcome else "",
        summary=row.summary,
        is_over=row.ended_at is not None,
        is_seen=row.seen_at is not None,
        seen=_said_by(told, row.seen_by_id, row.seen_at, zone),
        version=row.version,
        steps=[_step(number, step, zone) for number, step in enumerate(told.steps)],
        notes=[
            NoteRow(text=note.text, said_by=f"{written_clock(note.at, zone)}, {who}")
            for note, who in told.notes
        ],
    )


def notices(session: Session, actor: Actor) -> list[NoticeRow]:
    """What waits for a supervisor to know, as lines for the first page."""
    zone = accounts.center(session).time_zone
    return [
        NoticeRow(
            id=each.crisis_id,
            href=f"/crises/{each.crisis_id}",
            patient=full_name(each.patient),
            said=f"{_now(each)}. Begun by {each.opened_by}, {written_time(each.opened_at, zone)}",
        )
        for each in service.open_notices(session, actor)
    ]


def _identity(patient: Patient, zone: str) -> str:
    birth = born(patient.birth_date, clock.today(zone)) if patient.birth_date else ""
    return " · ".join(filter(None, [birth, patient.mrn and f"MRN {patient.mrn}"]))


def _phones(patient: Patient) -> str:
    phones = ((patient.phone, patient.phone_owner), (patient.phone_alt, patient.phone_alt_owner))
    return ", ".join(phone_of(number, owner) for number, owner in phones if number)


def _said_by(told: Told, user_id: int | None, at: datetime | None, zone: str) -> str:
    """Who did it and when; empty as long as nobody did."""
    return f"{told.who[user_id]}, {written_time(at, zone)}" if user_id and at else ""


def _step(number: int, step: Step, zone: str) -> StepRow:
    said_by = f"{written_clock(step.done_at, zone)}, {step.who}" if step.done_at else ""
    return StepRow(number=number, text=step.text, is_done=step.done_at is not None, said_by=said_by)


def _now(notice: Notice) -> str:
    return "Ended" if notice.is_over else "Open now"

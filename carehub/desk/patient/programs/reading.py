"""A patient's programs, as the programs part shows them."""

from typing import TypedDict

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.dates import written_date
from carehub.programs import service as programs
from carehub.programs.service import Enrolled
from carehub.programs.wording import CONSENT, KIND, OUTCOME
from carehub.ui.choices import Option


class EnrolmentRow(TypedDict):
    """``consent`` is empty while none is recorded, ``ended`` while the patient is in the program."""

    id: int
    version: int
    program: str
    kind: str
    since: str
    consent: str
    ended: str
    note: str


def enrolment_rows(session: Session, actor: Actor, patient_id: int) -> list[EnrolmentRow]:
    return [_row(each) for each in programs.programs_of(session, actor, patient_id)]


def offered_programs(session: Session, actor: Actor) -> list[Option]:
    return [Option(value=str(each.id), label=each.name) for each in programs.offered(session, actor)]


def _row(enrolled: Enrolled) -> EnrolmentRow:
    row = enrolled.enrolment
    agreed = f"{CONSENT[row.consent_how]} consent, " if row.consent_how else ""
    ended = f"{OUTCOME[row.outcome]}, {written_date(row.until)}" if row.outcome and row.until else ""
    return EnrolmentRow(
        id=row.id or 0,
        version=row.version,
        program=enrolled.program.name,
        kind=KIND[enrolled.program.kind],
        since=f"since {written_date(row.since)}, by {enrolled.by}",
        consent=agreed + written_date(row.consent_on) if row.consent_on else "",
        ended=ended,
        note=row.note,
    )

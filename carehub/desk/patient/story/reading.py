"""What matters and what is known of a patient, as the overview shows it."""

from dataclasses import dataclass
from typing import TypedDict

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.dates import written_date
from carehub.remarks import service as remarks
from carehub.remarks.models import RemarkKind, RemarkStatus
from carehub.remarks.service import Noted
from carehub.remarks.wording import KIND, STATUS


class MattersLine(TypedDict):
    """One version of what matters, and who wrote it down when."""

    number: int
    words: str
    by: str


class RemarkLine(TypedDict):
    """``typed_since`` is the day as a date control takes it; ``status`` is empty while it holds."""

    id: int
    version: int
    kind: str
    label: str
    words: str
    about: str
    typed_since: str
    status: str


@dataclass(frozen=True, slots=True)
class Story:
    """Problems and concerns come first, then preferences and alerts."""

    matters: list[MattersLine]
    problems: list[RemarkLine]
    preferences: list[RemarkLine]


_PROBLEMS = (RemarkKind.PROBLEM, RemarkKind.CONCERN)


def story(session: Session, actor: Actor, patient_id: int) -> Story:
    """What this person may know of it."""
    zone = accounts.center(session).time_zone
    noted = [_line(each, zone) for each in remarks.remarks_of(session, actor, patient_id)]
    return Story(
        matters=[
            MattersLine(
                number=said.statement.number,
                words=said.statement.words,
                by=f"{said.by}, {written_date(clock.local(said.statement.at, zone))}",
            )
            for said in remarks.statements(session, actor, patient_id)
        ],
        problems=[line for line in noted if line["kind"] in _PROBLEMS],
        preferences=[line for line in noted if line["kind"] not in _PROBLEMS],
    )


def _line(noted: Noted, zone: str) -> RemarkLine:
    remark = noted.remark
    since = f"since {written_date(remark.since)} · " if remark.since else ""
    on = written_date(clock.local(remark.noted_at, zone))
    return RemarkLine(
        id=remark.id or 0,
        version=remark.version,
        kind=remark.kind,
        label=KIND[remark.kind],
        words=remark.words,
        about=f"{since}noted by {noted.by}, {on}",
        typed_since=remark.since.isoformat() if remark.since else "",
        status="" if remark.status is RemarkStatus.OPEN else STATUS[remark.status],
    )

"""A patient's follow-ups as their part shows them."""

from datetime import date
from typing import TypedDict

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.contacts.wording import HOW
from carehub.core import clock
from carehub.core.actor import Actor, Permission
from carehub.core.dates import written_date
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.models import FollowUp
from carehub.follow_ups.service import Line
from carehub.follow_ups.status import Ended, Priority
from carehub.follow_ups.wording import ENDED, PRIORITY, repeat_in_words
from carehub.ui.choices import Option

_MOST_DONE = 100


class FollowUpRow(TypedDict):
    """``late`` is set where the day is past, ``ended`` once it is completed."""

    id: int
    version: int
    text: str
    due: str
    late: str
    owner: str
    detail: str
    priority: str
    ended: str
    note: str
    href: str
    may_change: bool


def follow_up_rows(session: Session, actor: Actor, patient_id: int) -> list[FollowUpRow]:
    """The open ones by their day, then the completed, the newest first."""
    zone = accounts.center(session).time_zone
    today = clock.today(zone)
    lines = follow_ups.of_patient(session, actor, patient_id)
    still_open = sum(line.row.done_at is None for line in lines)
    return [_row(line, actor, today, zone) for line in lines[: still_open + _MOST_DONE]]


def owner_choices(session: Session, actor: Actor, patient_id: int) -> list[Option]:
    """Who can own one of this patient's, by name."""
    able = follow_ups.owners(session, actor, patient_id)
    return [Option(value=str(number), label=name) for number, name in able.items()]


def _row(line: Line, actor: Actor, today: date, zone: str) -> FollowUpRow:
    row = line.row
    is_open = row.done_at is None
    snoozed = f"snoozed {row.snoozes} times" if row.snoozes > 1 else "snoozed once" if row.snoozes else ""
    how = HOW[row.how] if row.how else ""
    return FollowUpRow(
        id=row.id or 0,
        version=row.version,
        text=row.text,
        due=written_date(row.due_on),
        late=_late(row.due_on, today) if is_open else "",
        owner=line.owner or "Whoever keeps the patient",
        detail=" · ".join(filter(None, [how, repeat_in_words(row.every, row.unit), snoozed])),
        priority="" if row.priority is Priority.USUAL else f"{PRIORITY[row.priority]} priority",
        ended=_ended(row, zone),
        note=row.ended_note,
        href=f"/board?referral={row.referral_id}" if row.referral_id else "",
        may_change=row.owner_id == actor.user_id or actor.may(Permission.CASELOAD_ASSIGN),
    )


def _late(due: date, today: date) -> str:
    days = (today - due).days
    return "" if days <= 0 else "1 day late" if days == 1 else f"{days} days late"


def _ended(row: FollowUp, zone: str) -> str:
    if row.done_at is None:
        return ""
    return f"{ENDED[row.ended or Ended.DONE]}, {written_date(clock.local(row.done_at, zone).date())}"

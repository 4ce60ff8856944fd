"""Everything that the panel shows of one referral, read for one person in one transaction."""

from dataclasses import dataclass, field
from typing import TypedDict

from sqlmodel import Session, col

from carehub.contacts import service as contacts
from carehub.contacts.wording import ANSWER, HOW, WHOM
from carehub.core.actor import Actor, Permission
from carehub.core.dates import ago, written_date, written_time
from carehub.documents import service as documents
from carehub.follow_ups import service as follow_ups
from carehub.referrals import notes, service
from carehub.referrals.cards import View, view_for
from carehub.referrals.details import Detail, Fact, dates_of, detail_of, facts_of, granted
from carehub.referrals.disclosing_shown import Part2Shown, part2_shown
from carehub.referrals.prompts import Choice
from carehub.referrals.sensitivity import sensitivity_of
from carehub.referrals.timeline import Line, line_of
from carehub.shared_calendar import reading as calendar
from carehub.shared_calendar.models import Appointment

_MOST_APPOINTMENTS = 20
_MEGABYTE = 1024 * 1024


class AppointmentLine(TypedDict):
    href: str
    when: str
    title: str
    status: str


class AttemptLine(TypedDict):
    """``what`` is "Phone to the patient: no answer"; ``who`` tried, ``when``."""

    id: int
    what: str
    who: str
    when: str
    note: str


class DocumentLine(TypedDict):
    id: int
    name: str
    href: str
    about: str


class NoteLine(TypedDict):
    id: int
    who: str
    when: str
    exactly: str
    text: str
    to: str


class FollowUpLine(TypedDict):
    """An open one; ``owner`` is empty where it is up to whoever keeps the patient."""

    id: int
    text: str
    due: str
    is_late: bool
    owner: str


@dataclass(frozen=True)
class Sheet:
    """One referral as its panel shows it; what the person may not read is empty."""

    detail: Detail
    facts: list[Fact]
    authorization: list[Fact]
    dates: list[Fact]
    appointments: list[AppointmentLine]
    timeline: list[Line]
    types: list[Choice]
    attempts: list[AttemptLine] = field(default_factory=list)
    tried: str = ""
    follow_ups: list[FollowUpLine] = field(default_factory=list)
    documents: list[DocumentLine] = field(default_factory=list)
    notes: list[NoteLine] = field(default_factory=list)
    colleagues: list[str] = field(default_factory=list)
    waits_for_me: bool = False
    part2: Part2Shown | None = None


def sheet(session: Session, actor: Actor, referral_id: int) -> Sheet:
    """NotFound when there is no such referral or the person may not see it."""
    view, entry = view_for(session, actor), service.read(session, actor, referral_id)
    reads_notes = actor.may(Permission.NOTES_SEE)
    return Sheet(
        detail=detail_of(entry, view, sensitivity_of(session, actor, referral_id)),
        facts=facts_of(entry, view),
        authorization=granted(entry.referral),
        dates=dates_of(entry.referral, view),
        appointments=_appointments(session, actor, referral_id, view),
        timeline=[line_of(line, view) for line in service.history(session, actor, referral_id)],
        types=[Choice(value=str(kind.id), label=kind.name) for kind in service.shown_types(session)],
        attempts=_attempts(session, actor, referral_id, view) if reads_notes else [],
        tried=_tried(session, actor, referral_id) if reads_notes else "",
        follow_ups=_follow_ups(session, actor, referral_id, view) if reads_notes else [],
        documents=_documents(session, actor, referral_id, view),
        notes=_notes(session, actor, referral_id, view) if reads_notes else [],
        colleagues=[*notes.colleagues(session, actor, referral_id).values()] if reads_notes else [],
        part2=part2_shown(session, actor, referral_id, entry.referral.receiver),
        waits_for_me=any(each.referral_id == referral_id for each in notes.unread(session, actor)),
    )


def _appointments(session: Session, actor: Actor, referral_id: int, view: View) -> list[AppointmentLine]:
    linked = (
        calendar.visible_to(actor)
        .where(Appointment.referral_id == referral_id)
        .order_by(col(Appointment.starts_at).desc())
        .limit(_MOST_APPOINTMENTS)
    )
    return [
        AppointmentLine(
            href=f"/calendar?appointment={each.id}",
            when=written_time(each.starts_at, view.days.zone.key),
            title=each.title,
            status=each.status.label,
        )
        for each in session.exec(linked)
    ]


def _attempts(session: Session, actor: Actor, referral_id: int, view: View) -> list[AttemptLine]:
    return [
        AttemptLine(
            id=each.row.id or 0,
            what=f"{HOW[each.row.how]} to {WHOM[each.row.whom].lower()}: {ANSWER[each.row.answer].lower()}",
            who=each.who,
            when=written_time(each.row.at, view.days.zone.key) + _minutes(each.row.minutes),
            note=each.row.note,
        )
        for each in contacts.of_referral(session, actor, referral_id)
    ]


def _tried(session: Session, actor: Actor, referral_id: int) -> str:
    """How far the three attempts on three days have come."""
    tried = contacts.tried(session, actor, referral_id)
    if not tried.attempts:
        return ""
    counted = (
        _count(tried.attempts, "attempt"),
        f"on {_count(tried.days, 'day')}",
        f"by {_count(tried.methods, 'way')}",
    )
    return f"{' '.join(counted)} since the patient was last reached"


def _follow_ups(session: Session, actor: Actor, referral_id: int, view: View) -> list[FollowUpLine]:
    today = view.days.day_of(view.now)
    return [
        FollowUpLine(
            id=line.row.id or 0,
            text=line.row.text,
            due=written_date(line.row.due_on),
            is_late=line.row.due_on < today,
            owner=line.owner or "",
        )
        for line in follow_ups.of_referral(session, actor, referral_id)
    ]


def _documents(session: Session, actor: Actor, referral_id: int, view: View) -> list[DocumentLine]:
    if not actor.may(Permission.DOCUMENTS_KEEP):
        return []
    return [
        DocumentLine(
            id=each.document.id or 0,
            name=each.document.name,
            href=f"/api/documents/{each.document.id}",
            about=f"{_size(each.document.size)} · {each.added_by}, "
            + written_date(each.document.added_at.astimezone(view.days.zone)),
        )
        for each in documents.of_referral(session, actor, referral_id)
    ]


def _notes(session: Session, actor: Actor, referral_id: int, view: View) -> list[NoteLine]:
    return [
        NoteLine(
            id=each.row.id or 0,
            who=each.who,
            when=ago(each.row.at, view.now),
            exactly=written_time(each.row.at, view.days.zone.key),
            text=each.row.text,
            to=", ".join(each.to),
        )
        for each in notes.notes_of(session, actor, referral_id)
    ]


def _size(number: int) -> str:
    return f"{number / _MEGABYTE:.1f} MB" if number >= _MEGABYTE else f"{max(number // 1024, 1)} KB"


def _minutes(minutes: int | None) -> str:
    return f" · {minutes} min" if minutes else ""


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"

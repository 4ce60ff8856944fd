"""How one referral reads in the panel: what stands in it, and what happened to it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypedDict

from carehub.core.actor import Permission
from carehub.core.dates import ago, born, written_date, written_time
from carehub.patients.names import listed_name
from carehub.referrals import clocks
from carehub.referrals.cards import View, actions_of, turn
from carehub.referrals.models import Referral, Stage
from carehub.referrals.pausing import is_paused
from carehub.referrals.reading import Entry, HistoryLine
from carehub.referrals.status import Status, Urgency
from carehub.referrals.wording import (
    CHANNEL,
    END_REASON,
    NO_REPORT,
    OUTCOME,
    STUCK,
    URGENCY,
    WHOSE_MOVE,
    deed,
    lateness,
)


class Detail(TypedDict, total=False):
    """A referral as the panel shows and edits it."""

    id: int
    version: int
    patient: str
    patient_href: str
    identity: str
    stage: str
    colour: str
    type: str
    type_id: str
    receiver: str
    urgency: str
    urgency_word: str
    question: str
    whose_move: str
    late: str
    can_edit: bool
    can_acknowledge: bool


class Fact(TypedDict):
    label: str
    value: str


class Line(TypedDict):
    """One thing that happened; ``exactly`` is the time that ``when`` rounds."""

    id: int
    what: str
    when: str
    exactly: str
    reason: str


def detail_of(entry: Entry, view: View) -> Detail:
    referral, stage = entry.referral, _stage(entry.referral, view)
    late = clocks.late_by(referral.due_at, referral.urgency, view.now, view.days)
    return Detail(
        id=referral.id or 0,
        version=referral.version,
        patient=listed_name(entry.patient.last_name, entry.patient.first_name),
        patient_href=f"/patients/{referral.patient_id}",
        identity=identity(entry.patient.birth_date, entry.patient.mrn, view.days.day_of(view.now)),
        stage=stage.name,
        colour=stage.colour,
        type=entry.type_name,
        type_id=str(referral.type_id),
        receiver=referral.receiver,
        urgency=referral.urgency,
        urgency_word=URGENCY[referral.urgency],
        question=referral.question,
        whose_move=WHOSE_MOVE[turn(referral, view.now)],
        late=lateness(late),
        can_acknowledge="acknowledge" in actions_of(referral, view),
        can_edit=view.actor.may(Permission.REFERRALS_EDIT),
    )


def about(entry: Entry) -> str:
    """Which referral a question is about."""
    patient = listed_name(entry.patient.last_name, entry.patient.first_name)
    return ", ".join(filter(None, (patient, entry.type_name, entry.referral.receiver)))


def facts_of(entry: Entry, view: View) -> list[Fact]:
    """What is known about the referral, in the order in which it becomes known."""
    known = (*_plan(entry, view), *_course(entry.referral, view), *_end(entry.referral))
    return [Fact(label=label, value=value) for label, value in known if value]


def line_of(line: HistoryLine, view: View) -> Line:
    event = line.event
    return Line(
        id=event.id or 0,
        what=f"{line.who} {deed(event)}",
        when=ago(event.at, view.now),
        exactly=written_time(event.at, view.days.zone.key),
        reason=event.reason,
    )


def _plan(entry: Entry, view: View) -> Iterable[tuple[str, str]]:
    referral = entry.referral
    yield "Coordinator", entry.coordinator or ""
    yield "Requested", _day(referral.requested_on)
    if referral.status is Status.NEEDS_INFO:
        yield "Missing", referral.missing
    yield "Due", _due(referral, view)
    yield "Paused", _paused(referral, view)
    yield "Stuck because", _stuck(referral)


def _course(referral: Referral, view: View) -> Iterable[tuple[str, str]]:
    told = {None: "", True: " (patient told)", False: " (patient not told yet)"}[referral.appointment_told]
    yield "Sent", _with(_day(referral.sent_on), _channel(referral))
    yield "Accepted", _with(_day(referral.accepted_on), referral.accepted_by)
    yield "Appointment", _instant(referral.appointment_at, view) + told
    yield "Seen", _with(_day(referral.seen_on), referral.seen_confirmed_by)
    yield "Report received", _day(referral.report_received_on)
    yield "Reviewed", _with(_day(referral.reviewed_on), referral.reviewed_by)
    yield "Patient told", _day(referral.patient_told_on)


def _end(referral: Referral) -> Iterable[tuple[str, str]]:
    yield "No report", NO_REPORT[referral.no_report] if referral.no_report else ""
    yield "Outcome", OUTCOME[referral.outcome] if referral.outcome else ""
    yield "Because", END_REASON[referral.outcome_code] if referral.outcome_code else ""
    yield "In words", referral.outcome_reason
    yield "Next step", referral.next_step


def _due(referral: Referral, view: View) -> str:
    """The hour for stat; for the rest the last day, which ends when the clock runs out."""
    if referral.due_at is None or referral.urgency is Urgency.STAT:
        return _instant(referral.due_at, view)
    return written_date(clocks.last_day(referral.due_at, view.days.zone.key))


def _paused(referral: Referral, view: View) -> str:
    if not is_paused(referral, view.days.day_of(view.now)):
        return ""
    return f"to {_day(referral.paused_until)}: {referral.pause_reason}"


def _stuck(referral: Referral) -> str:
    if referral.stuck_because is None:
        return ""
    return ". ".join(filter(None, (STUCK[referral.stuck_because], referral.stuck_note)))


def _stage(referral: Referral, view: View) -> Stage:
    hidden = Stage(name="Hidden stage", position=0, status=referral.status)
    return next((stage for stage in view.stages if stage.id == referral.stage_id), hidden)


def identity(birth_date: date | None, mrn: str | None, today: date) -> str:
    """What tells two patients of one name apart."""
    birth = born(birth_date, today) if birth_date else "no date of birth"
    return f"{birth} · MRN {mrn}" if mrn else birth


def _channel(referral: Referral) -> str:
    if referral.sent_channel is None:
        return ""
    return f"{CHANNEL[referral.sent_channel].lower()} to {referral.sent_to}"


def _with(day: str, more: str) -> str:
    return f"{day}, {more}" if day and more else day


def _day(day: date | None) -> str:
    return written_date(day) if day else ""


def _instant(instant: datetime | None, view: View) -> str:
    return written_time(instant, view.days.zone.key) if instant else ""

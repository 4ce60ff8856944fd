"""How one referral reads in the panel: what stands in it, and what happened to it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypedDict

from carehub.core.actor import Permission
from carehub.core.dates import born, written_date, written_time
from carehub.patients.names import listed_name
from carehub.referrals import clocks
from carehub.referrals.authorization import authorization_of, warning
from carehub.referrals.cards import View, actions_of, turn
from carehub.referrals.models import Referral, Stage
from carehub.referrals.pausing import is_paused
from carehub.referrals.reading import Entry
from carehub.referrals.status import Status, Urgency
from carehub.referrals.telling import awaits_telling
from carehub.referrals.wording import (
    CHANNEL,
    END_REASON,
    NO_REPORT,
    OUTCOME,
    STUCK,
    URGENCY,
    WHOSE_MOVE,
    lateness,
)
from carehub.sensitive.models import Sensitivity


class Detail(TypedDict, total=False):
    """A referral as the panel shows and edits it."""

    id: int
    version: int
    patient_id: int
    patient: str
    patient_href: str
    identity: str
    stage: str
    colour: str
    type: str
    type_id: str
    receiver: str
    receiver_href: str
    urgency: str
    urgency_word: str
    question: str
    whose_move: str
    late: str
    warning: str
    authorization_payer: str
    authorization_number: str
    authorization_from: str
    authorization_until: str
    authorization_visits: str
    authorization_used: str
    documents_href: str
    packet_href: str
    history_href: str
    sensitive: str
    sensitive_word: str
    can_mark: bool
    can_edit: bool
    can_acknowledge: bool
    can_tell: bool
    can_note: bool
    can_document: bool


class Fact(TypedDict):
    label: str
    value: str


def detail_of(entry: Entry, view: View, sensitive: Sensitivity | None = None) -> Detail:
    referral, stage = entry.referral, stage_of(entry.referral, view)
    late = clocks.late_by(referral.due_at, referral.urgency, view.now, view.days)
    return Detail(
        id=referral.id or 0,
        version=referral.version,
        patient_id=referral.patient_id,
        patient=listed_name(entry.patient.last_name, entry.patient.first_name),
        patient_href=f"/patients/{referral.patient_id}",
        identity=identity(entry.patient.birth_date, entry.patient.mrn, view.days.day_of(view.now)),
        stage=stage.name,
        colour=stage.colour,
        type=entry.type_name,
        type_id=str(referral.type_id),
        receiver=referral.receiver,
        receiver_href=f"/directory?receiver={referral.receiver_id}" if referral.receiver_id else "",
        urgency=referral.urgency,
        urgency_word=URGENCY[referral.urgency],
        question=referral.question,
        whose_move=WHOSE_MOVE[turn(referral, view.now)],
        late=lateness(late),
        warning=_warning(referral, view),
        authorization_payer=referral.authorization_payer,
        authorization_number=referral.authorization_number,
        authorization_from=_typed(referral.authorization_from),
        authorization_until=_typed(referral.authorization_until),
        authorization_visits=_typed(referral.authorization_visits),
        authorization_used=_typed(referral.authorization_used),
        documents_href=f"/api/referrals/{referral.id}/documents",
        packet_href=f"/api/referrals/{referral.id}/packet",
        history_href=f"/history?referral={referral.id}" if view.actor.may(Permission.HISTORY_READ) else "",
        can_acknowledge="acknowledge" in actions_of(referral, view),
        sensitive=sensitive or "",
        sensitive_word=f"Sensitive: {sensitive.label}" if sensitive else "",
        can_mark=view.actor.may(Permission.SENSITIVE_SEE) and view.actor.may(Permission.REFERRALS_EDIT),
        can_edit=view.actor.may(Permission.REFERRALS_EDIT),
        can_tell=awaits_telling(referral) and view.actor.may(Permission.REFERRALS_MOVE),
        can_note=view.actor.may(Permission.NOTES_SEE),
        can_document=view.actor.may(Permission.DOCUMENTS_KEEP),
    )


def _warning(referral: Referral, view: View) -> str:
    """That the authorization is about to end; what is closed needs none."""
    said = warning(authorization_of(referral), view.days.day_of(view.now))
    return f"Authorization: {said.lower()}" if said and referral.closed_at is None else ""


def _typed(value: date | int | None) -> str:
    """As a form's field holds it."""
    return "" if value is None else str(value)


def about(entry: Entry) -> str:
    """Which referral a question is about."""
    patient = listed_name(entry.patient.last_name, entry.patient.first_name)
    return ", ".join(filter(None, (patient, entry.type_name, entry.referral.receiver)))


def facts_of(entry: Entry, view: View) -> list[Fact]:
    """Who cares for it, what it waits for, and how it ended."""
    return _known((*_plan(entry, view), *_end(entry.referral)))


def dates_of(referral: Referral, view: View) -> list[Fact]:
    """The dates, each kept apart from the others, in the order in which they come."""
    return _known(_course(referral, view))


def granted(referral: Referral) -> list[Fact]:
    """What is known of the payer's authorization."""
    granted = authorization_of(referral)
    days = (_day(granted.valid_from) or "–", _day(granted.valid_until) or "–")
    visits = ("–" if granted.visits is None else granted.visits, granted.used or 0)
    return _known(
        (
            ("Payer", granted.payer),
            ("Number", granted.number),
            ("Valid", " to ".join(days) if granted.valid_from or granted.valid_until else ""),
            ("Visits", "{1} of {0} used".format(*visits) if granted.visits or granted.used else ""),
        )
    )


def _known(facts: Iterable[tuple[str, str]]) -> list[Fact]:
    return [Fact(label=label, value=value) for label, value in facts if value]


def _plan(entry: Entry, view: View) -> Iterable[tuple[str, str]]:
    referral = entry.referral
    yield "Coordinator", entry.coordinator or ""
    if referral.status is Status.NEEDS_INFO:
        yield "Missing", referral.missing
    yield "Due", _due(referral, view)
    yield "Paused", _paused(referral, view)
    yield "Stuck because", _stuck(referral)


def _course(referral: Referral, view: View) -> Iterable[tuple[str, str]]:
    told = {None: "", True: " (patient told)", False: " (patient not told yet)"}[referral.appointment_told]
    yield "Requested", _day(referral.requested_on)
    yield "Sent", _with(_day(referral.sent_on), _channel(referral))
    yield "Accepted", _with(_day(referral.accepted_on), referral.accepted_by)
    yield "Appointment", _instant(referral.appointment_at, view) + told if referral.appointment_at else ""
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


def stage_of(referral: Referral, view: View) -> Stage:
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

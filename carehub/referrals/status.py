"""The life of a referral: its statuses, the moves between them, and the proof that each move wants.

A center names and orders its own stages; every stage stands for one of these statuses. The columns
`request` and `task` are the codes of HL7 FHIR R4 ServiceRequest.status and Task.status
(https://hl7.org/fhir/R4/valueset-request-status.html, .../valueset-task-status.html); an appointment
that is booked is told by an Appointment resource beside them.
"""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    DRAFT = "draft"
    NEEDS_INFO = "needs_info"
    READY = "ready"
    SENT = "sent"
    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    SEEN = "seen"
    REPORT_RECEIVED = "report_received"
    CLOSED = "closed"


class Urgency(StrEnum):
    STAT = "stat"
    URGENT = "urgent"
    ROUTINE = "routine"


class WhoseMove(StrEnum):
    US = "us"
    PATIENT = "patient"
    US_OR_PATIENT = "us_or_patient"
    PAYER = "payer"
    REQUESTING_PROVIDER = "requesting_provider"
    RECEIVER = "receiver"
    OUR_PROVIDER = "our_provider"
    NOBODY = "nobody"


MISSING_FROM = (WhoseMove.US, WhoseMove.PATIENT, WhoseMove.PAYER, WhoseMove.REQUESTING_PROVIDER)


class Outcome(StrEnum):
    COMPLETED = "completed"
    DECLINED_BY_RECEIVER = "declined_by_receiver"
    NO_CAPACITY = "no_capacity"
    DECLINED_BY_PATIENT = "declined_by_patient"
    CANCELLED = "cancelled"
    LOST_TO_FOLLOW_UP = "lost_to_follow_up"
    REDIRECTED = "redirected"
    ENTERED_IN_ERROR = "entered_in_error"


class Proof(StrEnum):
    """What a move brings along. Each value is the name of the referral's field that keeps it."""

    QUESTION = "question"
    RECEIVER = "receiver"
    MISSING_FROM = "missing_from"
    MISSING = "missing"
    SENT_CHANNEL = "sent_channel"
    SENT_TO = "sent_to"
    SENT_ON = "sent_on"
    ACCEPTED_BY = "accepted_by"
    ACCEPTED_ON = "accepted_on"
    APPOINTMENT_AT = "appointment_at"
    APPOINTMENT_TOLD = "appointment_told"
    SEEN_ON = "seen_on"
    SEEN_CONFIRMED_BY = "seen_confirmed_by"
    REPORT_RECEIVED_ON = "report_received_on"
    REVIEWED_BY = "reviewed_by"
    REVIEWED_ON = "reviewed_on"
    PATIENT_TOLD_ON = "patient_told_on"
    NO_REPORT = "no_report"
    REASON = "reason"


class Channel(StrEnum):
    FAX = "fax"
    PORTAL = "portal"
    PHONE = "phone"
    MAIL = "mail"


class NoReport(StrEnum):
    """Why a visit is closed without a report; the second wants a supervisor."""

    NOT_EXPECTED = "not_expected"
    NOT_OBTAINED = "not_obtained"


class MissedReason(StrEnum):
    NO_TRANSPORTATION = "no_transportation"
    FELT_BETTER = "felt_better"
    FORGOT = "forgot"
    SCHEDULE_CONFLICT = "schedule_conflict"
    COUNSELED_AGAINST = "counseled_against"
    TOO_SICK = "too_sick"
    WORRIED_ABOUT_COST = "worried_about_cost"
    OTHER = "other"


@dataclass(frozen=True)
class Meaning:
    """What a status says: who has to act, what it was entered with, and how FHIR R4 calls it."""

    move: WhoseMove
    proofs: tuple[Proof, ...]
    request: str
    task: str


MEANINGS: dict[Status, Meaning] = {
    Status.DRAFT: Meaning(WhoseMove.US, (), "draft", "draft"),
    Status.NEEDS_INFO: Meaning(WhoseMove.US, (Proof.MISSING_FROM, Proof.MISSING), "active", "on-hold"),
    Status.READY: Meaning(WhoseMove.US, (Proof.QUESTION, Proof.RECEIVER), "active", "draft"),
    Status.SENT: Meaning(
        WhoseMove.RECEIVER, (Proof.SENT_CHANNEL, Proof.SENT_TO, Proof.SENT_ON), "active", "requested"
    ),
    Status.ACCEPTED: Meaning(
        WhoseMove.US_OR_PATIENT, (Proof.ACCEPTED_BY, Proof.ACCEPTED_ON), "active", "accepted"
    ),
    Status.SCHEDULED: Meaning(
        WhoseMove.PATIENT, (Proof.APPOINTMENT_AT, Proof.APPOINTMENT_TOLD), "active", "accepted"
    ),
    Status.SEEN: Meaning(
        WhoseMove.RECEIVER, (Proof.SEEN_ON, Proof.SEEN_CONFIRMED_BY), "active", "in-progress"
    ),
    Status.REPORT_RECEIVED: Meaning(
        WhoseMove.OUR_PROVIDER, (Proof.REPORT_RECEIVED_ON,), "completed", "completed"
    ),
    Status.CLOSED: Meaning(
        WhoseMove.NOBODY,
        (Proof.REVIEWED_BY, Proof.REVIEWED_ON, Proof.PATIENT_TOLD_ON),
        "completed",
        "completed",
    ),
}


# What a center may leave out where its statuses usually ask for it. Dates, and whose move it is, stay.
OPTIONAL = frozenset(
    {
        Proof.MISSING,
        Proof.SENT_CHANNEL,
        Proof.SENT_TO,
        Proof.ACCEPTED_BY,
        Proof.APPOINTMENT_TOLD,
        Proof.SEEN_CONFIRMED_BY,
        Proof.REVIEWED_BY,
    }
)


def optional_proofs(status: Status) -> tuple[Proof, ...]:
    """What the stages of this status may ask for or not; any may ask why."""
    return (*(proof for proof in MEANINGS[status].proofs if proof in OPTIONAL), Proof.REASON)


@dataclass(frozen=True)
class OffPath:
    """An end without a visit. The need is still open where a next step is wanted."""

    request: str
    task: str
    wants_next_step: bool = False
    wants_supervisor: bool = False


OFF_PATH: dict[Outcome, OffPath] = {
    Outcome.DECLINED_BY_RECEIVER: OffPath("active", "rejected", wants_next_step=True),
    Outcome.NO_CAPACITY: OffPath("active", "rejected", wants_next_step=True),
    Outcome.DECLINED_BY_PATIENT: OffPath("revoked", "cancelled"),
    Outcome.CANCELLED: OffPath("revoked", "cancelled"),
    Outcome.LOST_TO_FOLLOW_UP: OffPath("revoked", "failed", wants_supervisor=True),
    Outcome.REDIRECTED: OffPath("revoked", "cancelled"),
    Outcome.ENTERED_IN_ERROR: OffPath("entered-in-error", "entered-in-error"),
}

_OPEN_AGAIN = (
    Status.NEEDS_INFO,
    Status.READY,
    Status.SENT,
    Status.ACCEPTED,
    Status.SEEN,
    Status.REPORT_RECEIVED,
)
_BECAUSE = (Proof.REASON,)


def _forward(source: Status, *targets: Status) -> dict[tuple[Status, Status], tuple[Proof, ...]]:
    return {(source, target): MEANINGS[target].proofs for target in targets}


TRANSITIONS: dict[tuple[Status, Status], tuple[Proof, ...]] = {
    **_forward(Status.DRAFT, Status.NEEDS_INFO, Status.READY),
    **_forward(Status.NEEDS_INFO, Status.READY, Status.SENT, Status.ACCEPTED),
    **_forward(Status.READY, Status.NEEDS_INFO, Status.SENT),
    **_forward(Status.SENT, Status.NEEDS_INFO, Status.ACCEPTED, Status.SCHEDULED, Status.SEEN),
    **_forward(Status.ACCEPTED, Status.NEEDS_INFO, Status.SCHEDULED, Status.SEEN),
    **_forward(Status.SCHEDULED, Status.SEEN),
    **_forward(Status.SEEN, Status.REPORT_RECEIVED),
    **_forward(Status.REPORT_RECEIVED, Status.CLOSED),
    (Status.SEEN, Status.CLOSED): (Proof.NO_REPORT,),
    # Steps back: something was written down too early, or is no longer true.
    (Status.NEEDS_INFO, Status.DRAFT): (),
    (Status.READY, Status.DRAFT): (),
    (Status.SENT, Status.READY): _BECAUSE,
    (Status.ACCEPTED, Status.SENT): _BECAUSE,
    (Status.SCHEDULED, Status.ACCEPTED): _BECAUSE,
    (Status.SEEN, Status.SCHEDULED): _BECAUSE,
    (Status.SEEN, Status.ACCEPTED): _BECAUSE,
    (Status.REPORT_RECEIVED, Status.SEEN): _BECAUSE,
    **{(Status.CLOSED, target): _BECAUSE for target in _OPEN_AGAIN},
}


def may_follow(source: Status, target: Status) -> bool:
    """Between two stages of one status a card moves freely."""
    return source == target or (source, target) in TRANSITIONS


def proofs_wanted(source: Status, target: Status) -> tuple[Proof, ...]:
    return TRANSITIONS.get((source, target), ())


def next_statuses(source: Status) -> tuple[Status, ...]:
    return tuple(target for origin, target in TRANSITIONS if origin == source)


_OWN_FIELDS = (Proof.QUESTION, Proof.RECEIVER)


def proofs_undone(target: Status) -> tuple[Proof, ...]:
    """The proofs that are no longer true once a referral stands at this status.

    Waiting for information undoes nothing: what was sent stays sent.
    """
    if target is Status.NEEDS_INFO:
        return ()
    later = [status for status in Status if _rank(status) > _rank(target)]
    undone = [proof for status in (Status.NEEDS_INFO, *later) for proof in MEANINGS[status].proofs]
    return (*(proof for proof in dict.fromkeys(undone) if proof not in _OWN_FIELDS), Proof.NO_REPORT)


def _rank(status: Status) -> int:
    return list(Status).index(status)


def whose_move(
    status: Status,
    *,
    missing_from: WhoseMove | None = None,
    visit_is_over: bool = False,
    reviewed: bool = False,
) -> WhoseMove:
    """Who has to act next; after the booked time it is on us to learn whether the patient came."""
    if status is Status.NEEDS_INFO and missing_from:
        return missing_from
    if status is Status.SCHEDULED and visit_is_over:
        return WhoseMove.US
    if status is Status.REPORT_RECEIVED and reviewed:
        return WhoseMove.US
    return MEANINGS[status].move

"""How the lifecycle reads in plain words."""

from datetime import timedelta

from carehub.referrals.models import Happening, ReferralEvent
from carehub.referrals.status import Channel, MissedReason, NoReport, Outcome, Urgency, WhoseMove

WHOSE_MOVE: dict[WhoseMove, str] = {
    WhoseMove.US: "Us",
    WhoseMove.PATIENT: "Patient",
    WhoseMove.US_OR_PATIENT: "Us, patient",
    WhoseMove.PAYER: "Payer",
    WhoseMove.REQUESTING_PROVIDER: "Requesting provider",
    WhoseMove.RECEIVER: "Receiver",
    WhoseMove.OUR_PROVIDER: "Our provider",
    WhoseMove.NOBODY: "",
}

URGENCY: dict[Urgency, str] = {
    Urgency.STAT: "Stat",
    Urgency.URGENT: "Urgent",
    Urgency.ROUTINE: "Routine",
}

CHANNEL: dict[Channel, str] = {
    Channel.FAX: "Fax",
    Channel.PORTAL: "Portal",
    Channel.PHONE: "Phone",
    Channel.MAIL: "Mail",
}

NO_REPORT: dict[NoReport, str] = {
    NoReport.NOT_EXPECTED: "No report expected",
    NoReport.NOT_OBTAINED: "Not obtained after three requests (supervisor)",
}

OUTCOME: dict[Outcome, str] = {
    Outcome.COMPLETED: "Completed",
    Outcome.DECLINED_BY_RECEIVER: "Declined by receiver",
    Outcome.NO_CAPACITY: "No capacity",
    Outcome.DECLINED_BY_PATIENT: "Declined by patient",
    Outcome.CANCELLED: "Cancelled",
    Outcome.LOST_TO_FOLLOW_UP: "Lost to follow-up",
    Outcome.REDIRECTED: "Redirected",
    Outcome.ENTERED_IN_ERROR: "Entered in error",
}

MISSED: dict[MissedReason, str] = {
    MissedReason.NO_TRANSPORTATION: "No transportation",
    MissedReason.FELT_BETTER: "Felt better",
    MissedReason.FORGOT: "Forgot",
    MissedReason.SCHEDULE_CONFLICT: "Schedule conflict",
    MissedReason.COUNSELED_AGAINST: "Counseled against",
    MissedReason.TOO_SICK: "Too sick",
    MissedReason.WORRIED_ABOUT_COST: "Worried about cost",
    MissedReason.OTHER: "Other",
}

_TWO_DAYS = timedelta(days=2)


def deed(event: ReferralEvent) -> str:
    """What someone did, to be read after the name: "moved this referral to Sent"."""
    match event.happening:
        case Happening.MOVED | Happening.CLOSED | Happening.REOPENED if event.to_stage:
            verb = "reopened" if event.happening is Happening.REOPENED else "moved"
            return f"{verb} this referral to {event.to_stage}"
        case Happening.MISSED:
            return "recorded a missed appointment"
        case Happening.RESCHEDULED:
            return "changed the appointment"
        case Happening.ACKNOWLEDGED:
            return "acknowledged the report"
        case Happening.TOLD:
            return "told the patient of the appointment"
        case Happening.CREATED:
            return "made this referral"
        case other:
            return f"{other} this referral"


def lateness(late: timedelta | None) -> str:
    """ "Late 3 d", or hours below two days of a stat clock; empty when nothing is late."""
    if late is None:
        return ""
    if late.seconds and late < _TWO_DAYS:
        return f"Late {max(late // timedelta(hours=1), 1)} h"
    return f"Late {late.days} d"

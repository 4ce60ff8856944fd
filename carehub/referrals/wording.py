"""How the lifecycle reads in plain words."""

from datetime import timedelta

from carehub.referrals.models import Happening, ReferralEvent
from carehub.referrals.reasons import EndReason, StuckReason
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

END_REASON: dict[EndReason, str] = {
    EndReason.INSURANCE_NOT_ACCEPTED: "Insurance not accepted",
    EndReason.NOT_THEIR_FIELD: "Not their field",
    EndReason.MORE_WORKUP_FIRST: "They want more work-up first",
    EndReason.NO_NEW_PATIENTS: "Takes no new patients",
    EndReason.WAIT_TOO_LONG: "Wait too long",
    EndReason.COST: "Cost",
    EndReason.NO_TRANSPORTATION: "No transportation",
    EndReason.NO_TIME: "No time",
    EndReason.FELT_BETTER: "Felt better",
    EndReason.NOT_INTERESTED: "Not interested",
    EndReason.FOUND_OTHER_HELP: "Found other help",
    EndReason.NO_LONGER_NEEDED: "No longer needed",
    EndReason.MOVED_AWAY: "Moved away",
    EndReason.DIED: "Patient died",
    EndReason.NOT_REACHED: "Not reached",
    EndReason.LOST_CONTACT: "No working phone or address",
    EndReason.PATIENT_PREFERS: "Patient prefers another",
    EndReason.WRONG_PATIENT: "Wrong patient",
    EndReason.DUPLICATE: "Made twice",
    EndReason.OTHER: "Other",
}

STUCK: dict[StuckReason, str] = {
    StuckReason.TIMES_DONT_WORK: "Times don't work",
    StuckReason.WAIT_TOO_LONG: "Wait too long",
    StuckReason.CANNOT_AFFORD: "Cannot afford it",
    StuckReason.CANNOT_REACH_PROVIDER: "Cannot reach the receiver",
    StuckReason.CONTACTED_NOT_SCHEDULED: "Contacted, not scheduled",
    StuckReason.LOST_CONTACT_INFO: "Lost contact info",
    StuckReason.NO_TRANSPORTATION: "No transportation",
    StuckReason.NOT_INTERESTED: "Not interested",
    StuckReason.TOO_BUSY_OR_FORGOT: "Too busy or forgot",
    StuckReason.CANNOT_REACH_PATIENT: "Cannot reach the patient",
    StuckReason.WAITING_FOR_RECEIVER: "Waiting for the receiver",
    StuckReason.WAITING_FOR_PAYER: "Waiting for the payer",
    StuckReason.WAITING_FOR_PATIENT: "Waiting for the patient",
    StuckReason.WAITING_FOR_OUR_PROVIDER: "Waiting for our provider",
    StuckReason.RECORDS_MISSING: "Records are missing",
    StuckReason.NO_TIME_YET: "We had no time yet",
    StuckReason.OTHER: "Other",
}

_TWO_DAYS = timedelta(days=2)


def deed(event: ReferralEvent) -> str:
    """What someone did, to be read after the name: "moved this referral to Sent"."""
    match event.happening:
        case Happening.MOVED | Happening.CLOSED | Happening.REOPENED if event.to_stage:
            verb = "reopened" if event.happening is Happening.REOPENED else "moved"
            return f"{verb} this referral to {event.to_stage}"
        case Happening.PAUSED:
            return f"paused this referral to {event.detail.get('until', '')}"
        case Happening.EXPLAINED:
            return f"said why this referral is stuck: {STUCK[StuckReason(event.detail['stuck_because'])]}"
        case Happening.ASSIGNED:
            return f"gave this referral to {event.detail.get('coordinator', '')}"
        case Happening.UNDONE if event.to_stage != event.from_stage:
            return f"put this referral back in {event.to_stage}"
        case other:
            return _DEEDS.get(other, f"{other} this referral")


_DEEDS: dict[Happening, str] = {
    Happening.MISSED: "recorded a missed appointment",
    Happening.RESCHEDULED: "changed the appointment",
    Happening.ACKNOWLEDGED: "acknowledged the report",
    Happening.REPORT_ASKED: "asked the receiver for the report again",
    Happening.TOLD: "told the patient of the appointment",
    Happening.CREATED: "made this referral",
    Happening.RESUMED: "let the clock of this referral go on",
    Happening.UNDONE: "took back a change to this referral",
}


def lateness(late: timedelta | None) -> str:
    """ "Late 3 d", or hours below two days of a stat clock; empty when nothing is late."""
    if late is None:
        return ""
    if late.seconds and late < _TWO_DAYS:
        return f"Late {max(late // timedelta(hours=1), 1)} h"
    return f"Late {late.days} d"


def time_left(left: timedelta) -> str:
    """ "Due today", "Due in 3 d", or hours below two days of a stat clock."""
    if left.seconds and left < _TWO_DAYS:
        return f"Due in {max(left // timedelta(hours=1), 1)} h"
    return f"Due in {left.days} d" if left.days else "Due today"

"""The coded reasons of a referral: why it ended off its path, why it is stuck, what answers a no-show."""

from enum import StrEnum

from carehub.referrals.status import MissedReason, Outcome, Status


class EndReason(StrEnum):
    """Why a referral ended without a visit; which fit, depends on its outcome."""

    INSURANCE_NOT_ACCEPTED = "insurance_not_accepted"
    NOT_THEIR_FIELD = "not_their_field"
    MORE_WORKUP_FIRST = "more_workup_first"
    NO_NEW_PATIENTS = "no_new_patients"
    WAIT_TOO_LONG = "wait_too_long"
    COST = "cost"
    NO_TRANSPORTATION = "no_transportation"
    NO_TIME = "no_time"
    FELT_BETTER = "felt_better"
    NOT_INTERESTED = "not_interested"
    FOUND_OTHER_HELP = "found_other_help"
    NO_LONGER_NEEDED = "no_longer_needed"
    MOVED_AWAY = "moved_away"
    DIED = "died"
    NOT_REACHED = "not_reached"
    LOST_CONTACT = "lost_contact"
    PATIENT_PREFERS = "patient_prefers"
    WRONG_PATIENT = "wrong_patient"
    DUPLICATE = "duplicate"
    OTHER = "other"


class StuckReason(StrEnum):
    """Why the clock ran out. The first ten say why there is no appointment yet."""

    TIMES_DONT_WORK = "times_dont_work"
    WAIT_TOO_LONG = "wait_too_long"
    CANNOT_AFFORD = "cannot_afford"
    CANNOT_REACH_PROVIDER = "cannot_reach_provider"
    CONTACTED_NOT_SCHEDULED = "contacted_not_scheduled"
    LOST_CONTACT_INFO = "lost_contact_info"
    NO_TRANSPORTATION = "no_transportation"
    NOT_INTERESTED = "not_interested"
    TOO_BUSY_OR_FORGOT = "too_busy_or_forgot"
    CANNOT_REACH_PATIENT = "cannot_reach_patient"
    WAITING_FOR_RECEIVER = "waiting_for_receiver"
    WAITING_FOR_PAYER = "waiting_for_payer"
    WAITING_FOR_PATIENT = "waiting_for_patient"
    WAITING_FOR_OUR_PROVIDER = "waiting_for_our_provider"
    RECORDS_MISSING = "records_missing"
    NO_TIME_YET = "no_time_yet"
    OTHER = "other"


_E, _S = EndReason, StuckReason

END_REASONS: dict[Outcome, tuple[EndReason, ...]] = {
    Outcome.DECLINED_BY_RECEIVER: (
        _E.INSURANCE_NOT_ACCEPTED,
        _E.NOT_THEIR_FIELD,
        _E.MORE_WORKUP_FIRST,
        _E.OTHER,
    ),
    Outcome.NO_CAPACITY: (_E.NO_NEW_PATIENTS, _E.WAIT_TOO_LONG, _E.OTHER),
    Outcome.DECLINED_BY_PATIENT: (
        _E.COST,
        _E.NO_TRANSPORTATION,
        _E.NO_TIME,
        _E.FELT_BETTER,
        _E.NOT_INTERESTED,
        _E.FOUND_OTHER_HELP,
        _E.OTHER,
    ),
    Outcome.CANCELLED: (_E.NO_LONGER_NEEDED, _E.FOUND_OTHER_HELP, _E.MOVED_AWAY, _E.DIED, _E.OTHER),
    Outcome.LOST_TO_FOLLOW_UP: (_E.NOT_REACHED, _E.LOST_CONTACT, _E.MOVED_AWAY, _E.OTHER),
    Outcome.REDIRECTED: (
        _E.INSURANCE_NOT_ACCEPTED,
        _E.WAIT_TOO_LONG,
        _E.NOT_THEIR_FIELD,
        _E.NO_TRANSPORTATION,
        _E.PATIENT_PREFERS,
        _E.OTHER,
    ),
    Outcome.ENTERED_IN_ERROR: (_E.WRONG_PATIENT, _E.DUPLICATE, _E.OTHER),
}

_NO_APPOINTMENT_YET = (*list(StuckReason)[:10], _S.WAITING_FOR_RECEIVER, _S.NO_TIME_YET, _S.OTHER)
_NOT_DONE_YET = (
    _S.WAITING_FOR_PATIENT,
    _S.WAITING_FOR_PAYER,
    _S.WAITING_FOR_RECEIVER,
    _S.WAITING_FOR_OUR_PROVIDER,
    _S.RECORDS_MISSING,
    _S.CANNOT_REACH_PATIENT,
    _S.CANNOT_REACH_PROVIDER,
    _S.NO_TIME_YET,
    _S.OTHER,
)


def stuck_reasons(status: Status) -> tuple[StuckReason, ...]:
    """What can hold up a referral of this status."""
    return _NO_APPOINTMENT_YET if status in (Status.SENT, Status.ACCEPTED) else _NOT_DONE_YET


# What answers each reason of a missed visit: offered as the next step.
FOLLOW_UPS: dict[MissedReason, str] = {
    MissedReason.NO_TRANSPORTATION: "Arrange a ride, then book again",
    MissedReason.FELT_BETTER: "Ask whether the visit is still needed",
    MissedReason.FORGOT: "Book again and call the day before",
    MissedReason.SCHEDULE_CONFLICT: "Find a time that works, then book again",
    MissedReason.COUNSELED_AGAINST: "Ask our provider to talk with the patient",
    MissedReason.TOO_SICK: "Check how the patient is, then book again",
    MissedReason.WORRIED_ABOUT_COST: "Go through cost and the sliding fee, then book again",
    MissedReason.OTHER: "Call the patient and book again",
}

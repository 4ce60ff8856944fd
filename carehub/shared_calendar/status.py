"""What can become of an appointment."""

from enum import StrEnum


class AppointmentStatus(StrEnum):
    REQUESTED = "requested"
    BOOKED = "booked"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    CANCELLED_BY_PATIENT = "cancelled_by_patient"
    CANCELLED_BY_US = "cancelled_by_us"

    @property
    def label(self) -> str:
        return "No-show" if self is _S.NO_SHOW else self.value.replace("_", " ").capitalize()


class Mode(StrEnum):
    IN_PERSON = "in_person"
    PHONE = "phone"
    VIDEO = "video"
    HOME_VISIT = "home_visit"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class Kind(StrEnum):
    """What an event of the calendar is."""

    APPOINTMENT = "appointment"
    MEETING = "meeting"


_S = AppointmentStatus

CANCELLED = frozenset({_S.CANCELLED_BY_PATIENT, _S.CANCELLED_BY_US})
# Nobody else can be booked into the time of these.
OCCUPYING = frozenset({_S.REQUESTED, _S.BOOKED, _S.CONFIRMED, _S.ARRIVED, _S.COMPLETED})
MOVABLE = frozenset({_S.REQUESTED, _S.BOOKED, _S.CONFIRMED})
# What is said about the visit itself, so not before its day.
ATTENDANCE = frozenset({_S.ARRIVED, _S.COMPLETED, _S.NO_SHOW})

# Backward steps are for what was marked by mistake.
_NEXT: dict[AppointmentStatus, frozenset[AppointmentStatus]] = {
    _S.REQUESTED: frozenset({_S.BOOKED, _S.CONFIRMED}) | CANCELLED,
    _S.BOOKED: frozenset({_S.CONFIRMED, _S.ARRIVED, _S.NO_SHOW}) | CANCELLED,
    _S.CONFIRMED: frozenset({_S.ARRIVED, _S.NO_SHOW}) | CANCELLED,
    _S.ARRIVED: frozenset({_S.COMPLETED, _S.BOOKED}),
    _S.COMPLETED: frozenset({_S.ARRIVED}),
    _S.NO_SHOW: frozenset({_S.ARRIVED, _S.BOOKED}),
    _S.CANCELLED_BY_PATIENT: frozenset({_S.BOOKED}),
    _S.CANCELLED_BY_US: frozenset({_S.BOOKED}),
}


def may_become(now: AppointmentStatus, then: AppointmentStatus) -> bool:
    return then in _NEXT[now]


def next_statuses(now: AppointmentStatus) -> list[AppointmentStatus]:
    """Every status this one may become, in the order of the life of an appointment."""
    return [status for status in AppointmentStatus if may_become(now, status)]

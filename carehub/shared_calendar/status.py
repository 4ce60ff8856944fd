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
    WAITLIST = "waitlist"

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
    """What an event of the calendar is. The days on which the center is closed stand in working_time."""

    APPOINTMENT = "appointment"
    MEETING = "meeting"
    OUT_OF_OFFICE = "out_of_office"

    @property
    def label(self) -> str:
        return _KINDS[self]


class AppointmentType(StrEnum):
    """What sort of appointment it is: to filter, to colour and to count by."""

    INTAKE = "intake"
    CHECK_UP = "check_up"
    FOLLOW_UP = "follow_up"
    THERAPY = "therapy"
    BEHAVIORAL_HEALTH = "behavioral_health"
    IN_HOME = "in_home"
    SPECIALTY = "specialty"
    LAB_OR_IMAGING = "lab_or_imaging"
    DENTAL = "dental"
    SOCIAL_SERVICE = "social_service"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _TYPES.get(self, self.value.replace("_", " ").capitalize())


_KINDS = {
    Kind.APPOINTMENT: "Appointment",
    Kind.MEETING: "Staff meeting",
    Kind.OUT_OF_OFFICE: "Out of office",
}
_TYPES = {
    AppointmentType.CHECK_UP: "Check-up",
    AppointmentType.FOLLOW_UP: "Follow-up visit",
    AppointmentType.IN_HOME: "In-home service",
    AppointmentType.LAB_OR_IMAGING: "Lab or imaging",
}


_S = AppointmentStatus

CANCELLED = frozenset({_S.CANCELLED_BY_PATIENT, _S.CANCELLED_BY_US})
# Nobody else can be booked into the time of these.
OCCUPYING = frozenset({_S.REQUESTED, _S.BOOKED, _S.CONFIRMED, _S.ARRIVED, _S.COMPLETED})
MOVABLE = frozenset({_S.REQUESTED, _S.BOOKED, _S.CONFIRMED, _S.WAITLIST})
# What is said about the visit itself, so not before its day.
ATTENDANCE = frozenset({_S.ARRIVED, _S.COMPLETED, _S.NO_SHOW})
# As which something can be put into the calendar.
BOOKABLE_AS = (_S.BOOKED, _S.REQUESTED, _S.WAITLIST)

# Backward steps are for what was marked by mistake.
_NEXT: dict[AppointmentStatus, frozenset[AppointmentStatus]] = {
    _S.WAITLIST: frozenset({_S.REQUESTED, _S.BOOKED, _S.CONFIRMED}) | CANCELLED,
    _S.REQUESTED: frozenset({_S.BOOKED, _S.CONFIRMED, _S.WAITLIST}) | CANCELLED,
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

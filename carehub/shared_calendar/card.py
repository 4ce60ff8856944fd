"""One appointment, opened: the words that its panel says, and what its dialogs begin with."""

from typing import TypedDict

from carehub.core import clock
from carehub.core.dates import written_date, written_time
from carehub.referrals.status import MissedReason
from carehub.referrals.wording import MISSED
from carehub.shared_calendar.cutting import pattern_of_series
from carehub.shared_calendar.models import Appointment, Series
from carehub.shared_calendar.reading import Sheet
from carehub.shared_calendar.recurrence import said as said_rule
from carehub.shared_calendar.showing import NOBODY, identity, initials
from carehub.shared_calendar.slots import minutes_of, said
from carehub.shared_calendar.status import CANCELLED, MOVABLE, AppointmentStatus, Kind, next_statuses

_S = AppointmentStatus
_STATUS_TONES = {
    _S.REQUESTED: "amber",
    _S.WAITLIST: "amber",
    _S.BOOKED: "blue",
    _S.CONFIRMED: "teal",
    _S.ARRIVED: "violet",
    _S.COMPLETED: "green",
    _S.NO_SHOW: "crimson",
}
_VERBS = {
    _S.REQUESTED: "Mark requested",
    _S.BOOKED: "Put back to booked",
    _S.CONFIRMED: "Confirm",
    _S.ARRIVED: "Mark arrived",
    _S.COMPLETED: "Mark completed",
    _S.NO_SHOW: "Mark no-show",
    _S.WAITLIST: "Put on the waitlist",
}
# What to do about it, so that the next appointment takes place.
_NEXT_STEPS = {
    MissedReason.NO_TRANSPORTATION: "Arrange a ride, then book again.",
    MissedReason.FELT_BETTER: "Ask whether the visit is still wanted, then book again.",
    MissedReason.FORGOT: "Book again, and call the day before.",
    MissedReason.SCHEDULE_CONFLICT: "Ask which days and hours fit, then book again.",
    MissedReason.COUNSELED_AGAINST: "Talk it over with the patient and the provider, then book again.",
    MissedReason.TOO_SICK: "Ask whether a home or phone visit is better, then book again.",
    MissedReason.WORRIED_ABOUT_COST: "Look into coverage and the sliding fee, then book again.",
    MissedReason.OTHER: "Call the patient, then book again.",
}
_BY_WORDS = {words: reason for reason, words in MISSED.items()}


class Step(TypedDict):
    """Something that may be said about the appointment now: the status, and the verb on its button."""

    status: str
    label: str


class About(TypedDict):
    """Who and what it is for, with whom; each select's value beside the word that it shows."""

    kind: str
    headline: str
    identity: str
    patient_id: int
    type: str
    type_label: str
    title: str
    staff: str
    staff_id: str
    attendees: list[str]
    mode: str
    mode_label: str
    needs: str
    needs_interpreter: bool
    needs_transport: bool
    note: str
    referral_id: str


class Where(TypedDict):
    """When and where it takes place: words to read, and what the dialogs' inputs begin with: ``day`` and
    ``at`` on the center's wall clock, ``minutes``."""

    when: str
    series: str
    day: str
    at: str
    minutes: str
    site: str
    site_id: str
    badge: str
    tone: str
    room: str
    room_id: str
    receiver: str


class Standing(TypedDict):
    """How it stands, and what can be done with it; ``follow_up`` is what to do after a missed visit."""

    status: str
    status_tone: str
    flags: str
    reason: str
    follow_up: str
    told: str
    changed: str
    is_movable: bool
    is_cancellable: bool
    is_mine: bool
    is_here: bool
    is_late: bool
    is_untold: bool
    has_left: bool
    steps: list[Step]


class Card(About, Where, Standing):
    """An opened appointment; what does not apply is empty. ``patient_id`` 0: it has no patient."""

    id: int
    version: int


def card_of(sheet: Sheet, time_zone: str) -> Card:
    """One appointment as its panel shows it."""
    appointment = sheet.entry.appointment
    assert appointment.id is not None
    return {
        "id": appointment.id,
        "version": appointment.version,
        **_about(sheet, time_zone),
        **_where(sheet, time_zone),
        **_standing(sheet, time_zone),
    }


def follow_up_needs_ride(card: Card) -> bool:
    """Whether the next appointment should be booked with a ride."""
    return _BY_WORDS.get(card["reason"]) is MissedReason.NO_TRANSPORTATION


def _about(sheet: Sheet, time_zone: str) -> About:
    entry, appointment = sheet.entry, sheet.entry.appointment
    birth_date, mrn = (sheet.patient.birth_date, sheet.patient.mrn) if sheet.patient else (None, None)
    return About(
        kind=appointment.kind.value,
        headline=entry.headline,
        identity=identity(birth_date, mrn, clock.today(time_zone)),
        patient_id=appointment.patient_id or 0,
        type=appointment.type.value,
        type_label=appointment.type.label if appointment.kind is Kind.APPOINTMENT else appointment.kind.label,
        title=appointment.title,
        staff=", ".join(entry.people.values()),
        staff_id=str(appointment.staff_id or NOBODY),
        attendees=[str(user_id) for user_id in entry.others],
        mode=appointment.mode.value,
        mode_label=appointment.mode.label,
        needs=_needs(appointment),
        needs_interpreter=appointment.needs_interpreter,
        needs_transport=appointment.needs_transport,
        note=appointment.note,
        referral_id=str(appointment.referral_id or ""),
    )


def _where(sheet: Sheet, time_zone: str) -> Where:
    site, appointment = sheet.entry.site, sheet.entry.appointment
    starts = clock.local(appointment.starts_at, time_zone)
    return Where(
        when=said(appointment.slot, time_zone),
        series=_rhythm(sheet.series, appointment),
        day=f"{starts:%Y-%m-%d}",
        at=f"{starts:%H:%M}",
        minutes=str(minutes_of(appointment.slot, time_zone)),
        site=site.name,
        site_id=str(appointment.site_id),
        badge=initials(site.name),
        tone=site.color,
        room=sheet.room,
        room_id=str(appointment.room_id or NOBODY),
        receiver=appointment.receiver,
    )


def _standing(sheet: Sheet, time_zone: str) -> Standing:
    appointment, status = sheet.entry.appointment, sheet.entry.appointment.status
    return Standing(
        status=status.label,
        status_tone=_STATUS_TONES.get(status, "gray"),
        flags=_flags(appointment),
        reason=appointment.reason,
        follow_up=_follow_up(appointment),
        told={True: "Yes", False: "Not yet", None: ""}[appointment.patient_told],
        changed=f"{sheet.changed_by}, {written_time(appointment.updated_at, time_zone)}",
        is_movable=status in MOVABLE,
        is_cancellable=bool(CANCELLED & set(next_statuses(status))),
        is_mine=sheet.is_my_site,
        is_here=status in (_S.ARRIVED, _S.COMPLETED),
        is_late=appointment.is_late,
        is_untold=appointment.patient_told is False and status in (*MOVABLE, *CANCELLED),
        has_left=appointment.left_without_visit,
        steps=_steps(appointment),
    )


def _rhythm(series: Series | None, appointment: Appointment) -> str:
    """ "Every Thursday until 03-Dec-2026"; says so when this one was put elsewhere."""
    if series is None:
        return ""
    pattern = pattern_of_series(series)
    words = f"{said_rule(pattern)} until {written_date(pattern.days()[-1])}"
    return f"{words}; this one at a time of its own" if appointment.is_apart else words


def _needs(appointment: Appointment) -> str:
    wanted = (("Interpreter", appointment.needs_interpreter), ("Ride", appointment.needs_transport))
    return ", ".join(words for words, is_needed in wanted if is_needed)


def _flags(appointment: Appointment) -> str:
    said_of = (("came late", appointment.is_late), ("left without a visit", appointment.left_without_visit))
    return ", ".join(words for words, applies in said_of if applies)


def _follow_up(appointment: Appointment) -> str:
    if appointment.left_without_visit:
        return "Ask why, then book again."
    if appointment.status is not _S.NO_SHOW:
        return ""
    return _NEXT_STEPS[_BY_WORDS.get(appointment.reason, MissedReason.OTHER)]


def _steps(appointment: Appointment) -> list[Step]:
    """What may be said of it now. Only a patient arrives; who has left completes nothing."""
    if appointment.kind is not Kind.APPOINTMENT:
        return []
    left_out = {*CANCELLED, *([_S.COMPLETED] if appointment.left_without_visit else [])}
    possible = [step for step in next_statuses(appointment.status) if step not in left_out]
    return [Step(status=step.value, label=_verb(appointment.status, step)) for step in possible]


def _verb(now: AppointmentStatus, then: AppointmentStatus) -> str:
    return "Book it" if then is _S.BOOKED and now in (_S.REQUESTED, _S.WAITLIST) else _VERBS[then]

"""What an appointment does to the referral it is for: in the same transaction, or neither is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import Invalid
from carehub.referrals import reading, visits
from carehub.referrals.models import Referral, ReferralType
from carehub.referrals.status import MissedReason, Status, may_follow
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.status import AppointmentStatus

_STANDING = (AppointmentStatus.BOOKED, AppointmentStatus.CONFIRMED)
_TAKES_A_TIME = frozenset(status for status in Status if may_follow(status, Status.SCHEDULED))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A referral of a patient that an appointment can be booked for."""

    referral_id: int
    type_name: str
    receiver: str


def waiting(session: Session, actor: Actor, patient_id: int) -> list[Waiting]:
    """The patient's referrals that wait for a date, the oldest first."""
    theirs = reading.visible_to(actor).where(
        Referral.patient_id == patient_id, col(Referral.status).in_(_TAKES_A_TIME)
    )
    return [
        Waiting(referral.id or 0, session.get_one(ReferralType, referral.type_id).name, referral.receiver)
        for referral in session.exec(theirs.order_by(col(Referral.id)))
    ]


def booked(session: Session, actor: Actor, appointment: Appointment, *, told: bool) -> None:
    """The referral gets this date; ``told``: the patient knows."""
    referral = _of(session, actor, appointment)
    if referral is None or referral.id is None:
        return
    if referral.patient_id != appointment.patient_id:
        raise Invalid("This referral is another patient's. Choose one of this patient's referrals.")
    visits.book_appointment(session, actor, referral.id, appointment.starts_at, told=told)


def booked_again(session: Session, actor: Actor, appointment: Appointment) -> None:
    """A missed or cancelled appointment counts again, as far as its referral still waits for one."""
    referral = _of(session, actor, appointment)
    if referral is not None and referral.status in _TAKES_A_TIME:
        booked(session, actor, appointment, told=False)


def moved(
    session: Session, actor: Actor, moves: Sequence[tuple[Appointment, datetime]], *, told: bool = False
) -> None:
    """Each appointment that began at this time before begins at another now; ``told``: the patient knows."""
    for appointment, referral_id in _that_stand_on(session, actor, moves):
        visits.book_appointment(session, actor, referral_id, appointment.starts_at, told=told)


def told(session: Session, actor: Actor, appointment: Appointment) -> None:
    """The patient knows the date now."""
    if referral_id := _that_stands_on(session, actor, appointment):
        visits.record_told(session, actor, referral_id)


def called_off(session: Session, actor: Actor, appointments: Sequence[Appointment], reason: str) -> None:
    """The referral waits for a date again, unless the next of a series is booked for it already."""
    cancelled = [(each, each.starts_at) for each in appointments]
    for _, referral_id in _that_stand_on(session, actor, cancelled):
        visits.call_off_appointment(session, actor, referral_id, reason)
        _stand_on_the_next(session, actor, referral_id)


def missed(session: Session, actor: Actor, appointment: Appointment, reason: MissedReason) -> None:
    """The referral goes back to accepted and keeps the missed date; the next of a series is its new one."""
    if referral_id := _that_stands_on(session, actor, appointment):
        visits.record_no_show(session, actor, referral_id, reason)
        _stand_on_the_next(session, actor, referral_id)


def seen(session: Session, actor: Actor, appointment: Appointment, time_zone: str) -> None:
    if referral_id := _that_stands_on(session, actor, appointment):
        day = clock.local(appointment.starts_at, time_zone).date()
        visits.record_seen(session, actor, referral_id, day, actor.name)


def _stand_on_the_next(session: Session, actor: Actor, referral_id: int) -> None:
    ahead = (
        select(Appointment)
        .where(Appointment.referral_id == referral_id, Appointment.starts_at > clock.now())
        .where(col(Appointment.series_id).is_not(None), col(Appointment.status).in_(_STANDING))
        .order_by(col(Appointment.starts_at))
        .limit(1)
    )
    if coming := session.exec(ahead).first():
        told = bool(coming.patient_told)
        visits.book_appointment(session, actor, referral_id, coming.starts_at, told=told)


def _that_stand_on(
    session: Session, actor: Actor, dates: Sequence[tuple[Appointment, datetime]]
) -> list[tuple[Appointment, int]]:
    """Of appointments with their dates, those that a referral waits for: it may have got another date
    since, or have moved on. A referral stands on one of a series."""
    found: dict[int, Appointment] = {}
    for referral_id in {each.referral_id for each, _ in dates if each.referral_id is not None}:
        referral = reading.find(session, actor, referral_id)
        theirs = (
            each for each, date in dates if (each.referral_id, date) == (referral_id, referral.appointment_at)
        )
        standing = next(theirs, None)
        if standing is not None and referral.status is Status.SCHEDULED:
            found[referral_id] = standing
    return [(appointment, referral_id) for referral_id, appointment in found.items()]


def _that_stands_on(session: Session, actor: Actor, appointment: Appointment) -> int | None:
    """The linked referral's id, if it is this appointment that the referral waits for."""
    return next(
        (each for _, each in _that_stand_on(session, actor, [(appointment, appointment.starts_at)])), None
    )


def _of(session: Session, actor: Actor, appointment: Appointment) -> Referral | None:
    if appointment.referral_id is None:
        return None
    return reading.find(session, actor, appointment.referral_id)

"""What an appointment does to its referral. Whoever may book or record may do this to the card."""

from datetime import date, datetime

from sqlmodel import Session

from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid
from carehub.referrals.change import Story, rewrite, working_days
from carehub.referrals.evidence import LINE_LIMIT, Evidence
from carehub.referrals.models import Happening, Referral
from carehub.referrals.reading import find
from carehub.referrals.reasons import FOLLOW_UPS
from carehub.referrals.status import MissedReason, Status
from carehub.referrals.transition import first_stage_of, in_utc, transit
from carehub.referrals.wording import MISSED

_NOT_BOOKED = "This referral has no booked appointment."


def book_appointment(
    session: Session, actor: Actor, referral_id: int, when: datetime, *, told: bool
) -> Referral:
    """The visit is booked, or booked anew; ``told``: the patient knows."""
    referral = find(session, actor, referral_id)
    require(actor, Permission.APPOINTMENTS_BOOK)
    if referral.status is Status.SCHEDULED:
        return _rebook(session, actor, referral, when, told=told)
    evidence = Evidence(appointment_at=when, appointment_told=told)
    target = first_stage_of(session, Status.SCHEDULED)
    return transit(session, actor, referral, referral.version, target, evidence)


def record_told(session: Session, actor: Actor, referral_id: int) -> Referral:
    """The patient knows the date of the booked visit."""
    referral = find(session, actor, referral_id)
    require(actor, Permission.APPOINTMENTS_BOOK)
    _booked(referral)
    story = Story(Happening.EDITED, detail={"appointment_told": str(True)})
    return rewrite(session, actor, referral, referral.version, story, appointment_told=True)


def call_off_appointment(session: Session, actor: Actor, referral_id: int, reason: str) -> Referral:
    """The booked visit will not take place; the referral waits for another time."""
    referral = find(session, actor, referral_id)
    require(actor, Permission.APPOINTMENTS_BOOK)
    return _back_to_accepted(session, actor, referral, reason, Happening.MOVED)


def record_no_show(
    session: Session, actor: Actor, referral_id: int, reason: MissedReason, follow_up: str | None = None
) -> Referral:
    """The patient did not come; history keeps the missed appointment with its reason.

    ``follow_up`` is what happens next; not said, it is what answers the reason.
    """
    referral = find(session, actor, referral_id)
    require(actor, Permission.APPOINTMENTS_RECORD)
    if follow_up is not None and len(follow_up) > LINE_LIMIT:
        raise Invalid(f"Keep the next step under {LINE_LIMIT} characters.")
    next_step = FOLLOW_UPS[reason] if follow_up is None else follow_up.strip()
    return _back_to_accepted(session, actor, referral, MISSED[reason], Happening.MISSED, next_step)


def record_seen(session: Session, actor: Actor, referral_id: int, on: date, confirmed_by: str) -> Referral:
    """The patient came; now the report is awaited."""
    referral = find(session, actor, referral_id)
    require(actor, Permission.APPOINTMENTS_RECORD)
    evidence = Evidence(seen_on=on, seen_confirmed_by=confirmed_by)
    return transit(session, actor, referral, referral.version, first_stage_of(session, Status.SEEN), evidence)


def _rebook(session: Session, actor: Actor, referral: Referral, when: datetime, *, told: bool) -> Referral:
    instant = in_utc(when, working_days(session))
    story = Story(
        Happening.RESCHEDULED,
        detail={"appointment_at": instant.isoformat(), "before": _booked(referral).isoformat()},
    )
    return rewrite(
        session, actor, referral, referral.version, story, appointment_at=instant, appointment_told=told
    )


def _back_to_accepted(
    session: Session, actor: Actor, referral: Referral, reason: str, happening: Happening, next_step: str = ""
) -> Referral:
    if happening is Happening.MISSED and _booked(referral) > clock.now():
        raise Invalid("This appointment has not come yet. To move it, book another time.")
    target = first_stage_of(session, Status.ACCEPTED)
    detail = {"appointment_at": _booked(referral).isoformat()}
    return transit(
        session, actor, referral, referral.version, target, Evidence(reason=reason), happening, detail,
        next_step=next_step,
    )  # fmt: skip


def _booked(referral: Referral) -> datetime:
    if referral.status is not Status.SCHEDULED or referral.appointment_at is None:
        raise Invalid(_NOT_BOOKED)
    return referral.appointment_at

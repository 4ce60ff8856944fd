"""How one thing changes hands, by the service that it belongs to: the same on the way there and back."""

from dataclasses import fields

from sqlmodel import Session

from carehub.caseloads import service as caseloads
from carehub.core.actor import Actor
from carehub.core.errors import Conflict
from carehub.desk.handover.models import Thing
from carehub.follow_ups import service as follow_ups
from carehub.referrals import assigning
from carehub.referrals import service as referrals
from carehub.shared_calendar import reading as calendar
from carehub.shared_calendar import service as appointments
from carehub.shared_calendar.requests import Details
from carehub.shared_calendar.status import MOVABLE

_NO_LONGER = "It is no longer with the person who had it."


def give(
    session: Session, actor: Actor, thing: Thing, row_id: int, had_by: int, to: int, reason: str
) -> None:
    """Give it to ``to`` if it is still with ``had_by`` and open; else Conflict, with why it stays."""
    match thing:
        case Thing.PATIENT:
            caseloads.assign(session, actor, row_id, to, instead_of=had_by, reason=reason)
        case Thing.REFERRAL:
            _give_referral(session, actor, row_id, had_by, to)
        case Thing.FOLLOW_UP:
            _give_follow_up(session, actor, row_id, had_by, to, reason)
        case Thing.APPOINTMENT:
            _give_appointment(session, actor, row_id, had_by, to)


def _give_referral(session: Session, actor: Actor, row_id: int, had_by: int, to: int) -> None:
    referral = referrals.find(session, actor, row_id)
    if referral.coordinator_id != had_by or referral.closed_at is not None:
        raise Conflict("It was closed since." if referral.closed_at else _NO_LONGER)
    assigning.assign(session, actor, row_id, referral.version, to)


def _give_follow_up(session: Session, actor: Actor, row_id: int, had_by: int, to: int, reason: str) -> None:
    follow_up = follow_ups.find(session, actor, row_id)
    if follow_up.owner_id != had_by or follow_up.done_at is not None:
        raise Conflict("It is done." if follow_up.done_at else _NO_LONGER)
    follow_ups.reassign(session, actor, row_id, follow_up.version, to, reason)


def _give_appointment(session: Session, actor: Actor, row_id: int, had_by: int, to: int) -> None:
    appointment = calendar.find(session, actor, row_id)
    if appointment.staff_id != had_by:
        raise Conflict(_NO_LONGER)
    if appointment.status not in MOVABLE:
        raise Conflict(f"It is {appointment.status.label.lower()}.")
    same = {each.name: getattr(appointment, each.name) for each in fields(Details)}
    appointments.change(session, actor, row_id, appointment.version, Details(**{**same, "staff_id": to}))

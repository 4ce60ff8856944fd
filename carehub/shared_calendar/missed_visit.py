"""A missed visit wants somebody to do something about it: one follow-up, which answers why it was missed."""

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.follow_ups import events
from carehub.referrals.status import MissedReason
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.status import AppointmentStatus


def settle(
    session: Session,
    actor: Actor,
    appointment: Appointment,
    before: AppointmentStatus,
    missed: MissedReason | None,
) -> None:
    """Make the follow-up of a no-show, or take it back when the patient was here after all."""
    if appointment.patient_id is None:
        return
    visit = events.Visit(
        appointment.patient_id, appointment.starts_at, appointment.referral_id, appointment.id
    )
    if missed is not None:
        events.visit_missed(session, actor, visit, missed)
    elif before is AppointmentStatus.NO_SHOW:
        events.visit_not_missed(session, actor, visit)

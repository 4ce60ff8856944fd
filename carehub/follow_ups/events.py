"""Events that want a follow-up: a visit was missed, a referral came into a stage that asks for one."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from carehub.core.actor import Actor
from carehub.follow_ups.making import NewFollowUp, Origin, derive, in_business_days, withdraw
from carehub.follow_ups.models import FollowUp, StageFollowUp
from carehub.referrals.change import Story
from carehub.referrals.hearing import HEARD_BY
from carehub.referrals.models import Happening, Referral
from carehub.referrals.reasons import FOLLOW_UPS
from carehub.referrals.status import MissedReason

NO_SHOW = "no_show"
STAGE = "stage"
# A missed visit is answered on the next business day.
_ANSWER_WITHIN = 1


@dataclass(frozen=True)
class Visit:
    """A booked time of a patient, in the calendar or only on a referral."""

    patient_id: int
    at: datetime
    referral_id: int | None = None
    appointment_id: int | None = None

    @property
    def origin(self) -> Origin:
        """The same for the calendar and the board, so that both together make one follow-up."""
        return Origin(NO_SHOW, f"{self.patient_id}:{self.at.astimezone(UTC).isoformat()}")


def visit_missed(
    session: Session, actor: Actor, visit: Visit, why: MissedReason, next_step: str | None = None
) -> None:
    """Somebody has to answer why the patient did not come; ``next_step`` says how, if not as usual."""
    text = FOLLOW_UPS[why] if next_step is None else next_step
    if not text:
        return
    due = in_business_days(session, _ANSWER_WITHIN)
    new = NewFollowUp(
        visit.patient_id, text, due, referral_id=visit.referral_id, appointment_id=visit.appointment_id
    )
    derive(session, actor, visit.origin, new)


def visit_not_missed(session: Session, actor: Actor, visit: Visit) -> None:
    """The patient was here after all."""
    withdraw(session, actor, visit.origin, "The no-show was taken back")


def hear(session: Session, actor: Actor, referral: Referral, story: Story) -> None:
    """A referral changed: what its stage asks for is made, what an earlier stage asked for is not needed."""
    if story.happening is Happening.MISSED:
        at = datetime.fromisoformat(story.detail["appointment_at"])
        visit = Visit(referral.patient_id, at, referral.id)
        visit_missed(session, actor, visit, MissedReason.OTHER, referral.next_step)
    if story.from_stage or story.to_stage:
        _enter_stage(session, actor, referral)


HEARD_BY.append(hear)


def _enter_stage(session: Session, actor: Actor, referral: Referral) -> None:
    here = Origin(STAGE, f"{referral.id}:{referral.stage_id}:{referral.stage_entered_at.isoformat()}")
    _withdraw_earlier(session, actor, referral, here)
    rule = session.get(StageFollowUp, referral.stage_id)
    if rule is not None and referral.closed_at is None:
        due = in_business_days(session, rule.after_days)
        owner = referral.coordinator_id
        new = NewFollowUp(referral.patient_id, rule.text, due, owner, how=rule.how, referral_id=referral.id)
        derive(session, actor, here, new)


def _withdraw_earlier(session: Session, actor: Actor, referral: Referral, here: Origin) -> None:
    earlier = select(FollowUp.origin_key).where(
        FollowUp.referral_id == referral.id,
        FollowUp.origin == STAGE,
        FollowUp.origin_key != here.key,
        col(FollowUp.done_at).is_(None),
    )
    for key in session.exec(earlier).all():
        withdraw(session, actor, Origin(STAGE, str(key)), "The referral moved on")

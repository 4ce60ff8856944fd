"""Events that want a follow-up: a visit was missed, a referral came into a stage that asks for one."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from carehub.core.actor import Actor
from carehub.follow_ups.making import NewFollowUp, Origin, derive, in_business_days, withdraw
from carehub.follow_ups.models import FollowUp, StageFollowUp
from carehub.referrals.hearing import HEARD_BY, Heard
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


def hear(session: Session, actor: Actor, heard: Heard) -> None:
    """Referrals changed: what their stage asks for is made, what an earlier stage asked for is not needed."""
    for referral, story in heard:
        if story.happening is Happening.MISSED:
            at = datetime.fromisoformat(story.detail["appointment_at"])
            visit = Visit(referral.patient_id, at, referral.id)
            visit_missed(session, actor, visit, MissedReason.OTHER, referral.next_step)
    entered = [referral for referral, story in heard if story.from_stage or story.to_stage]
    if entered:
        _enter_stages(session, actor, entered)


HEARD_BY.append(hear)


def _enter_stages(session: Session, actor: Actor, referrals: Sequence[Referral]) -> None:
    rules = {rule.stage_id: rule for rule in session.exec(select(StageFollowUp))}
    asked = _asked_before(session, [referral.id for referral in referrals])
    for referral in referrals:
        here = Origin(STAGE, f"{referral.id}:{referral.stage_id}:{referral.stage_entered_at.isoformat()}")
        for key in asked[referral.id]:
            if key != here.key:
                withdraw(session, actor, Origin(STAGE, key), "The referral moved on")
        rule = rules.get(referral.stage_id)
        if rule is not None and referral.closed_at is None:
            due, owner = in_business_days(session, rule.after_days), referral.coordinator_id
            new = NewFollowUp(
                referral.patient_id, rule.text, due, owner, how=rule.how, referral_id=referral.id
            )
            derive(session, actor, here, new)


def _asked_before(session: Session, referral_ids: Collection[int | None]) -> Mapping[int | None, list[str]]:
    """What stages asked for and nobody has done yet, by referral."""
    still_open = select(FollowUp.referral_id, FollowUp.origin_key).where(
        col(FollowUp.referral_id).in_(referral_ids),
        FollowUp.origin == STAGE,
        col(FollowUp.done_at).is_(None),
    )
    asked: defaultdict[int | None, list[str]] = defaultdict(list)
    for referral_id, key in session.exec(still_open):
        asked[referral_id].append(str(key))
    return asked

"""That the patient was told: of the appointment, or of the report, which closes the loop."""

from sqlmodel import Session

from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid
from carehub.referrals.change import Story, rewrite, working_days
from carehub.referrals.evidence import Evidence
from carehub.referrals.models import Happening, Referral
from carehub.referrals.reading import find
from carehub.referrals.status import Status
from carehub.referrals.transition import first_stage_of, transit


def awaits_telling(referral: Referral) -> bool:
    """Whether there is something that the patient has not been told yet."""
    if referral.status is Status.SCHEDULED:
        return not referral.appointment_told
    return referral.status is Status.REPORT_RECEIVED and referral.reviewed_on is not None


def patient_told(session: Session, actor: Actor, referral_id: int, version: int) -> Referral:
    """The patient was told today: the appointment stands, or the reviewed report closes the referral."""
    referral = find(session, actor, referral_id)
    require(actor, Permission.REFERRALS_MOVE)
    if not awaits_telling(referral):
        raise Invalid("There is nothing new to tell the patient. A report is reviewed first.")
    if referral.status is Status.SCHEDULED:
        story = Story(Happening.TOLD)
        return rewrite(session, actor, referral, version, story, appointment_told=True)
    today = working_days(session).day_of(clock.now())
    target = first_stage_of(session, Status.CLOSED)
    return transit(session, actor, referral, version, target, Evidence(patient_told_on=today))

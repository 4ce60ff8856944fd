"""The practice center runs a program under 42 CFR Part 2: two of its referrals are such records."""

from datetime import timedelta

from sqlmodel import Session, col, select

from carehub.core.actor import Actor
from carehub.disclosures.models import Ground
from carehub.practice.diary import Diary
from carehub.practice.staff import COORDINATOR_AT, Staff
from carehub.referrals import disclosing
from carehub.referrals.disclosing import NewGround
from carehub.referrals.models import Referral

_RECEIVER = "Quiet Pond Counseling"
_WHAT, _PURPOSE = "The referral and the last two notes", "Treatment and coordination of care"
_A_YEAR = timedelta(days=365)


def run_part2(session: Session, diary: Diary, staff: Staff) -> None:
    """One record leaves by a consent; of the other the patient has not signed anything yet."""
    disclosing.set_runs_part2(session, staff.actors["dana"], True)
    keeps = [staff.actors[name].user_id for name in COORDINATOR_AT.values()]
    theirs = select(Referral).where(
        Referral.receiver == _RECEIVER,
        col(Referral.closed_at).is_(None),
        col(Referral.coordinator_id).in_(keeps),
    )
    signed, unsigned = session.exec(theirs.order_by(col(Referral.id).desc()).limit(2))
    for referral in (signed, unsigned):
        number = referral.id or 0
        disclosing.mark(session, _who(staff, referral), number, referral.version, is_record=True)
    consent = NewGround(Ground.CONSENT, _WHAT, _PURPOSE, diary.today, diary.today + _A_YEAR)
    disclosing.add_ground(session, _who(staff, signed), signed.id or 0, consent)


def _who(staff: Staff, referral: Referral) -> Actor:
    """Whose it is."""
    return next(each for each in staff.actors.values() if each.user_id == referral.coordinator_id)

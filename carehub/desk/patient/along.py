"""What belongs to a referral is shown along with it only: a call, a document, a follow-up."""

from sqlalchemy import ColumnElement, or_
from sqlmodel import col

from carehub.core.actor import Actor
from carehub.referrals import service as referrals
from carehub.referrals.models import Referral


def with_its_referral(actor: Actor, patient_id: int, referral_id: int | None) -> ColumnElement[bool]:
    """Of the rows of a patient, those for no referral or for one that this person may see.

    ``referral_id`` is the column of the rows: ``Document.referral_id``.
    """
    theirs = referrals.visible_to(actor).where(Referral.patient_id == patient_id)
    shown = theirs.with_only_columns(col(Referral.id))
    return or_(col(referral_id).is_(None), col(referral_id).in_(shown))

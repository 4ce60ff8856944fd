"""What the forms of an offer send, taken strictly."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from carehub.assessments import service
from carehub.assessments.definition import OfferKind
from carehub.assessments.service import ReferralWish
from carehub.core.actor import Actor
from carehub.core.errors import Invalid
from carehub.referrals.status import Urgency
from carehub.ui.claims import row_id

FIELDS = ("type_id", "urgency", "receiver", "question", "text", "due_on")


def take(
    session: Session,
    actor: Actor,
    assessment_id: int,
    offer_id: str,
    kind: OfferKind,
    fields: Mapping[str, str],
) -> str:
    """Take up an offer; returns the sentence to say."""
    if kind is OfferKind.REFERRAL:
        service.take_referral(session, actor, assessment_id, offer_id, _referral(fields))
        return "Referral made. It is in the first column of the board."
    if kind is OfferKind.FOLLOW_UP:
        text, day = fields.get("text", ""), _day(fields.get("due_on", ""))
        service.take_follow_up(session, actor, assessment_id, offer_id, text, day)
        return "Follow-up made"
    service.take_concern(session, actor, assessment_id, offer_id)
    return "Noted among the problems and concerns"


def _referral(fields: Mapping[str, str]) -> ReferralWish:
    urgency = fields.get("urgency", "")
    if not fields.get("type_id") or urgency not in set(Urgency):
        raise Invalid("Choose the type of referral and how urgent it is.")
    receiver, question = fields.get("receiver", ""), fields.get("question", "")
    return ReferralWish(row_id(fields["type_id"]), Urgency(urgency), receiver, question)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("Choose the day by which it is due.") from None

"""What a completed form calls for, taken up or not: each offer once, with who decided and when."""

from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import shorten

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from carehub.accounts.models import User
from carehub.assessments.definition import Offer, OfferKind
from carehub.assessments.models import OfferDecision
from carehub.assessments.reading import Filled, filled
from carehub.assessments.scoring import offers_of
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.dates import ago
from carehub.core.errors import Conflict, Invalid, NotFound
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.service import NewFollowUp, Origin
from carehub.follow_ups.status import Priority
from carehub.referrals import service as referrals
from carehub.referrals.service import NewReferral
from carehub.referrals.status import Urgency
from carehub.remarks import service as remarks
from carehub.remarks.models import RemarkKind

ORIGIN = "assessment_offer"


@dataclass(frozen=True)
class ReferralWish:
    """The referral as it shall be made, after the person looked at what was filled in."""

    type_id: int
    urgency: Urgency = Urgency.ROUTINE
    receiver: str = ""
    question: str = ""


def suggested_type(session: Session, offer: Offer) -> int | None:
    """The id of the type of referral that the offer names; None when the center has no such type."""
    wanted = offer.referral_type.casefold()
    return next((kind.id for kind in referrals.shown_types(session) if kind.name.casefold() == wanted), None)


def suggested_day(session: Session, offer: Offer) -> date:
    """The day by which the follow-up of the offer is due, seen from today."""
    return follow_ups.today_of(session) + timedelta(days=offer.days)


def take_referral(
    session: Session, actor: Actor, assessment_id: int, offer_id: str, wish: ReferralWish
) -> int:
    """Make the referral that is offered; returns its id."""
    require(actor, Permission.REFERRALS_CREATE)
    whole, offer = _standing(session, actor, assessment_id, offer_id, OfferKind.REFERRAL)
    new = NewReferral(whole.row.patient_id, wish.type_id, wish.urgency, wish.receiver, wish.question)
    made = referrals.create(session, actor, new)
    _decide(session, actor, whole, offer, f"referral:{made.id}")
    return made.id or 0


def take_follow_up(
    session: Session, actor: Actor, assessment_id: int, offer_id: str, text: str, due_on: date
) -> int:
    """Make the follow-up that is offered; returns its id."""
    require(actor, Permission.NOTES_SEE)
    whole, offer = _standing(session, actor, assessment_id, offer_id, OfferKind.FOLLOW_UP)
    priority = Priority.HIGH if offer.is_urgent else Priority.USUAL
    new = NewFollowUp(whole.row.patient_id, text, due_on, priority=priority, about=whole.form.title)
    made = follow_ups.derive(session, actor, Origin(ORIGIN, f"{assessment_id}:{offer_id}"), new)
    _decide(session, actor, whole, offer, f"follow_up:{made.id}")
    return made.id or 0


def take_concern(session: Session, actor: Actor, assessment_id: int, offer_id: str) -> None:
    """Note the concern among those of the patient page, with the form that it comes from."""
    require(actor, Permission.CARE_EDIT)
    whole, offer = _standing(session, actor, assessment_id, offer_id, OfferKind.CONCERN)
    words = shorten(f"{offer.text} ({whole.form.title})", remarks.LONGEST, placeholder=" …")
    made = remarks.note(session, actor, whole.row.patient_id, RemarkKind.CONCERN, words)
    _decide(session, actor, whole, offer, f"remark:{made.id}")


def dismiss(session: Session, actor: Actor, assessment_id: int, offer_id: str) -> None:
    """The patient does not want it, or it is done already."""
    require(actor, Permission.NOTES_SEE)
    whole, offer = _standing(session, actor, assessment_id, offer_id)
    _decide(session, actor, whole, offer)


def _standing(
    session: Session, actor: Actor, assessment_id: int, offer_id: str, kind: OfferKind | None = None
) -> tuple[Filled, Offer]:
    whole = filled(session, actor, assessment_id)
    if whole.row.completed_at is None:
        raise Invalid("Complete the form first. Then it is clear what it calls for.")
    offer = next((each for each in offers_of(whole.form, whole.answers) if each.id == offer_id), None)
    if offer is None or kind not in (None, offer.kind):
        raise NotFound("This is not offered any more. Look at the answers again.")
    if offer_id in whole.decisions:
        raise Conflict(_who_decided(*whole.decisions[offer_id]))
    return whole, offer


def _decide(session: Session, actor: Actor, whole: Filled, offer: Offer, made: str = "") -> None:
    decision = OfferDecision(
        assessment_id=whole.row.id or 0,
        offer_id=offer.id,
        is_accepted=bool(made),
        made=made,
        at=clock.now(),
        by_id=actor.user_id,
    )
    try:
        # Two who decide in the same moment both find none: the database decides between them.
        with session.begin_nested():
            session.add(decision)
            session.flush()
    except IntegrityError:
        raise Conflict(_who_decided(*_decided(session, whole, offer))) from None
    action = "assessments.accept_offer" if made else "assessments.dismiss_offer"
    subject = f"assessment:{whole.row.id}"
    journal.record(
        session, actor, action, patient_id=whole.row.patient_id, subject=subject, fields=[offer.id]
    )
    changes.announce(session, changes.Topic.ASSESSMENTS, whole.row.patient_id)


def _decided(session: Session, whole: Filled, offer: Offer) -> tuple[OfferDecision, str]:
    made = (
        select(OfferDecision, User.name)
        .join(User, col(User.id) == OfferDecision.by_id)
        .where(OfferDecision.assessment_id == whole.row.id, OfferDecision.offer_id == offer.id)
    )
    return session.exec(made).one()


def _who_decided(decision: OfferDecision, who: str) -> str:
    did = "took this up" if decision.is_accepted else "said that this is not needed"
    return f"{who} {did} {ago(decision.at, clock.now())}."

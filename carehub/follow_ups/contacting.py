"""A contact attempt and what it does to follow-ups: who was reached needs none, who was not gets the next."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from carehub.contacts import service as contacts
from carehub.contacts.models import Answer, ContactAttempt, How, Whom
from carehub.contacts.service import NewAttempt, Tried
from carehub.contacts.wording import ANSWER, HOW, WHOM
from carehub.core.actor import Actor
from carehub.core.errors import Invalid
from carehub.follow_ups.access import changeable
from carehub.follow_ups.changing import Story, rewrite
from carehub.follow_ups.completing import complete
from carehub.follow_ups.making import NewFollowUp, create, today_of
from carehub.follow_ups.models import FollowUp
from carehub.follow_ups.status import Deed, Ended
from carehub.referrals import service as referrals

# A talk with these is what was wanted; the rest is on the way to it.
_TOWARDS_PATIENT = (Whom.PATIENT, Whom.RELATED_PERSON)


@dataclass(frozen=True)
class Answered:
    """The follow-up that an attempt was made for, as the person saw it."""

    follow_up_id: int
    version: int


@dataclass(frozen=True)
class Logged:
    """``tried`` is how often the patient was tried since last reached, for the referral or at all."""

    attempt: ContactAttempt
    tried: Tried
    is_reached: bool


def log_contact(
    session: Session,
    actor: Actor,
    new: NewAttempt,
    answered: Answered | None = None,
    again_on: date | None = None,
    token: str = "",
) -> Logged:
    """Write an attempt down. Reached, the follow-up it was made for is done; else it is due ``again_on``,
    or becomes one if there was none. Of a series the next step follows by itself."""
    if new.referral_id is not None:
        referral = referrals.find(session, actor, new.referral_id)
        if referral.patient_id != new.patient_id:
            raise Invalid("This referral is another patient's. Choose one of this patient's referrals.")
    attempt = contacts.log(session, actor, new)
    is_reached = new.answer is Answer.REACHED
    if answered is not None:
        _settle(session, actor, new, answered, again_on, token)
    elif again_on is not None and not is_reached:
        _try_again(session, actor, new, again_on)
    if new.referral_id is not None:
        tried = contacts.tried(session, actor, new.referral_id)
    else:
        tried = contacts.tried_for_patient(session, actor, new.patient_id)
    return Logged(attempt, tried, is_reached and new.whom in _TOWARDS_PATIENT)


def _settle(
    session: Session,
    actor: Actor,
    new: NewAttempt,
    answered: Answered,
    again_on: date | None,
    token: str,
) -> None:
    follow_up = changeable(session, actor, answered.follow_up_id)
    if follow_up.patient_id != new.patient_id:
        raise Invalid("This follow-up is for another patient.")
    seen = (session, actor, answered.follow_up_id, answered.version)
    if new.answer is Answer.REACHED:
        complete(*seen, Ended.REACHED, new.note[:500], token=token)
    elif follow_up.series:
        complete(*seen, Ended.NOT_REACHED, new.note[:500], token=token)
    elif new.answer is Answer.SENT:
        complete(*seen, Ended.DONE, new.note[:500], token=token)
    elif again_on is not None:
        _move(session, actor, follow_up, answered.version, again_on, new, token)


def _move(
    session: Session,
    actor: Actor,
    follow_up: FollowUp,
    version: int,
    again_on: date,
    new: NewAttempt,
    token: str,
) -> None:
    if again_on <= today_of(session):
        raise Invalid("Choose a day after today to try again.")
    story = Story(Deed.CHANGED, f"{HOW[new.how]}: {ANSWER[new.answer].lower()}", token)
    rewrite(session, actor, follow_up, version, story, due_on=again_on)


def _try_again(session: Session, actor: Actor, new: NewAttempt, again_on: date) -> None:
    if again_on <= today_of(session):
        raise Invalid("Choose a day after today to try again.")
    whom = WHOM[new.whom].lower()
    text = f"Try the {whom} again ({HOW[new.how].lower()}: {ANSWER[new.answer].lower()})"
    how = new.how if new.how is not How.FAX else None
    follow_up = NewFollowUp(
        new.patient_id, text, again_on, actor.user_id, how=how, referral_id=new.referral_id
    )
    create(session, actor, follow_up)

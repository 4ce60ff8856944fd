"""Who works a referral, and how urgent it is."""

from sqlmodel import Session

from carehub.caseloads.coordinators import cares_at_a_site_of, is_within_reach, keeper
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid
from carehub.referrals.change import Story, rewrite
from carehub.referrals.models import Happening, Referral
from carehub.referrals.reading import find
from carehub.referrals.status import Urgency


def assign(
    session: Session, actor: Actor, referral_id: int, version: int, to: int | None, token: str = ""
) -> Referral:
    """Give a referral to a coordinator, or to nobody; the patient's caseload stays as it is."""
    referral = find(session, actor, referral_id)
    require(actor, Permission.REFERRALS_EDIT)
    name = _taker(session, actor, referral, to) if to is not None else "nobody"
    story = Story(Happening.ASSIGNED, detail={"coordinator": name}, token=token)
    return rewrite(session, actor, referral, version, story, coordinator_id=to)


def set_urgency(
    session: Session, actor: Actor, referral_id: int, version: int, urgency: Urgency, token: str = ""
) -> Referral:
    """Another urgency has another limit; the clock goes on from where it began."""
    referral = find(session, actor, referral_id)
    require(actor, Permission.REFERRALS_EDIT)
    story = Story(Happening.EDITED, detail={"urgency": urgency}, token=token)
    return rewrite(session, actor, referral, version, story, urgency=urgency)


def _taker(session: Session, actor: Actor, referral: Referral, user_id: int) -> str:
    user = keeper(session, user_id) if is_within_reach(session, actor, user_id) else None
    if user is None:
        raise Invalid("This person keeps no caseload here. Choose someone from the list.")
    if not cares_at_a_site_of(session, user, referral.patient_id):
        raise Invalid(f"{user.name} does not work at a site of this patient.")
    return user.name

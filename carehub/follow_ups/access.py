"""Who may see which follow-ups, who may change them, and whose they can be."""

from sqlalchemy import or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.accounts.models import User, UserSite
from carehub.caseloads.coordinators import cares_at_a_site_of
from carehub.core.actor import PERMISSIONS, Actor, Permission, Role, require
from carehub.core.errors import Invalid, NotAllowed, NotFound
from carehub.core.sight import once_for_each_actor
from carehub.follow_ups.models import FollowUp
from carehub.patients import service as patients
from carehub.patients.models import Patient, PatientSite
from carehub.referrals import service as referrals
from carehub.referrals.models import Referral

_READERS = [role for role in Role if Permission.NOTES_SEE in PERMISSIONS[role]]
_GONE = "This follow-up is not in your list. Ask a supervisor if you need access."


@once_for_each_actor
def visible_to(actor: Actor) -> SelectOfScalar[FollowUp]:
    """The follow-ups of patients that this person may see; those for a referral only along with it."""
    require(actor, Permission.NOTES_SEE)
    theirs = referrals.visible_to(actor).with_only_columns(col(Referral.id))
    for_it = theirs.where(col(Referral.id) == FollowUp.referral_id).correlate(FollowUp).exists()
    return (
        select(FollowUp)
        .join(Patient, col(Patient.id) == FollowUp.patient_id)
        .where(patients.at_sites_of(actor), or_(col(FollowUp.referral_id).is_(None), for_it))
    )


@once_for_each_actor
def of_its_patient(actor: Actor) -> SelectOfScalar[FollowUp]:
    """The same for one patient of a surrounding query: a subquery that costs a look per patient there."""
    require(actor, Permission.NOTES_SEE)
    its_referral = col(Referral.id) == FollowUp.referral_id
    for_it = referrals.of_its_patient(actor).where(its_referral).correlate(FollowUp, Patient).exists()
    return (
        select(FollowUp)
        .where(col(FollowUp.patient_id) == Patient.id, patients.at_sites_of(actor))
        .where(or_(col(FollowUp.referral_id).is_(None), for_it))
        .correlate(Patient)
    )


def find(session: Session, actor: Actor, follow_up_id: int) -> FollowUp:
    """One follow-up; NotFound when there is none or the person may not see this one."""
    found = session.exec(visible_to(actor).where(FollowUp.id == follow_up_id)).first()
    if found is None:
        raise NotFound(_GONE)
    return found


def changeable(session: Session, actor: Actor, follow_up_id: int) -> FollowUp:
    """One that this person may change: an own one, or any visible one for those who keep caseloads."""
    found = find(session, actor, follow_up_id)
    if found.owner_id != actor.user_id and not actor.may(Permission.CASELOAD_ASSIGN):
        raise NotAllowed("This follow-up is somebody else's. Ask its owner or a supervisor.")
    return found


def is_able(session: Session, patient_id: int, owner_id: int) -> bool:
    """Whether somebody could see a follow-up of the patient, and so be its owner."""
    owner = session.get(User, owner_id)
    if owner is None or not owner.is_active or Permission.NOTES_SEE not in PERMISSIONS[owner.role]:
        return False
    return cares_at_a_site_of(session, owner, patient_id)


def owners(session: Session, actor: Actor, patient_id: int) -> dict[int, str]:
    """Who can own a follow-up of this patient, by name: names by user id."""
    require(actor, Permission.NOTES_SEE)
    patients.find(session, actor, patient_id)
    here = (
        select(UserSite.user_id)
        .join(PatientSite, col(PatientSite.site_id) == UserSite.site_id)
        .where(PatientSite.patient_id == patient_id)
    )
    able = select(User.id, User.name).where(
        col(User.is_active), col(User.role).in_(_READERS), or_(col(User.all_sites), col(User.id).in_(here))
    )
    return {number: name for number, name in session.exec(able.order_by(User.name)) if number}


def refuse_unable(session: Session, patient_id: int, owner_id: int | None) -> None:
    """Refuse an owner who could not see the follow-up; nobody is fine."""
    if owner_id is None:
        return
    owner = session.get(User, owner_id)
    if owner is None or not owner.is_active or Permission.NOTES_SEE not in PERMISSIONS[owner.role]:
        raise NotFound("This person does not take follow-ups. Choose from the list.")
    if not cares_at_a_site_of(session, owner, patient_id):
        raise Invalid(f"{owner.name} does not work at a site of this patient. Choose someone who does.")

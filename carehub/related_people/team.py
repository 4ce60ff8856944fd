"""The care team: members of the staff with their part, beside the coordinator of the caseload."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, or_, select

from carehub.accounts.models import User, UserSite
from carehub.core import changes, clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Conflict, Invalid, NotFound
from carehub.patients import service as patients
from carehub.patients.models import Patient, PatientSite
from carehub.related_people.models import TeamMember

_LONGEST_PART = 60


@dataclass(frozen=True, slots=True)
class OnTeam:
    """A member of the staff on a patient's team."""

    member: TeamMember
    user: User


def team_of(session: Session, actor: Actor, patient_id: int) -> list[OnTeam]:
    """Who of the staff is on the team now, by name."""
    patients.find(session, actor, patient_id)
    now = (
        select(TeamMember, User)
        .join(User, col(User.id) == TeamMember.user_id)
        .where(TeamMember.patient_id == patient_id, col(TeamMember.until).is_(None))
        .order_by(col(User.name))
    )
    return [OnTeam(member, user) for member, user in session.exec(now)]


def who_can_join(session: Session, actor: Actor, patient_id: int) -> list[User]:
    """The staff of the patient's sites, by name."""
    require(actor, Permission.CARE_EDIT)
    patients.find(session, actor, patient_id)
    there = (
        select(UserSite.user_id)
        .join(PatientSite, col(PatientSite.site_id) == UserSite.site_id)
        .where(PatientSite.patient_id == patient_id)
    )
    works_there = or_(col(User.all_sites), col(User.id).in_(there))
    return list(session.exec(select(User).where(col(User.is_active), works_there).order_by(col(User.name))))


def join_team(session: Session, actor: Actor, patient_id: int, user_id: int, part: str) -> TeamMember:
    """Somebody of the staff takes a part in the patient's care."""
    require(actor, Permission.CARE_EDIT)
    part = _checked(part)
    if user_id not in {user.id for user in who_can_join(session, actor, patient_id)}:
        raise NotFound("This person does not work at a site of the patient. Choose from the list.")
    member = TeamMember(
        patient_id=patient_id, user_id=user_id, part=part, since=clock.now(), added_by_id=actor.user_id
    )
    session.add(member)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict("This person is on the team already.") from None
    _write_down(session, actor, "join_team", member)
    return member


def leave_team(session: Session, actor: Actor, member_id: int) -> TeamMember:
    """The part ends; the history keeps it."""
    require(actor, Permission.CARE_EDIT)
    theirs = (
        select(TeamMember)
        .join(Patient, col(Patient.id) == TeamMember.patient_id)
        .where(TeamMember.id == member_id, patients.at_sites_of(actor))
    )
    member = session.exec(theirs).first()
    if member is None:
        raise NotFound("This person is not on the team any more. Reload the page.")
    if member.until is not None:
        raise Conflict("Someone else took this person off the team first.")
    member.until = clock.now()
    session.flush()
    _write_down(session, actor, "leave_team", member)
    return member


def _checked(part: str) -> str:
    part = " ".join(part.split())
    if not part:
        raise Invalid("Say what part this person has, for example “primary care provider”.")
    if len(part) > _LONGEST_PART:
        raise Invalid(f"Keep the part under {_LONGEST_PART} characters.")
    return part


def _write_down(session: Session, actor: Actor, action: str, member: TeamMember) -> None:
    journal.record(
        session, actor, f"related_people.{action}",
        patient_id=member.patient_id, subject=f"team_member:{member.id}",
    )  # fmt: skip
    changes.announce(session, changes.Topic.PATIENTS, member.patient_id)

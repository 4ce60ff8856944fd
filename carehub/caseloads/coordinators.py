"""Who can keep a caseload, and how many patients each has."""

from dataclasses import dataclass

from sqlalchemy import func, true
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.accounts.models import User, UserSite
from carehub.core.actor import Actor, Permission, Role, require
from carehub.patients import service as patients
from carehub.patients.models import Patient, PatientSite

# Supervisors keep the caseloads of those who are away.
KEEPERS = (Role.COORDINATOR, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Someone who keeps a caseload; ``patients`` counts those that the asking person may see."""

    user_id: int
    name: str
    patients: int


def coordinators(session: Session, actor: Actor) -> list[Coordinator]:
    """Whom this person may assign patients to, by name."""
    require(actor, Permission.CASELOAD_ASSIGN)
    loads = _loads(session, actor)
    within_reach = _keepers().where(_works_with(actor)).order_by(User.name)
    return [
        Coordinator(user.id, user.name, loads.get(user.id, 0))
        for user in session.exec(within_reach)
        if user.id
    ]


def within_reach(session: Session, actor: Actor) -> dict[int, str]:
    """The names of those whom ``coordinators`` lists, by id: without a count that reads all patients."""
    require(actor, Permission.CASELOAD_ASSIGN)
    known = _keepers().where(_works_with(actor)).order_by(User.name)
    return {user.id: user.name for user in session.exec(known) if user.id}


def keepers(session: Session) -> list[User]:
    """Everyone who keeps a caseload, at all sites of the center."""
    return list(session.exec(_keepers()))


def keeper(session: Session, user_id: int) -> User | None:
    """The user, if it is someone who keeps a caseload."""
    return session.exec(_keepers().where(User.id == user_id)).first()


def is_within_reach(session: Session, actor: Actor, user_id: int) -> bool:
    """Whether the actor may give patients to this user: of own sites, or anyone for supervisors."""
    return session.exec(_keepers().where(User.id == user_id, _works_with(actor))).first() is not None


def cares_at_a_site_of(session: Session, user: User, patient_id: int) -> bool:
    """Whether the user works at one of the patient's sites."""
    if user.all_sites:
        return True
    shared = (
        select(PatientSite.site_id)
        .join(UserSite, col(UserSite.site_id) == PatientSite.site_id)
        .where(PatientSite.patient_id == patient_id, UserSite.user_id == user.id)
    )
    return session.exec(shared).first() is not None


def _keepers() -> SelectOfScalar[User]:
    return select(User).where(col(User.is_active), col(User.role).in_(KEEPERS))


def _works_with(actor: Actor) -> ColumnElement[bool]:
    if actor.all_sites or actor.may(Permission.CASELOAD_ASSIGN_EVERYONE):
        return true()
    colleagues = select(UserSite.user_id).where(col(UserSite.site_id).in_(sorted(actor.site_ids)))
    return or_(col(User.all_sites), col(User.id).in_(colleagues))


def _loads(session: Session, actor: Actor) -> dict[int, int]:
    counted = (
        select(Patient.coordinator_id, func.count())
        .where(col(Patient.coordinator_id).is_not(None), patients.at_sites_of(actor))
        .group_by(col(Patient.coordinator_id))
    )
    return {user_id: number for user_id, number in session.exec(counted) if user_id}

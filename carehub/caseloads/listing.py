"""The patients of a caseload, and who keeps a patient."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.accounts.models import User
from carehub.caseloads.assigning import current
from carehub.caseloads.models import Assignment
from carehub.core.actor import Actor, Permission, require
from carehub.core.sight import IDS
from carehub.patients import service as patients
from carehub.patients.models import Patient

UNASSIGNED = None
_HELD = select(Assignment.patient_id, Assignment.since).where(
    col(Assignment.patient_id).in_(IDS), col(Assignment.until).is_(None)
)


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who keeps a patient on a caseload, and since when."""

    user_id: int
    name: str
    since: datetime


def cases(actor: Actor, coordinator_id: int | None) -> SelectOfScalar[Patient]:
    """The patients of a coordinator, or UNASSIGNED ones, as far as this person may see them."""
    require(actor, Permission.CASELOAD_ASSIGN)
    return patients.visible_to(actor).where(kept_by(coordinator_id))


def kept_by(coordinator_id: int | BindParameter[int] | None) -> ColumnElement[bool]:
    """That the patient of a query is on this caseload, or on none."""
    keeps = col(Patient.coordinator_id)
    return keeps.is_(None) if coordinator_id is UNASSIGNED else keeps == coordinator_id


def responsible(session: Session, actor: Actor, patient_id: int) -> Responsible | None:
    """Who keeps this patient on a caseload now."""
    patients.find(session, actor, patient_id)
    holds = current(session, patient_id)
    if holds is None:
        return None
    return Responsible(holds.coordinator_id, session.get_one(User, holds.coordinator_id).name, holds.since)


def responsible_for(session: Session, actor: Actor, patient_ids: Collection[int]) -> dict[int, str]:
    """The names of those who keep these patients, by patient; who is with nobody or invisible is left out."""
    keeps = (
        select(Patient.id, User.name)
        .join(User, col(User.id) == Patient.coordinator_id)
        .where(col(Patient.id).in_(patient_ids), patients.at_sites_of(actor))
    )
    return {patient_id: name for patient_id, name in session.exec(keeps) if patient_id}


def kept_since(session: Session, actor: Actor, patient_ids: Collection[int]) -> dict[int, datetime]:
    """Since when each of these patients is on the present caseload, for use behind ``cases``."""
    require(actor, Permission.CASELOAD_ASSIGN)
    return dict(session.execute(_HELD, {"ids": patient_ids}).all())

"""The patients of a caseload, a page at a time, in the order of their names."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.accounts.models import User
from carehub.caseloads.assigning import current
from carehub.caseloads.coordinators import unassigned
from carehub.caseloads.models import Assignment
from carehub.core.actor import Actor, Permission, require
from carehub.patients import service as patients
from carehub.patients.models import Patient

UNASSIGNED = None


@dataclass(frozen=True, slots=True)
class Case:
    """A patient on a caseload, and since when; None while nobody is responsible."""

    patient: Patient
    since: datetime | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some of the cases; ``next`` is None on the last page."""

    cases: tuple[Case, ...]
    next: patients.Key | None


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who keeps a patient on a caseload, and since when."""

    user_id: int
    name: str
    since: datetime


def of(
    session: Session,
    actor: Actor,
    coordinator_id: int | None,
    after: patients.Key | None = None,
    *,
    size: int = patients.PAGE,
) -> CasePage:
    """The patients of a coordinator, or UNASSIGNED ones, as far as this person may see them."""
    wanted = _wanted(actor, coordinator_id)
    if after:
        wanted = wanted.where(patients.behind(after))
    # One more than is shown tells whether there is a next page.
    found = session.exec(wanted.order_by(*patients.BY_NAME).limit(size + 1)).all()
    shown = found[:size]
    since = _since(session, [patient.id for patient in shown])
    cases = tuple(Case(patient, since.get(patient.id)) for patient in shown)
    return CasePage(cases, patients.key_of(shown[-1]) if len(found) > size else None)


def size(session: Session, actor: Actor, coordinator_id: int | None) -> int:
    """How many patients ``of`` would page through."""
    counted = _wanted(actor, coordinator_id).with_only_columns(func.count(col(Patient.id)))
    return session.execute(counted).scalar_one()


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
        select(Assignment.patient_id, User.name)
        .join(User, col(User.id) == Assignment.coordinator_id)
        .join(Patient, col(Patient.id) == Assignment.patient_id)
        .where(col(Assignment.patient_id).in_(patient_ids), col(Assignment.until).is_(None))
        .where(patients.at_sites_of(actor))
    )
    return dict(session.exec(keeps).all())


def _wanted(actor: Actor, coordinator_id: int | None) -> SelectOfScalar[Patient]:
    require(actor, Permission.CASELOAD_ASSIGN)
    return unassigned(actor) if coordinator_id is None else _assigned_to(actor, coordinator_id)


def _assigned_to(actor: Actor, coordinator_id: int) -> SelectOfScalar[Patient]:
    assigned = select(Assignment.patient_id).where(
        Assignment.coordinator_id == coordinator_id, col(Assignment.until).is_(None)
    )
    return patients.visible_to(actor).where(col(Patient.id).in_(assigned))


def _since(session: Session, patient_ids: Collection[int | None]) -> dict[int | None, datetime]:
    held = select(Assignment.patient_id, Assignment.since).where(
        col(Assignment.patient_id).in_(patient_ids), col(Assignment.until).is_(None)
    )
    return {patient_id: since for patient_id, since in session.exec(held)}

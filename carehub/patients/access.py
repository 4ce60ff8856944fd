"""Who may see which patients: every query of every slice goes through here."""

from sqlalchemy import and_, not_
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import NotFound
from carehub.core.sight import once_for_each_actor, sites_of
from carehub.patients.models import Patient, PatientSite


@once_for_each_actor
def visible_to(actor: Actor) -> SelectOfScalar[Patient]:
    """The patients that this person may see: those cared for at one of the person's sites.

    In an emergency the one patient whose record was opened, and nobody else.
    """
    require(actor, Permission.PATIENTS_SEE)
    return select(Patient).where(at_sites_of(actor))


@once_for_each_actor
def at_sites_of(actor: Actor) -> ColumnElement[bool]:
    """The condition behind ``visible_to``, for queries that join ``Patient`` to something else."""
    if actor.only_patient_id is not None:
        return and_(col(Patient.id) == actor.only_patient_id, col(Patient.merged_into_id).is_(None))
    if actor.all_sites:
        # A record that was merged into another has no site any more.
        return col(Patient.merged_into_id).is_(None)
    return _cared_for(actor, col(Patient.id))


def may_see_patient(actor: Actor, patient_id: Mapped[int] | ColumnElement[int]) -> ColumnElement[bool]:
    """The same for a query that has the patient's id in a column of its own and reads no record."""
    merged = patient_id.in_(select(Patient.id).where(col(Patient.merged_into_id).is_not(None)))
    if actor.only_patient_id is not None:
        return and_(patient_id == actor.only_patient_id, not_(merged))
    return not_(merged) if actor.all_sites else _cared_for(actor, patient_id)


def _cared_for(
    actor: Actor, patient_id: Mapped[int] | Mapped[int | None] | ColumnElement[int]
) -> ColumnElement[bool]:
    """Looked up patient by patient, so that a page of a long list reads no more than the page."""
    there = select(PatientSite.patient_id).where(
        col(PatientSite.patient_id) == patient_id, col(PatientSite.site_id).in_(sites_of(actor))
    )
    return there.correlate_except(PatientSite).exists()


def find(session: Session, actor: Actor, patient_id: int) -> Patient:
    """One patient; NotFound when there is none or the person may not see this one."""
    patient = session.exec(visible_to(actor).where(Patient.id == patient_id)).first()
    if patient is None:
        raise NotFound("This patient is not in your list. Ask a supervisor if you need access.")
    return patient


def survivor_of(session: Session, actor: Actor, patient_id: int) -> int | None:
    """The record into which this one was merged, as far as this person may see it."""
    merged = select(Patient.merged_into_id).where(Patient.id == patient_id)
    survivor = session.exec(merged).first()
    visible = visible_to(actor).where(Patient.id == survivor).with_only_columns(col(Patient.id))
    return session.execute(visible).scalars().first() if survivor is not None else None

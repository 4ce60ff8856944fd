"""The list of patients, a page at a time, in the order of their names."""

from dataclasses import dataclass

from sqlalchemy import func, tuple_
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from carehub.core.actor import Actor
from carehub.patients.access import visible_to
from carehub.patients.models import Patient, PatientSite, PatientStatus

PAGE = 50
BY_NAME = (col(Patient.sort_name), col(Patient.id))


@dataclass(frozen=True, slots=True)
class Filter:
    """Which patients are listed; None stands for any."""

    site_id: int | None = None
    status: PatientStatus | None = PatientStatus.ACTIVE


@dataclass(frozen=True, slots=True)
class Key:
    """Where a page ends: the next one begins behind this patient, whoever comes and goes meanwhile."""

    sort_name: str
    patient_id: int


@dataclass(frozen=True, slots=True)
class PatientPage:
    """Up to ``PAGE`` patients; ``next`` is None on the last page."""

    patients: tuple[Patient, ...]
    next: Key | None


EVERYONE = Filter(status=None)


def page(
    session: Session, actor: Actor, after: Key | None = None, only: Filter = EVERYONE, *, size: int = PAGE
) -> PatientPage:
    """The patients behind ``after`` whom this person may see."""
    wanted = listed(actor, only)
    if after:
        wanted = wanted.where(behind(after))
    # One more than is shown tells whether there is a next page.
    found = session.exec(wanted.order_by(*BY_NAME).limit(size + 1)).all()
    return PatientPage(tuple(found[:size]), key_of(found[size - 1]) if len(found) > size else None)


def are_there_any(session: Session, actor: Actor) -> bool:
    """Whether this person may see any patient; costs the same however many there are."""
    return session.execute(visible_to(actor).with_only_columns(col(Patient.id)).limit(1)).first() is not None


def count(session: Session, actor: Actor, only: Filter = EVERYONE) -> int:
    """How many patients there are to page through."""
    counted = listed(actor, only).with_only_columns(func.count(col(Patient.id)))
    return session.execute(counted).scalar_one()


def listed(actor: Actor, only: Filter) -> SelectOfScalar[Patient]:
    """The patients of a filter whom this person may see."""
    wanted = visible_to(actor)
    if only.status is not None:
        wanted = wanted.where(Patient.status == only.status)
    if only.site_id is not None:
        there = select(PatientSite.patient_id).where(
            PatientSite.patient_id == Patient.id, PatientSite.site_id == only.site_id
        )
        wanted = wanted.where(there.correlate(Patient).exists())
    return wanted


def behind(key: Key) -> ColumnElement[bool]:
    """The condition for the patients after ``key``, in a query ordered ``BY_NAME``."""
    return tuple_(*BY_NAME) > tuple_(key.sort_name, key.patient_id)


def key_of(patient: Patient) -> Key:
    assert patient.id is not None, "only rows that were saved stand in a list"
    return Key(patient.sort_name, patient.id)

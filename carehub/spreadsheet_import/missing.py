"""Who is here and not in the list: a report for a person to look at, never a deletion."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from carehub.core.actor import Actor
from carehub.patients import service as patients
from carehub.patients.models import Patient, PatientStatus
from carehub.spreadsheet_import.models import ImportRow
from carehub.spreadsheet_import.service import PAGE, find


@dataclass(frozen=True, slots=True)
class Missing:
    """An active patient of a site of the list whom no row of the list is about."""

    patient_id: int
    last_name: str
    first_name: str
    birth_date: date | None
    mrn: str | None


def missing_from(session: Session, actor: Actor, import_id: int, start: int = 0) -> list[Missing]:
    """A page of the active patients, at the sites whose patients are in the list, who are not in it."""
    find(session, actor, import_id)
    wanted = (
        patients.visible_to(actor)
        .where(*_not_in(import_id))
        .order_by(col(Patient.sort_name), col(Patient.id))
        .offset(start)
        .limit(PAGE)
    )
    return [
        Missing(each.id, each.last_name, each.first_name, each.birth_date, each.mrn)
        for each in session.exec(wanted)
        if each.id
    ]


def how_many_are_missing(session: Session, actor: Actor, import_id: int) -> int:
    find(session, actor, import_id)
    counted = select(func.count()).select_from(
        patients.visible_to(actor).where(*_not_in(import_id)).subquery()
    )
    return session.exec(counted).one()


def _not_in(import_id: int) -> tuple[ColumnElement[bool], ...]:
    named = select(ImportRow.patient_id).where(
        ImportRow.import_id == import_id, col(ImportRow.patient_id).is_not(None)
    )
    sites = select(Patient.home_site_id).where(col(Patient.id).in_(named))
    return (
        col(Patient.status) == PatientStatus.ACTIVE,
        col(Patient.home_site_id).in_(sites),
        col(Patient.id).not_in(named),
    )

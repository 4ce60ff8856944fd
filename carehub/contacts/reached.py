"""When a patient was reached last, for lists that hold many patients."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ScalarSelect, Select, func
from sqlmodel import Session, col, select

from carehub.contacts.models import Answer, ContactAttempt, Whom
from carehub.core.actor import Actor, Permission, require
from carehub.core.sight import IDS, asked_by, once_for_each_actor, once_for_each_sight
from carehub.patients import service as patients
from carehub.patients.models import Patient

# Who answers for a patient.
_THEM = (Whom.PATIENT, Whom.RELATED_PERSON)
_REACHED = (col(ContactAttempt.whom).in_(_THEM), col(ContactAttempt.answer) == Answer.REACHED)


@once_for_each_actor
def last_reached(actor: Actor) -> ScalarSelect[datetime]:
    """When somebody reached the patient of a surrounding query, or a related person, last."""
    require(actor, Permission.NOTES_SEE)
    last = select(func.max(ContactAttempt.at)).where(
        col(ContactAttempt.patient_id) == Patient.id, patients.at_sites_of(actor), *_REACHED
    )
    return last.correlate(Patient).scalar_subquery()


def last_reached_of(session: Session, actor: Actor, patient_ids: Collection[int]) -> dict[int, datetime]:
    """The same for these patients, by patient; who was never reached is left out."""
    found = session.execute(_reached_of(actor), asked_by(actor, ids=patient_ids))
    return {patient_id: at for patient_id, at in found if at is not None}


@once_for_each_sight
def _reached_of(actor: Actor) -> Select[int | None, datetime]:
    return select(col(Patient.id), last_reached(actor)).where(col(Patient.id).in_(IDS))

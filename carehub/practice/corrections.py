"""Records of the practice center were corrected: what stood in a field before is in its history."""

from functools import partial

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.patients import service as patients
from carehub.patients.models import Patient
from carehub.patients.record import PatientDraft
from carehub.practice.diary import Diary
from carehub.practice.patients import MadeUpPatient
from carehub.practice.staff import BOOKS_AT, COORDINATOR_AT, Staff

# Days ago, who (the front desk or the coordinator of the site), and what was corrected.
_FRONT_DESK, _COORDINATOR = BOOKS_AT, COORDINATOR_AT
_CORRECTED = (
    (41, _FRONT_DESK, {"phone": "(312) 555-0146", "phone_owner": "sister"}),
    (17, _COORDINATOR, {"address": "12 Paper Lantern Lane", "zip": "60647"}),
    (6, _COORDINATOR, {"insurance": "Make-Believe Mutual", "insurance_id": "MBM-204417", "risk": "medium"}),
    (2, _FRONT_DESK, {"phone": "(312) 555-0171", "phone_owner": "", "language": "es", "interpreter": True}),
)
_HOW_MANY = 3


def correct(session: Session, diary: Diary, staff: Staff, everybody: list[MadeUpPatient]) -> None:
    """Note what was corrected in the records of a few patients."""
    known = [each for each in everybody if each.is_active and not each.is_new]
    for made in known[:: len(known) // _HOW_MANY][:_HOW_MANY]:
        for days_ago, whose, said in _CORRECTED:
            by = staff.actors[whose[made.site]]
            draft = PatientDraft.model_validate(said)
            diary.note(diary.in_office_hours(days_ago), partial(_edit, session, by, made, draft))


def _edit(session: Session, by: Actor, made: MadeUpPatient, draft: PatientDraft) -> None:
    version = session.get_one(Patient, made.patient_id).version
    patients.edit(session, by, made.patient_id, version, draft)

"""Somebody of the practice center opened a record in an emergency; a supervisor has still to look at it."""

from datetime import timedelta

from sqlmodel import Session

from carehub.emergency_access import service as emergency_access
from carehub.emergency_access.models import EmergencyReason
from carehub.emergency_access.service import Known, Reason
from carehub.patients.models import Patient
from carehub.practice.diary import Diary
from carehub.practice.patients import MadeUpPatient
from carehub.practice.staff import NORTH, Staff

_WHY = Reason(EmergencyReason.CARE_NOW, "Walked in short of breath at Southside, could not name any medicine")


def open_one(session: Session, diary: Diary, staff: Staff, everybody: list[MadeUpPatient]) -> None:
    """Sam, who works elsewhere, opened the record of a patient of Northside five hours ago."""
    made = next(each for each in everybody if each.site == NORTH and each.is_active and not each.is_new)

    def opened() -> None:
        patient = session.get_one(Patient, made.patient_id)
        known = Known(patient.last_name, patient.birth_date, patient.mrn or "")
        emergency_access.open_known(session, staff.actors["sam"], known, _WHY)

    diary.note(diary.now - timedelta(hours=5), opened)

"""What each kind of entry is read by. A new kind is one function, through its slice's ``visible_to``."""

from collections.abc import Callable

from carehub.desk.patient.timeline import care, plans, record, work
from carehub.desk.patient.timeline.kinds import Entry, Kind, Look

Reader = Callable[[Look], list[Entry]]

# What the patient's own visibility guards is read only behind ``patients.find`` (reading.py).
READERS: dict[Kind, Reader] = {
    Kind.REFERRAL: work.referrals_told,
    Kind.NOTE: work.notes_told,
    Kind.CONTACT: work.contacts_told,
    Kind.APPOINTMENT: work.appointments_told,
    Kind.FOLLOW_UP: work.follow_ups_told,
    Kind.DOCUMENT: work.documents_told,
    Kind.CARE_PLAN: plans.care_plan_told,
    Kind.FORM: plans.forms_told,
    Kind.CRISIS: care.crises_told,
    Kind.HOSPITAL: care.discharges_told,
    Kind.PROGRAM: care.programs_told,
    Kind.REMARK: care.remarks_told,
    Kind.CASELOAD: record.caseload_told,
    Kind.RECORD: record.record_told,
    Kind.IMPORT: record.imports_told,
}

"""Which patient an address of the patient page names, and the page's parts by their addresses."""

from dataclasses import dataclass

from carehub.core.actor import Permission
from carehub.ui.claims import row_id

ROUTE = "/patients/[patient_id]"


@dataclass(frozen=True)
class Part:
    """One part of the patient page: its word in the address, its name, and who is shown the link to it."""

    path: str
    name: str
    permission: Permission = Permission.PATIENTS_SEE

    @property
    def route(self) -> str:
        return f"{ROUTE}/{self.path}" if self.path else ROUTE


OVERVIEW = Part("", "Overview")
TIMELINE = Part("timeline", "Timeline")
CARE_PLAN = Part("care-plan", "Care plan", Permission.NOTES_SEE)
FORMS = Part("forms", "Forms", Permission.NOTES_SEE)
PEOPLE = Part("people", "People")
PROGRAMS = Part("programs", "Programs", Permission.NOTES_SEE)
HOSPITAL = Part("hospital", "Hospital", Permission.NOTES_SEE)
CONTACTS = Part("contacts", "Contacts", Permission.NOTES_SEE)
FOLLOW_UPS = Part("follow-ups", "Follow-ups", Permission.NOTES_SEE)
DOCUMENTS = Part("documents", "Documents", Permission.DOCUMENTS_KEEP)
ACCESS = Part("access", "Access", Permission.AUDIT_READ)
# In the order of the tabs. A slice adds its part here and its page in pages.py, built in ``patient_frame``.
PARTS: tuple[Part, ...] = (
    OVERVIEW, TIMELINE, FOLLOW_UPS, CONTACTS, CARE_PLAN, FORMS, PEOPLE, PROGRAMS, HOSPITAL, DOCUMENTS, ACCESS,
)  # fmt: skip


def patient_in(path: str) -> int:
    """The patient in ``/patients/12`` or ``/patients/12/timeline``; Invalid when it names none."""
    return row_id([*path.strip("/").split("/"), ""][1])

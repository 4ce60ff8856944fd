"""The way into the record of a patient whom one may not see otherwise: who it is, and why."""

from datetime import date

import reflex as rx
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.errors import CareHubError, Invalid
from carehub.emergency_access import service
from carehub.emergency_access.models import EmergencyAccess, EmergencyReason
from carehub.emergency_access.service import Known, Reason
from carehub.patients import service as patients
from carehub.patients.names import listed_name
from carehub.ui.claims import fields_of, parse, row_id
from carehub.ui.form_parts import filling_in
from carehub.ui.session import acting

PAGE = "/emergency-access"
FIELDS = ("last_name", "birth_date", "mrn", "code", "words")
_NOBODY = (
    "No single patient fits. Check the family name as it is written in the record, and give both the date of "
    "birth and the MRN if you have them."
)


class EmergencyAccessState(rx.State):
    """``patient`` is named where the person sees the patient, and not what is sensitive of this one."""

    patient: rx.Field[str] = rx.field("")
    problem: rx.Field[str] = rx.field("")
    _patient_id: int = 0

    @rx.event
    async def load(self) -> None:
        self.patient, self.problem, self._patient_id = "", "", 0
        asked = self.router.url.query_parameters.get("patient", "")
        if not asked:
            return
        try:
            async with acting(self, write=False) as (session, actor):
                found = patients.find(session, actor, row_id(asked))
        except CareHubError:
            # A number in an address says nothing about a patient whom the person may not see.
            return
        self.patient, self._patient_id = listed_name(found.last_name, found.first_name), found.id or 0

    @rx.event
    async def open(self, form: dict[str, object]) -> rx.event.EventSpec | None:
        fields = fields_of(form, FIELDS)
        opened: EmergencyAccess | None = None
        async with filling_in(self) as (session, actor):
            opened = _opened(session, actor, self._patient_id, fields)
        if opened:
            return rx.redirect(f"/patients/{opened.patient_id}")
        self.problem = self.problem or _NOBODY
        return None

    @rx.event
    async def end(self, patient_id: int) -> None:
        """Leave the record; open pages of the patient follow."""
        number = parse(int, patient_id)
        async with acting(self) as (session, actor):
            service.end(session, actor, number)


def _opened(
    session: Session, actor: Actor, patient_id: int, fields: dict[str, str]
) -> EmergencyAccess | None:
    code = fields.get("code", "")
    if code not in list(EmergencyReason):
        raise Invalid("Choose why you must see the record now.")
    reason = Reason(EmergencyReason(code), fields.get("words", ""))
    if patient_id:
        return service.open_patient(session, actor, patient_id, reason)
    known = Known(fields.get("last_name", ""), _day(fields.get("birth_date", "")), fields.get("mrn", ""))
    return service.open_known(session, actor, known, reason)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Invalid("Write a date as MM/DD/YYYY.") from None

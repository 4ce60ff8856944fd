"""The contacts part: the log, a page at a time, and the patient's own cadence of check-ins."""

import reflex as rx

from carehub.contacts import check_ins
from carehub.core.changes import Topic
from carehub.desk.patient.contacts.reading import PAGE, AttemptRow, ContactsShown, contacts_shown
from carehub.desk.patient.part import follow, is_shown, looked_at
from carehub.patients.looking import reading_about
from carehub.ui.claims import fields_of, whole_number
from carehub.ui.feedback import say
from carehub.ui.form_parts import filling_in


class ContactsPartState(rx.State):
    """``is_setting`` while the dialog of the cadence is open."""

    rows: rx.Field[list[AttemptRow]] = rx.field(default_factory=list)
    has_more: rx.Field[bool] = rx.field(default=False)
    tried: rx.Field[str] = rx.field("")
    cadence: rx.Field[str] = rx.field("")
    own_days: rx.Field[str] = rx.field("")
    is_loaded: rx.Field[bool] = rx.field(default=False)
    is_setting: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[str] = rx.field("")
    _patient_id: int = 0
    _size: int = PAGE

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._forget()
        self._patient_id = await looked_at(self, "contacts")
        if not self._patient_id or not await is_shown(self._refresh, self._forget):
            return []
        return [ContactsPartState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        await follow(
            self, self._refresh, self._forget, Topic.PATIENTS, Topic.REFERRALS, about=self._patient_id
        )

    @rx.event
    async def show_more(self) -> None:
        """The next page below."""
        self._size += PAGE
        await self._refresh()

    @rx.event
    def open_cadence(self) -> None:
        self.is_setting, self.problem = True, ""

    @rx.event
    def close(self) -> None:
        self.is_setting, self.problem = False, ""

    @rx.event
    async def set_cadence(self, form: dict[str, object]) -> None:
        """Check on this patient in an own cadence; blank: as the risk says."""
        fields = fields_of(form, ("days", "reason"))
        async with filling_in(self) as (session, actor):
            said = fields.get("days", "").strip()
            days = whole_number(said) if said else None
            check_ins.set_patient_cadence(session, actor, self._patient_id, days, fields.get("reason", ""))
        if not self.problem:
            self.is_setting = False
            await self._refresh()
            await say(self, "Check-ins saved")

    async def _refresh(self) -> None:
        async with reading_about(self, self._patient_id) as (session, actor):
            self._show(contacts_shown(session, actor, self._patient_id, self._size))

    def _show(self, read: ContactsShown) -> None:
        self.rows, self.has_more, self.tried = read.rows, read.has_more, read.tried
        self.cadence, self.own_days, self.is_loaded = read.cadence, read.own_days, True

    def _forget(self) -> None:
        """Nothing of the patient before stays behind."""
        self.rows, self.has_more, self._patient_id, self._size = [], False, 0, PAGE
        self.tried = self.cadence = self.own_days = self.problem = ""
        self.is_loaded = self.is_setting = False

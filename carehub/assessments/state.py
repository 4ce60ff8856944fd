"""A patient's forms: which there are, how scores went, and beginning one."""

import reflex as rx

from carehub.assessments import service
from carehub.assessments.list_shown import FormChoice, LineRow, of_patient
from carehub.assessments.trends_shown import TrendRow
from carehub.core.changes import Topic
from carehub.desk.patient.part import follow, is_shown, looked_at
from carehub.patients.looking import reading_about
from carehub.ui.claims import fields_of
from carehub.ui.session import acting

FORM = "form"


class FormsState(rx.State):
    """The list of one patient's forms."""

    is_ready: rx.Field[bool] = rx.field(default=False)
    forms: rx.Field[list[FormChoice]] = rx.field(default_factory=list)
    lines: rx.Field[list[LineRow]] = rx.field(default_factory=list)
    trends: rx.Field[list[TrendRow]] = rx.field(default_factory=list)
    _patient_id: int = 0

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._forget()
        self._patient_id = await looked_at(self, "forms")
        if not self._patient_id or not await is_shown(self._refresh, self._forget):
            return []
        return [FormsState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        await follow(
            self, self._refresh, self._forget, Topic.ASSESSMENTS, Topic.PATIENTS, about=self._patient_id
        )

    @rx.event
    async def start(self, form: dict[str, object]) -> rx.event.EventSpec:
        """Begin the chosen form, or take up the one that somebody left."""
        key = fields_of(form, (FORM,)).get(FORM, "")
        async with acting(self) as (session, actor):
            begun = service.start(session, actor, self._patient_id, key)
        return rx.redirect(f"/patients/{self._patient_id}/forms/{begun.id}")

    async def _refresh(self) -> None:
        async with reading_about(self, self._patient_id) as (session, actor):
            read = of_patient(session, actor, self._patient_id)
        self.is_ready, self.forms, self.lines, self.trends = True, read.forms, read.lines, read.trends

    def _forget(self) -> None:
        self.is_ready, self._patient_id = False, 0
        self.forms, self.lines, self.trends = [], [], []

"""A patient's forms: which there are, how scores went, and beginning one."""

import reflex as rx

from carehub.assessments import service
from carehub.assessments.showing import FormChoice, LineRow, ListShown, TrendRow, of_patient
from carehub.core.changes import Topic
from carehub.core.errors import CareHubError, NotFound
from carehub.desk.patient.address import patient_in
from carehub.ui.claims import fields_of
from carehub.ui.live import changes_of
from carehub.ui.session import acting

FORM = "form"


class FormsState(rx.State):
    """The list of one patient's forms."""

    is_ready: rx.Field[bool] = rx.field(default=False)
    missing: rx.Field[str] = rx.field("")
    forms: rx.Field[list[FormChoice]] = rx.field(default_factory=list)
    lines: rx.Field[list[LineRow]] = rx.field(default_factory=list)
    trends: rx.Field[list[TrendRow]] = rx.field(default_factory=list)
    _patient_id: int = 0

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._forget()
        try:
            self._patient_id = patient_in(self.router.url.path)
            self._show(await self._read())
        except CareHubError as refusal:
            self.missing = str(refusal)
            return []
        return [FormsState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        async for _ in changes_of(Topic.ASSESSMENTS, Topic.PATIENTS):
            async with self:
                try:
                    self._show(await self._read())
                except NotFound as refusal:
                    self._forget()
                    self.missing = str(refusal)
                    return

    @rx.event
    async def start(self, form: dict[str, object]) -> rx.event.EventSpec:
        """Begin the chosen form, or take up the one that somebody left."""
        key = fields_of(form, (FORM,)).get(FORM, "")
        async with acting(self) as (session, actor):
            begun = service.start(session, actor, self._patient_id, key)
        return rx.redirect(f"/patients/{self._patient_id}/forms/{begun.id}")

    async def _read(self) -> ListShown:
        async with acting(self, write=False) as (session, actor):
            return of_patient(session, actor, self._patient_id)

    def _show(self, read: ListShown) -> None:
        self.is_ready, self.missing = True, ""
        self.forms, self.lines, self.trends = read.forms, read.lines, read.trends

    def _forget(self) -> None:
        self.is_ready, self.missing, self._patient_id = False, "", 0
        self.forms, self.lines, self.trends = [], [], []

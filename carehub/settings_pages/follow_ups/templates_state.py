"""Settings > Follow-ups: the templates, and the panel in which one is added, changed, hidden."""

import reflex as rx

from carehub.core.changes import Topic
from carehub.core.errors import NotFound
from carehub.follow_ups import template_settings
from carehub.settings_pages.follow_ups.rows import (
    StepRow,
    TemplateRow,
    blank_steps,
    step_fields,
    template_in,
    template_rows,
)
from carehub.ui.claims import fields_of, parse
from carehub.ui.feedback import say
from carehub.ui.form_parts import filling_in
from carehub.ui.live import changes_of
from carehub.ui.session import acting


class TemplatesState(rx.State):
    """``template_id`` is whose panel is open, 0 for a new one."""

    templates: rx.Field[list[TemplateRow]] = rx.field(default_factory=list)
    is_loaded: rx.Field[bool] = rx.field(default=False)
    is_open: rx.Field[bool] = rx.field(default=False)
    template_id: rx.Field[int] = rx.field(0)
    name: rx.Field[str] = rx.field("")
    steps: rx.Field[list[StepRow]] = rx.field(default_factory=list)
    is_hidden: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[str] = rx.field("")
    _version: int = 0

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._close()
        await self._refresh()
        return [TemplatesState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        async for _ in changes_of(Topic.FOLLOW_UPS):
            async with self:
                await self._refresh()

    @rx.event
    def open_new(self) -> None:
        self._close()
        self.is_open, self.steps = True, blank_steps()

    @rx.event
    def open_template(self, template_id: int) -> None:
        wanted = parse(int, template_id)
        row = next((each for each in self.templates if each["id"] == wanted), None)
        if row is None:
            raise NotFound("This template is not in the list any more.")
        self._close()
        self.is_open, self.template_id, self._version = True, row["id"], row["version"]
        self.name, self.steps, self.is_hidden = row["name"], row["steps"], row["is_hidden"]

    @rx.event
    def close_panel(self) -> None:
        self._close()

    @rx.event
    async def save(self, form: dict[str, object]) -> None:
        fields = fields_of(form, step_fields())
        async with filling_in(self) as (session, actor):
            wish = template_in(fields)
            if self.template_id:
                template_settings.edit_template(session, actor, self.template_id, self._version, wish)
            else:
                template_settings.add_template(session, actor, wish)
        await self._done("Template saved" if self.template_id else "Template added")

    @rx.event
    async def hide(self) -> None:
        async with filling_in(self) as (session, actor):
            template_settings.set_hidden(session, actor, self.template_id, self._version, hidden=True)
        await self._done(f"{self.name} is not offered any more")

    @rx.event
    async def offer_again(self) -> None:
        async with filling_in(self) as (session, actor):
            template_settings.set_hidden(session, actor, self.template_id, self._version, hidden=False)
        await self._done(f"{self.name} is offered again")

    async def _done(self, text: str) -> None:
        if not self.problem:
            await self._refresh()
            self._close()
            await say(self, text)

    async def _refresh(self) -> None:
        async with acting(self, write=False) as (session, actor):
            self.templates = template_rows(session, actor)
        self.is_loaded = True

    def _close(self) -> None:
        self.is_open, self.template_id, self._version, self.is_hidden = False, 0, 0, False
        self.name, self.problem, self.steps = "", "", []

"""Settings > Forms: the list, and the definition of one with what is wrong with it and how it will look."""

from typing import TypedDict

import reflex as rx
from sqlmodel import Session

from carehub.assessments import service
from carehub.assessments.list_shown import PRINT
from carehub.assessments.parsing import FormProblems, parse
from carehub.assessments.sections_shown import SectionRow, section_rows
from carehub.assessments.service import Listed
from carehub.core.actor import Actor
from carehub.core.changes import Topic
from carehub.core.errors import CareHubError
from carehub.ui import claims
from carehub.ui.feedback import say
from carehub.ui.live import changes_of
from carehub.ui.session import acting

SOURCE = "source"


class FormRow(TypedDict):
    key: str
    title: str
    origin: str
    number: str
    is_active: bool
    is_own: bool
    print_href: str


class FormSettingsState(rx.State):
    """``key`` is the own form that is changed, empty for a new one; ``opened`` counts the openings."""

    forms: rx.Field[list[FormRow]] = rx.field(default_factory=list)
    is_open: rx.Field[bool] = rx.field(default=False)
    key: rx.Field[str] = rx.field("")
    source: rx.Field[str] = rx.field("")
    opened: rx.Field[int] = rx.field(0)
    problems: rx.Field[list[str]] = rx.field(default_factory=list)
    problem: rx.Field[str] = rx.field("")
    preview_title: rx.Field[str] = rx.field("")
    preview: rx.Field[list[SectionRow]] = rx.field(default_factory=list)
    _number: int = 0

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._close()
        async with acting(self, write=False) as (session, actor):
            self.forms = _read(session, actor)
        return [FormSettingsState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        async for _ in changes_of(Topic.ASSESSMENTS):
            async with acting(self, write=False) as (session, actor):
                forms = _read(session, actor)
            async with self:
                self.forms = forms

    @rx.event
    async def open_form(self, key: str) -> None:
        """Change an own form, or look at one that comes along."""
        await self._open(claims.parse(str, key), as_copy=False)

    @rx.event
    async def copy_form(self, key: str) -> None:
        """Begin a new form with the text of another."""
        await self._open(claims.parse(str, key), as_copy=True)

    @rx.event
    def close(self) -> None:
        self._close()

    @rx.event
    def check(self, text: str) -> None:
        """Say what is wrong with the text as it stands, or show how the form will look."""
        self._check(claims.parse(str, text))

    @rx.event
    async def save(self, form: dict[str, object]) -> None:
        text = claims.fields_of(form, (SOURCE,)).get(SOURCE, "")
        self.problem = ""
        try:
            async with acting(self) as (session, actor):
                if self.key:
                    service.edit_form(session, actor, self.key, self._number, text)
                else:
                    service.add_form(session, actor, text)
                self.forms = _read(session, actor)
        except FormProblems:
            self._check(text)
            return
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        self._close()
        await say(self, "Form saved")

    @rx.event
    async def set_active(self, key: str, active: bool) -> None:
        """Offer a form to be filled in, or no longer."""
        name, wanted = claims.parse(str, key), claims.parse(bool, active)
        async with acting(self) as (session, actor):
            service.set_active(session, actor, name, active=wanted)
            self.forms = _read(session, actor)
        await say(self, "The form is offered" if wanted else "The form is not offered any more")

    async def _open(self, key: str, *, as_copy: bool) -> None:
        async with acting(self, write=False) as (session, actor):
            listed = service.form_named(session, actor, key)
        self._close()
        source = _renamed(listed) if as_copy else listed.source
        self.is_open, self.key, self._number = True, "" if as_copy else key, listed.number
        self.source, self.opened = source, self.opened + 1
        self._check(source)

    def _check(self, text: str) -> None:
        try:
            form = parse(text)
        except FormProblems as refused:
            self.problems, self.preview, self.preview_title = [str(each) for each in refused.problems], [], ""
            return
        self.problems, self.preview_title = [], form.title
        self.preview = section_rows(form, {}, {}, "UTC", every=True)

    def _close(self) -> None:
        self.is_open, self.key, self.source, self.problem = False, "", "", ""
        self.problems, self.preview, self.preview_title, self._number = [], [], "", 0


def _read(session: Session, actor: Actor) -> list[FormRow]:
    return [
        FormRow(
            key=each.key,
            title=each.form.title,
            origin="Our own" if each.is_own else "Comes with CareHub",
            number=str(each.number) if each.number else "Not used yet",
            is_active=each.is_active,
            is_own=each.is_own,
            print_href=f"{PRINT}?form={each.key}",
        )
        for each in service.every_form(session, actor)
    ]


def _renamed(listed: Listed) -> str:
    """The text with an id of its own, so that it can be saved beside the one it was copied from."""
    return listed.source.replace(f'id = "{listed.key}"', f'id = "{listed.key}_copy"', 1)

"""Settings > Programs: the list, and the panel in which one program is added, changed, retired."""

from typing import TypedDict

import reflex as rx
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.changes import Topic
from carehub.core.errors import Invalid, NotFound
from carehub.programs import service as programs
from carehub.programs.models import ProgramKind
from carehub.programs.wording import KIND
from carehub.ui.claims import fields_of, parse
from carehub.ui.feedback import say
from carehub.ui.form_parts import filling_in
from carehub.ui.live import changes_of
from carehub.ui.session import acting


class ProgramRow(TypedDict):
    """``patients`` counts those who are in it now, at all sites."""

    id: int
    version: int
    name: str
    kind: str
    kind_word: str
    patients: int
    is_retired: bool


class ProgramsState(rx.State):
    """``program_id`` is whose panel is open, 0 for a new one."""

    programs: rx.Field[list[ProgramRow]] = rx.field(default_factory=list)
    is_loaded: rx.Field[bool] = rx.field(default=False)
    is_open: rx.Field[bool] = rx.field(default=False)
    program_id: rx.Field[int] = rx.field(0)
    name: rx.Field[str] = rx.field("")
    kind: rx.Field[str] = rx.field("")
    is_retired: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[str] = rx.field("")
    _version: int = 0

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._close()
        await self._refresh()
        return [ProgramsState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        async for _ in changes_of(Topic.PROGRAMS):
            async with self:
                await self._refresh()

    @rx.event
    def open_new(self) -> None:
        self._close()
        self.is_open, self.kind = True, ProgramKind.NONE.value

    @rx.event
    def open_program(self, program_id: int) -> None:
        wanted = parse(int, program_id)
        row = next((each for each in self.programs if each["id"] == wanted), None)
        if row is None:
            raise NotFound("This program is not in the list any more.")
        self.is_open, self.program_id, self._version = True, row["id"], row["version"]
        self.name, self.kind, self.is_retired, self.problem = row["name"], row["kind"], row["is_retired"], ""

    @rx.event
    def close_panel(self) -> None:
        self._close()

    @rx.event
    async def save(self, form: dict[str, object]) -> None:
        fields = fields_of(form, ("name", "kind"))
        async with filling_in(self) as (session, actor):
            name, kind = fields.get("name", ""), _kind(fields.get("kind", ""))
            if self.program_id:
                programs.edit_program(session, actor, self.program_id, self._version, name, kind)
            else:
                programs.add_program(session, actor, name, kind)
        await self._done("Program saved" if self.program_id else "Program added")

    @rx.event
    async def retire(self) -> None:
        async with filling_in(self) as (session, actor):
            programs.retire_program(session, actor, self.program_id, self._version)
        await self._done(f"{self.name} takes nobody new")

    @rx.event
    async def offer_again(self) -> None:
        async with filling_in(self) as (session, actor):
            programs.offer_again(session, actor, self.program_id, self._version)
        await self._done(f"{self.name} is offered again")

    async def _done(self, text: str) -> None:
        if not self.problem:
            await self._refresh()
            self._close()
            await say(self, text)

    async def _refresh(self) -> None:
        async with acting(self, write=False) as (session, actor):
            self.programs = _read(session, actor)
        self.is_loaded = True

    def _close(self) -> None:
        self.is_open, self.program_id, self._version, self.is_retired = False, 0, 0, False
        self.name = self.kind = self.problem = ""


def _read(session: Session, actor: Actor) -> list[ProgramRow]:
    return [
        ProgramRow(
            id=line.program.id or 0,
            version=line.program.version,
            name=line.program.name,
            kind=line.program.kind,
            kind_word=KIND[line.program.kind],
            patients=line.patients,
            is_retired=line.program.is_retired,
        )
        for line in programs.every_program(session, actor)
    ]


def _kind(word: str) -> ProgramKind:
    if word not in list(ProgramKind):
        raise Invalid("Choose how its minutes count.")
    return ProgramKind(word)

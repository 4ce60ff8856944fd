"""Settings > Board: the types of referral."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.changes import Topic
from carehub.core.errors import NotFound
from carehub.referrals import type_settings
from carehub.settings_pages.board.rows import TypeRow, type_row
from carehub.ui.claims import parse
from carehub.ui.feedback import say
from carehub.ui.form_parts import filling_in
from carehub.ui.live import changes_of
from carehub.ui.session import acting


class TypesState(rx.State):
    """``type_id`` is whose panel is open, 0 for a new one."""

    types: rx.Field[list[TypeRow]] = rx.field(default_factory=list)
    is_open: rx.Field[bool] = rx.field(default=False)
    type_id: rx.Field[int] = rx.field(0)
    version: rx.Field[int] = rx.field(0)
    name: rx.Field[str] = rx.field("")
    is_hidden: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._close()
        async with acting(self, write=False) as (session, actor):
            self.types = _read(session, actor)
        return [TypesState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        async for _ in changes_of(Topic.REFERRALS):
            async with acting(self, write=False) as (session, actor):
                types = _read(session, actor)
            async with self:
                self.types = types

    @rx.event
    def open_new(self) -> None:
        self._close()
        self.is_open = True

    @rx.event
    def open_type(self, type_id: int) -> None:
        wanted = parse(int, type_id)
        found = next((row for row in self.types if row["id"] == wanted), None)
        if found is None:
            raise NotFound("This type is not in the list any more.")
        self.is_open, self.type_id, self.version = True, found["id"], found["version"]
        self.name, self.is_hidden, self.problem = found["name"], found["is_hidden"], ""

    @rx.event
    def close_panel(self) -> None:
        self._close()

    @rx.event
    async def save(self, form: dict[str, str]) -> None:
        name = parse(dict[str, str], form).get("name", "")
        async with self._changing() as (session, actor):
            if self.type_id:
                type_settings.rename_type(session, actor, self.type_id, self.version, name)
            else:
                type_settings.add_type(session, actor, name)
        await self._done("Type saved" if self.type_id else "Type added")

    @rx.event
    async def move(self, type_id: int, version: int, up: bool) -> None:
        number, seen, upwards = parse(int, type_id), parse(int, version), parse(bool, up)
        async with acting(self) as (session, actor):
            type_settings.move_type(session, actor, number, seen, up=upwards)
            self.types = _read(session, actor)

    @rx.event
    async def hide(self) -> None:
        async with self._changing() as (session, actor):
            type_settings.hide_type(session, actor, self.type_id, self.version)
        await self._done(f"{self.name} is no longer offered")

    @rx.event
    async def show(self) -> None:
        async with self._changing() as (session, actor):
            type_settings.show_type(session, actor, self.type_id, self.version)
        await self._done(f"{self.name} is offered again")

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[tuple[Session, Actor]]:
        """One change; a refusal is told in the open panel, which keeps what was typed."""
        async with filling_in(self) as (session, actor):
            yield session, actor
            self.types = _read(session, actor)

    async def _done(self, text: str) -> None:
        if not self.problem:
            await say(self, text)
            self._close()

    def _close(self) -> None:
        self.is_open, self.type_id, self.version, self.is_hidden = False, 0, 0, False
        self.name = self.problem = ""


def _read(session: Session, actor: Actor) -> list[TypeRow]:
    return [type_row(line) for line in type_settings.every_type(session, actor)]

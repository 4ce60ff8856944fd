"""Settings > Board: the stages, and the panel in which one is made or changed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.changes import Topic
from carehub.core.errors import NotFound
from carehub.referrals import stage_settings
from carehub.referrals.status import Status
from carehub.settings_pages.board.rows import (
    NUMBERS,
    ProofRow,
    StageRow,
    into_in,
    known_status,
    proof_rows,
    stage_row,
    usually_asked,
    wish_in,
)
from carehub.ui.claims import parse
from carehub.ui.feedback import say
from carehub.ui.form_parts import filling_in
from carehub.ui.live import changes_of
from carehub.ui.session import acting


class StagesState(rx.State):
    """``stage_id`` is whose panel is open, 0 for a new one; ``others`` may take its cards."""

    stages: rx.Field[list[StageRow]] = rx.field(default_factory=list)
    others: rx.Field[list[StageRow]] = rx.field(default_factory=list)
    proofs: rx.Field[list[ProofRow]] = rx.field(default_factory=list)
    numbers: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    is_open: rx.Field[bool] = rx.field(default=False)
    stage_id: rx.Field[int] = rx.field(0)
    version: rx.Field[int] = rx.field(0)
    name: rx.Field[str] = rx.field("")
    colour: rx.Field[str] = rx.field("")
    status: rx.Field[str] = rx.field("")
    cards: rx.Field[int] = rx.field(0)
    is_hidden: rx.Field[bool] = rx.field(default=False)
    is_last: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._close()
        async with acting(self, write=False) as (session, actor):
            self.stages = _read(session, actor)
        return [StagesState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        async for _ in changes_of(Topic.REFERRALS):
            async with acting(self, write=False) as (session, actor):
                stages = _read(session, actor)
            async with self:
                self.stages = stages

    @rx.event
    def open_new(self) -> None:
        self._close()
        self.is_open, self.colour = True, "gray"
        self._stands_for(Status.DRAFT)

    @rx.event
    def open_stage(self, stage_id: int) -> None:
        wanted = parse(int, stage_id)
        found = next((row for row in self.stages if row["id"] == wanted), None)
        if found is None:
            raise NotFound("This stage is not in the list any more.")
        self._show(found)

    @rx.event
    def close_panel(self) -> None:
        self._close()

    @rx.event
    def choose_status(self, status: str) -> None:
        """Another status asks for other things."""
        self._stands_for(known_status(parse(str, status)))

    @rx.event
    async def save(self, form: dict[str, str]) -> None:
        """Add the new stage, or keep what was changed."""
        fields = parse(dict[str, str], form)
        async with self._changing() as (session, actor):
            wish = wish_in(fields, self.status)
            if self.stage_id:
                stage_settings.edit_stage(session, actor, self.stage_id, self.version, wish)
            else:
                stage_settings.add_stage(session, actor, wish)
        await self._done("Stage saved" if self.stage_id else "Stage added")

    @rx.event
    async def move(self, stage_id: int, version: int, to_the_left: bool) -> None:
        number, seen, left = parse(int, stage_id), parse(int, version), parse(bool, to_the_left)
        async with acting(self) as (session, actor):
            stage_settings.move_stage(session, actor, number, seen, to_the_left=left)
            self.stages = _read(session, actor)

    @rx.event
    async def hide(self, form: dict[str, str]) -> None:
        fields = parse(dict[str, str], form)
        async with self._changing() as (session, actor):
            stage_settings.hide_stage(session, actor, self.stage_id, self.version, into_in(fields))
        await self._done(f"{self.name} is hidden")

    @rx.event
    async def show(self) -> None:
        async with self._changing() as (session, actor):
            stage_settings.show_stage(session, actor, self.stage_id, self.version)
        await self._done(f"{self.name} is on the board")

    @rx.event
    async def delete(self, form: dict[str, str]) -> None:
        fields = parse(dict[str, str], form)
        async with self._changing() as (session, actor):
            stage_settings.delete_stage(session, actor, self.stage_id, self.version, into_in(fields))
        await self._done(f"{self.name} is deleted")

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[tuple[Session, Actor]]:
        """One change; a refusal is told in the open panel, which keeps what was typed."""
        async with filling_in(self) as (session, actor):
            yield session, actor
            self.stages = _read(session, actor)

    async def _done(self, text: str) -> None:
        if not self.problem:
            await say(self, text)
            self._close()

    def _show(self, row: StageRow) -> None:
        self._close()
        self.is_open, self.stage_id, self.version = True, row["id"], row["version"]
        self.name, self.colour, self.status = row["name"], row["colour"], row["status"]
        self.cards, self.is_hidden, self.numbers = row["cards"], row["is_hidden"], row["numbers"]
        self.proofs = proof_rows(row["status"], row["asked"])
        same = [each for each in self.stages if each["status"] == row["status"] and not each["is_hidden"]]
        self.others = [each for each in same if each["id"] != row["id"]]
        self.is_last = not (row["is_hidden"] or self.others)

    def _stands_for(self, status: Status) -> None:
        self.status, self.proofs = status, proof_rows(status, usually_asked(status))

    def _close(self) -> None:
        self.is_open, self.stage_id, self.version, self.cards = False, 0, 0, 0
        self.name = self.colour = self.status = self.problem = ""
        self.numbers, self.proofs, self.others = dict.fromkeys(NUMBERS, ""), [], []
        self.is_hidden = self.is_last = False


def _read(session: Session, actor: Actor) -> list[StageRow]:
    return [stage_row(line) for line in stage_settings.every_stage(session, actor)]

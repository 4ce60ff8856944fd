"""How heavy each caseload is, kept up to date while it is looked at."""

import asyncio
from typing import TypedDict

import reflex as rx

from carehub.core.changes import Topic
from carehub.desk.caseload.loads import Kept, Number, loads, numbers
from carehub.ui.live import changes_of
from carehub.ui.session import acting


class LoadRow(TypedDict):
    """A coordinator's load; ``share`` is its length in percent of the heaviest, for its bar."""

    name: str
    points: int
    share: str
    numbers: list[Number]


class LoadsState(rx.State):
    """One row for each who keeps a caseload, the heaviest first; the last row is for those with nobody."""

    rows: rx.Field[list[LoadRow]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        """Read the loads, and again whenever something of them changes."""
        self.rows = await self._read()
        return [LoadsState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        """Follow who is assigned and what becomes late."""
        async for _ in changes_of(Topic.CASELOADS, Topic.PATIENTS, Topic.REFERRALS):
            rows = await self._read()
            async with self:
                if rows != self.rows:
                    self.rows = rows

    async def _read(self) -> list[LoadRow]:
        async with acting(self, write=False) as (session, actor):
            # It looks at every patient of the center: not on the event loop.
            found = await asyncio.to_thread(loads, session, actor)
        heaviest = max((each.load.points for each in found), default=0) or 1
        return [_row(each, heaviest) for each in found]


def _row(kept: Kept, heaviest: int) -> LoadRow:
    return LoadRow(
        name=kept.name,
        points=kept.load.points,
        share=f"{100 * kept.load.points / heaviest:.0f}%",
        numbers=numbers(kept.load, kept.user_id),
    )

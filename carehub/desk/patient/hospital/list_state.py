"""Everybody who is home from hospital and not settled yet."""

import reflex as rx

from carehub.core.changes import Topic
from carehub.desk.patient.hospital.reading import HomeRow, home_rows
from carehub.ui.live import changes_of
from carehub.ui.session import acting


class HomeListState(rx.State):
    rows: rx.Field[list[HomeRow]] = rx.field(default_factory=list)
    is_loaded: rx.Field[bool] = rx.field(default=False)

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        await self._refresh()
        return [HomeListState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        async for _ in changes_of(Topic.DISCHARGES, Topic.PATIENTS):
            async with self:
                await self._refresh()

    async def _refresh(self) -> None:
        async with acting(self, write=False) as (session, actor):
            self.rows = home_rows(session, actor)
        self.is_loaded = True

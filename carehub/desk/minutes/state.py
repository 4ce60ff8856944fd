"""The minutes of a month, kept up to date while the page is open."""

import reflex as rx

from carehub.core.changes import Topic
from carehub.desk.minutes.routes import EXPORT
from carehub.desk.minutes.rows import EntryRow, MonthRow, month_named, month_rows
from carehub.follow_ups.service import today_of
from carehub.ui.claims import parse
from carehub.ui.live import changes_of
from carehub.ui.session import acting


class MinutesState(rx.State):
    """``behind`` are the entries behind the number that is open, under its name."""

    rows: rx.Field[list[MonthRow]] = rx.field(default_factory=list)
    month: rx.Field[str] = rx.field("")
    export: rx.Field[str] = rx.field("")
    opened: rx.Field[str] = rx.field("")
    title: rx.Field[str] = rx.field("")
    behind: rx.Field[list[EntryRow]] = rx.field(default_factory=list)
    is_loaded: rx.Field[bool] = rx.field(default=False)

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        """Show this month, or the one that was chosen, and follow it."""
        self.opened = ""
        await self._read()
        return [MinutesState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        """Follow what is logged meanwhile, and who may count."""
        async for _ in changes_of(Topic.PATIENTS, Topic.PEOPLE):
            async with self:
                await self._read()

    @rx.event
    async def choose_month(self, month: str) -> None:
        """Show another month."""
        self.month = f"{month_named(parse(str, month)):%Y-%m}"
        self.opened = ""
        await self._read()

    @rx.event
    def open_number(self, key: str) -> None:
        """Show the entries behind a number."""
        self.opened = parse(str, key)
        self._show_behind()

    @rx.event
    def close(self) -> None:
        self.opened = ""

    async def _read(self) -> None:
        async with acting(self, write=False) as (session, actor):
            month = month_named(self.month) if self.month else today_of(session)
            rows = month_rows(session, actor, month)
        self.month, self.is_loaded = f"{month:%Y-%m}", True
        self.export = f"{EXPORT}?month={self.month}"
        if rows != self.rows:
            self.rows = rows
        self._show_behind()

    def _show_behind(self) -> None:
        row = next((each for each in self.rows if each["key"] == self.opened), None)
        self.opened = row["key"] if row else ""
        self.title = f"{row['patient']}: {row['program']}" if row else ""
        self.behind = row["entries"] if row else []

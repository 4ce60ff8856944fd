"""The page Import: which import is open, how far it is, and what the person decides."""

from dataclasses import fields

import reflex as rx

from carehub.core.changes import Topic
from carehub.core.errors import Invalid
from carehub.spreadsheet_import import running, service, showing
from carehub.spreadsheet_import.jobs import Job, Task
from carehub.spreadsheet_import.models import ImportStatus
from carehub.spreadsheet_import.service import PAGE, Decision
from carehub.spreadsheet_import.showing import ColumnRow, GridRow, HistoryRow, OutcomeCount, SiteOption, View
from carehub.ui.claims import parse
from carehub.ui.live import changes_of
from carehub.ui.session import acting

SHOWN = tuple(each.name for each in fields(View) if each.name != "step")


class ImportState(rx.State):
    """``step`` is file, columns, check or report; ``outcome`` the rows shown, empty for all.

    ``phase`` is what runs now, empty when nothing does; ``of`` is 0 while nobody knows how much.
    """

    step: rx.Field[str] = rx.field("")
    import_id: rx.Field[int] = rx.field(0)
    problem: rx.Field[str] = rx.field("")
    phase: rx.Field[str] = rx.field("")
    done: rx.Field[int] = rx.field(0)
    of: rx.Field[int] = rx.field(0)
    file_name: rx.Field[str] = rx.field("")
    sheets: rx.Field[list[str]] = rx.field(default_factory=list)
    sheet: rx.Field[str] = rx.field("")
    header_row: rx.Field[str] = rx.field("")
    columns: rx.Field[list[ColumnRow]] = rx.field(default_factory=list)
    date_order: rx.Field[str] = rx.field("")
    asks_order: rx.Field[bool] = rx.field(default=False)
    sites: rx.Field[list[SiteOption]] = rx.field(default_factory=list)
    site: rx.Field[str] = rx.field("")
    asks_site: rx.Field[bool] = rx.field(default=False)
    remarks: rx.Field[list[str]] = rx.field(default_factory=list)
    counts: rx.Field[list[OutcomeCount]] = rx.field(default_factory=list)
    total: rx.Field[int] = rx.field(0)
    left: rx.Field[int] = rx.field(0)
    summary: rx.Field[str] = rx.field("")
    outcome: rx.Field[str] = rx.field("")
    rows: rx.Field[list[GridRow]] = rx.field(default_factory=list)
    has_more: rx.Field[bool] = rx.field(default=False)
    history: rx.Field[list[HistoryRow]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        """Show the import that was open in this tab, or the place for a file."""
        await self._read()
        return [ImportState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        """Follow the job of the open import, and what others do with imports."""
        async for _ in changes_of(Topic.IMPORTS):
            async with self:
                self._show_work()
                if not self.phase:
                    await self._read()

    @rx.event
    async def received(self, import_id: int) -> None:
        """The file is here: read it."""
        self._open(parse(int, import_id))
        await self._start(Task.LOOK)

    @rx.event
    def refused(self, reason: str) -> None:
        """The file was not taken."""
        self.problem = parse(str, reason)

    @rx.event
    async def open_import(self, import_id: int) -> None:
        self._open(parse(int, import_id))
        await self._read()

    @rx.event
    async def choose_another(self) -> None:
        """Back to the place for a file; the open import stays in the history."""
        self._open(0)
        await self._read()

    @rx.event
    async def choose_sheet(self, sheet: str) -> None:
        await self._decide(Decision(sheet=parse(str, sheet)))
        await self._start(Task.LOOK)

    @rx.event
    async def choose_header_row(self, row: str) -> None:
        await self._decide(Decision(header_row=_number(row)))
        await self._start(Task.LOOK)

    @rx.event
    async def choose_column(self, position: int, column: str) -> None:
        await self._decide(Decision(column=(parse(int, position), parse(str, column))))

    @rx.event
    async def choose_order(self, order: str) -> None:
        await self._decide(Decision(date_order=parse(str, order)))

    @rx.event
    async def choose_site(self, site: str) -> None:
        await self._decide(Decision(site_id=_number(site)))

    @rx.event
    async def back_to_columns(self) -> None:
        await self._decide(Decision())

    @rx.event
    async def check(self) -> None:
        await self._start(Task.CHECK)

    @rx.event
    async def commit(self) -> None:
        await self._start(Task.COMMIT)

    @rx.event
    async def stop(self) -> None:
        """Kill what runs; nothing of it is saved."""
        async with acting(self, write=False) as (session, actor):
            service.find_open(session, actor, self.import_id)
        running.stop(self.import_id)

    @rx.event
    async def give_up(self) -> None:
        async with acting(self) as (session, actor):
            service.cancel(session, actor, self.import_id)
        self._open(0)
        await self._read()

    @rx.event
    async def show_outcome(self, outcome: str) -> None:
        self.outcome = parse(str, outcome)
        self.rows = []
        await self._read_rows()

    @rx.event
    async def show_more(self) -> None:
        await self._read_rows(len(self.rows))

    def _open(self, import_id: int) -> None:
        self.import_id, self.problem, self.outcome, self.rows = import_id, "", "", []

    async def _start(self, task: Task) -> None:
        async with acting(self, write=False) as (session, actor):
            service.find_open(session, actor, self.import_id)
            running.start(Job(task, actor.user_id, self.import_id))
        self.problem, self.outcome = "", ""
        self._show_work()

    async def _decide(self, decision: Decision) -> None:
        self.problem = ""
        async with acting(self) as (session, actor):
            service.map_columns(session, actor, self.import_id, decision)
            self._show(showing.view(session, actor, self.import_id))

    async def _read(self) -> None:
        """Everything shown, as it is now; a file that cannot be read is given up."""
        await self._take_refusal()
        async with acting(self, write=False) as (session, actor):
            self.history = showing.history(session, actor)
            if self.import_id:
                self._show(showing.view(session, actor, self.import_id))
            else:
                self.step = "file"
        self._show_work()
        await self._read_rows()

    async def _take_refusal(self) -> None:
        refusal = running.refusal_of(self.import_id)
        if not refusal:
            return
        async with acting(self) as (session, actor):
            kept = service.find(session, actor, self.import_id)
            if kept.status is ImportStatus.STARTED and not kept.sheets:
                service.cancel(session, actor, self.import_id)
        running.forget(self.import_id)
        self.problem = refusal
        if kept.status is ImportStatus.CANCELLED:
            self.import_id = 0

    def _show(self, view: View) -> None:
        if self.step != view.step:
            self.rows = []
            self.outcome = showing.LEFT if view.step == "report" and view.left else ""
        self.step = view.step
        for name in SHOWN:
            if getattr(self, name) != getattr(view, name):
                setattr(self, name, getattr(view, name))

    def _show_work(self) -> None:
        progress = running.progress_of(self.import_id)
        self.phase = progress.phase if progress else ""
        self.done, self.of = (progress.done, progress.total) if progress else (0, 0)

    async def _read_rows(self, start: int = 0) -> None:
        if self.step not in {"check", "report"}:
            self.rows, self.has_more = [], False
            return
        async with acting(self, write=False) as (session, actor):
            read = showing.grid(session, actor, self.import_id, self.outcome, start)
        self.rows = [*self.rows[:start], *read]
        self.has_more = len(read) == PAGE


def _number(typed: str) -> int:
    """What was typed as a number; 0 for nothing."""
    digits = parse(str, typed).strip() or "0"
    if not digits.isdecimal() or len(digits) > 9:
        raise Invalid("Write a number.")
    return int(digits)

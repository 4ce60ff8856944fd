"""The page Import: which import is open, how far it is, and what the person decides."""

from dataclasses import fields

import reflex as rx

from carehub.core.changes import Topic
from carehub.core.errors import Invalid
from carehub.spreadsheet_import import running, service, showing
from carehub.spreadsheet_import.cells_shown import GridColumn, GridRow
from carehub.spreadsheet_import.columns_shown import ColumnRow, WordTable
from carehub.spreadsheet_import.deciding import Decision, map_columns
from carehub.spreadsheet_import.jobs import Job, Task
from carehub.spreadsheet_import.models import ImportStatus
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.reviews_shown import ReviewCard, review_cards
from carehub.spreadsheet_import.service import PAGE
from carehub.spreadsheet_import.showing import HistoryRow, OutcomeCount, Report, View
from carehub.spreadsheet_import.taken_shown import HowItIsTaken, PreviewRow, SheetOption, SiteOption
from carehub.spreadsheet_import.undo_state import ImportUndoState
from carehub.ui.claims import parse
from carehub.ui.live import changes_of
from carehub.ui.session import acting

SHOWN = ("steps", "file_name", "kind")
HOW, REPORT = (tuple(each.name for each in fields(part)) for part in (HowItIsTaken, Report))


class ImportState(rx.State):
    """``step`` is file, titles, columns, check or report; ``outcome`` the rows shown, empty for all.

    ``phase`` is what runs now, empty when nothing does; ``of`` is 0 while nobody knows how much.
    ``start`` is how many rows stand before the page of rows that is shown. ``is_quiet``: what runs
    leaves the page as it is.
    """

    step: rx.Field[str] = rx.field("")
    steps: rx.Field[list[str]] = rx.field(default_factory=list)
    import_id: rx.Field[int] = rx.field(0)
    problem: rx.Field[str] = rx.field("")
    phase: rx.Field[str] = rx.field("")
    done: rx.Field[int] = rx.field(0)
    of: rx.Field[int] = rx.field(0)
    file_name: rx.Field[str] = rx.field("")
    kind: rx.Field[str] = rx.field("")
    sheets: rx.Field[list[SheetOption]] = rx.field(default_factory=list)
    sheet: rx.Field[str] = rx.field("")
    header_row: rx.Field[str] = rx.field("")
    preview: rx.Field[list[PreviewRow]] = rx.field(default_factory=list)
    columns: rx.Field[list[ColumnRow]] = rx.field(default_factory=list)
    words: rx.Field[list[WordTable]] = rx.field(default_factory=list)
    recalled_from: rx.Field[str] = rx.field("")
    date_order: rx.Field[str] = rx.field("")
    asks_order: rx.Field[bool] = rx.field(default=False)
    mode: rx.Field[str] = rx.field("")
    blanks: rx.Field[str] = rx.field("")
    sites: rx.Field[list[SiteOption]] = rx.field(default_factory=list)
    site: rx.Field[str] = rx.field("")
    asks_site: rx.Field[bool] = rx.field(default=False)
    remarks: rx.Field[list[str]] = rx.field(default_factory=list)
    counts: rx.Field[list[OutcomeCount]] = rx.field(default_factory=list)
    total: rx.Field[int] = rx.field(0)
    left: rx.Field[int] = rx.field(0)
    to_review: rx.Field[int] = rx.field(0)
    is_undone: rx.Field[bool] = rx.field(default=False)
    rejected: rx.Field[int] = rx.field(0)
    summary: rx.Field[str] = rx.field("")
    continued: rx.Field[str] = rx.field("")
    told: rx.Field[str] = rx.field("")
    waiting: rx.Field[int] = rx.field(0)
    missing_count: rx.Field[int] = rx.field(0)
    missing: rx.Field[list[str]] = rx.field(default_factory=list)
    missing_start: rx.Field[int] = rx.field(0)
    outcome: rx.Field[str] = rx.field("")
    grid_columns: rx.Field[list[GridColumn]] = rx.field(default_factory=list)
    rows: rx.Field[list[GridRow]] = rx.field(default_factory=list)
    start: rx.Field[int] = rx.field(0)
    history: rx.Field[list[HistoryRow]] = rx.field(default_factory=list)
    reviews: rx.Field[list[ReviewCard]] = rx.field(default_factory=list)
    is_quiet: rx.Field[bool] = rx.field(default=False)
    _again: bool = False
    # Where the person went back to; empty at the furthest step.
    _went_to: str = ""
    _furthest: str = ""

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
                if not self.phase and self._again:
                    running.forget(self.import_id)
                    await self._check_again()
                elif not self.phase:
                    await self._read()

    @rx.event
    async def received(self, import_id: int) -> None:
        """A file is here: read it, or keep it for later when another one is open."""
        if not self.import_id:
            await self._open(parse(int, import_id))
            await self._start(Task.LOOK)
        await self._read()

    @rx.event
    def refused(self, reason: str) -> None:
        """The file was not taken."""
        self.problem = parse(str, reason)

    @rx.event
    async def open_import(self, import_id: int) -> None:
        await self._open(parse(int, import_id))
        await self._read()
        if self._furthest == "file" and not self.phase and self.import_id:
            await self._start(Task.LOOK)

    @rx.event
    async def choose_another(self) -> None:
        """Back to the place for a file; the open import stays in the history."""
        await self._open(0)
        await self._read()

    @rx.event
    async def go_to(self, step: str) -> None:
        """Look at an earlier step again, or come back; nothing is lost by it."""
        wanted = parse(str, step)
        if wanted == "file":
            await self._open(0)
        elif wanted not in self.steps:
            raise Invalid("This step comes later. Finish this one first.")
        self._went_to, self.problem = wanted, ""
        await self._read()

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
        await self._open(0)
        await self._read()

    @rx.event
    async def show_outcome(self, outcome: str) -> None:
        self.outcome = parse(str, outcome)
        await self._read_rows()

    @rx.event
    async def show_rows_from(self, start: int) -> None:
        await self._read_rows(max(0, parse(int, start)))

    @rx.event
    async def show_missing_from(self, start: int) -> None:
        """Another page of the patients who are not in the list."""
        self.missing_start = max(0, parse(int, start))
        await self._read()

    async def _open(self, import_id: int) -> None:
        (await self.get_state(ImportUndoState))._forget()
        self.import_id, self.problem, self.outcome, self.rows, self.start = import_id, "", "", [], 0
        self._went_to, self.missing_start = "", 0

    def _says(self, number: int, position: int) -> str:
        """What a shown cell reads now."""
        places = [column["position"] for column in self.grid_columns]
        cells = [row["cells"] for row in self.rows if row["number"] == number]
        if position not in places or not cells:
            raise Invalid("This row is not shown any more. Look at it again.")
        return cells[0][places.index(position)]["file"]

    async def _check_again(self) -> None:
        """After a fix: in the background, with the rows left standing; once more when one runs already."""
        self.is_quiet, self.problem = True, ""
        self._again = running.progress_of(self.import_id) is not None
        if not self._again:
            await self._start(Task.CHECK)

    async def _start(self, task: Task) -> None:
        async with acting(self, write=False) as (session, actor):
            find = service.find_live if task is Task.COMMIT else service.find_open
            find(session, actor, self.import_id)
            running.start(Job(task, actor.user_id, self.import_id))
        self.problem = ""
        self._show_work()

    async def _decide(self, decision: Decision) -> None:
        self.problem = ""
        async with acting(self) as (session, actor):
            map_columns(session, actor, self.import_id, decision)
            self._show(showing.view(session, actor, self.import_id))

    async def _read(self) -> None:
        """Everything shown, as it is now; a file that cannot be read is given up."""
        await self._take_refusal()
        async with acting(self, write=False) as (session, actor):
            self.history = showing.history(session, actor)
            if self.import_id:
                self._show(showing.view(session, actor, self.import_id, self.missing_start))
            else:
                self.step, self.steps, self._furthest = "file", ["file"], "file"
        self._show_work()
        await self._read_rows(self.start)
        if self.step == "report":
            await (await self.get_state(ImportUndoState))._fill(self.import_id)

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
        if self._furthest != view.step:
            self._furthest, self._went_to, self.rows, self.start = view.step, "", [], 0
            self.outcome = showing.LEFT if view.step == "report" and view.report.left else ""
        self.step = self._went_to if self._went_to in view.steps else view.step
        for part, names in ((view, SHOWN), (view.how, HOW), (view.report, REPORT)):
            for name in names:
                if getattr(self, name) != getattr(part, name):
                    setattr(self, name, getattr(part, name))

    def _show_work(self) -> None:
        progress = running.progress_of(self.import_id)
        self.is_quiet = self.is_quiet and progress is not None
        self.phase = progress.phase if progress else ""
        self.done, self.of = (progress.done, progress.total) if progress else (0, 0)

    async def _read_rows(self, start: int = 0) -> None:
        if self.step not in {"check", "report"}:
            self.rows, self.start = [], 0
            return
        async with acting(self, write=False) as (session, actor):
            read = showing.grid(session, actor, self.import_id, self.outcome, start)
            looks = self.outcome == Outcome.REVIEW
            self.reviews = review_cards(session, actor, self.import_id, start) if looks else []
        if not read and start:
            await self._read_rows(max(0, start - PAGE))
            return
        self.rows, self.start = read, start

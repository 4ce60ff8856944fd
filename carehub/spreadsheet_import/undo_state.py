"""Undoing an import: what it would do, and doing it."""

import reflex as rx

from carehub.spreadsheet_import import running, service
from carehub.spreadsheet_import.jobs import Job, Task
from carehub.spreadsheet_import.models import ImportStatus, Verdict
from carehub.spreadsheet_import.undo_shown import UndoLine, VerdictCount, undo_lines, verdict_counts
from carehub.ui.claims import parse
from carehub.ui.session import acting


class ImportUndoState(rx.State):
    """``is_asked``: somebody wants to see what undoing would do. ``verdict`` is the list that is shown,
    ``start`` how many of it stand before the page."""

    is_asked: rx.Field[bool] = rx.field(default=False)
    counts: rx.Field[list[VerdictCount]] = rx.field(default_factory=list)
    verdict: rx.Field[str] = rx.field("")
    lines: rx.Field[list[UndoLine]] = rx.field(default_factory=list)
    start: rx.Field[int] = rx.field(0)

    @rx.event
    async def ask(self, import_id: int) -> None:
        """Find out what undoing would do; nothing is changed."""
        await self._start(Task.PREVIEW_UNDO, parse(int, import_id))
        self.is_asked = True

    @rx.event
    async def undo(self, import_id: int) -> None:
        """Do what was shown."""
        await self._start(Task.UNDO, parse(int, import_id))

    @rx.event
    def leave(self) -> None:
        self._forget()

    @rx.event
    async def show_verdict(self, import_id: int, verdict: str) -> None:
        self.verdict = Verdict(verdict).value if parse(str, verdict) in [*Verdict] else Verdict.UNDONE.value
        self.start = 0
        await self._fill(parse(int, import_id))

    @rx.event
    async def show_lines_from(self, import_id: int, start: int) -> None:
        self.start = max(0, parse(int, start))
        await self._fill(parse(int, import_id))

    def _forget(self) -> None:
        self.is_asked, self.counts, self.lines, self.start = False, [], [], 0

    async def _start(self, task: Task, import_id: int) -> None:
        async with acting(self, write=False) as (session, actor):
            service.find(session, actor, import_id)
            running.start(Job(task, actor.user_id, import_id))

    async def _fill(self, import_id: int) -> None:
        """The three lists as they are now."""
        async with acting(self, write=False) as (session, actor):
            is_done = service.find(session, actor, import_id).status is ImportStatus.UNDONE
            if not (self.is_asked or is_done):
                self.counts, self.lines, self.start = [], [], 0
                return
            self.counts = verdict_counts(session, actor, import_id)
            filled = [each["verdict"] for each in self.counts if each["count"]]
            if self.verdict not in filled:
                self.verdict, self.start = next(iter(filled), Verdict.UNDONE.value), 0
            self.lines = undo_lines(session, actor, import_id, Verdict(self.verdict), self.start)

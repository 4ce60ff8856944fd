"""Bringing a list of receivers in: look at what it would do, then do it."""

from functools import partial
from typing import TypedDict

import reflex as rx
from sqlmodel import Session

from carehub.accounts import sessions
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import CareHubError, Invalid
from carehub.directory.bringing_in import Report
from carehub.spreadsheet_import import receiver_lists
from carehub.ui.claims import parse
from carehub.ui.feedback import say
from carehub.ui.session import SignedOut, acting, token_of

_LARGEST = 2**53
_SHOWN_PROBLEMS = 40


class Count(TypedDict):
    """How many rows came to one of the outcomes."""

    outcome: str
    rows: str


class RowProblem(TypedDict):
    """A row that does not come in; ``row`` is its number in the file."""

    row: str
    why: str


class ReceiverListState(rx.State):
    """``counts`` and ``problems`` are of what bringing the list in would do, or has done when ``is_done``.

    ``working`` says what goes on just now; ``changes`` is how many receivers would be added or changed.
    """

    is_open: rx.Field[bool] = rx.field(default=False)
    working: rx.Field[str] = rx.field("")
    counts: rx.Field[list[Count]] = rx.field(default_factory=list)
    problems: rx.Field[list[RowProblem]] = rx.field(default_factory=list)
    more_problems: rx.Field[int] = rx.field(0)
    changes: rx.Field[int] = rx.field(0)
    is_done: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[str] = rx.field("")
    _number: int = 0

    @rx.event
    async def open_dialog(self) -> None:
        """Ask for the file."""
        self._begin_again()
        self.is_open = True

    @rx.event
    async def close(self) -> None:
        """Put the dialog away; a list that did not come in is deleted."""
        await self._forget()
        self.is_open = False

    @rx.event
    async def choose_another(self) -> None:
        """Delete this list and ask for another file."""
        await self._forget()

    @rx.event
    def refused(self, why: str) -> None:
        """The file was not taken."""
        self.problem = parse(str, why)[:500]

    @rx.event(background=True)
    async def received(self, number: int) -> None:
        """The file is here: read it, and show what bringing it in would do."""
        number = parse(int, number)
        if not 0 < number < _LARGEST:
            raise Invalid("This list is no longer here. Choose the file again.")
        async with self:
            self._begin_again()
            self._number, self.working = number, "Reading the list"
        await self._work(is_done=False)

    @rx.event(background=True)
    async def bring_in(self) -> None:
        """Bring the list in that was looked at."""
        async with self:
            if not self._number or self.working or self.is_done:
                return
            self.working = "Bringing the receivers in"
        await self._work(is_done=True)

    async def _work(self, *, is_done: bool) -> None:
        number, actor_in = self._number, partial(_signed_in, token_of(self))
        work = receiver_lists.take if is_done else receiver_lists.look_at
        try:
            async with acting(self, write=False) as (_, actor):
                require(actor, Permission.IMPORTS_RUN)
            report = await work(number, actor.user_id, actor_in)
        except CareHubError as refusal:
            async with self:
                self._begin_again()
                self.problem = str(refusal)
            return
        async with self:
            if self._number == number:
                await self._show(report, is_done=is_done)

    async def _show(self, report: Report, *, is_done: bool) -> None:
        self.working, self.is_done, self.changes = "", is_done, report.new + report.updated
        self.counts = _counted(report)
        shown = report.problems[:_SHOWN_PROBLEMS]
        self.problems = [RowProblem(row=f"{row:,}", why=why) for row, why in shown]
        self.more_problems = len(report.problems) - len(shown)
        if is_done:
            await say(self, f"{report.new:,} new and {report.updated:,} updated receivers")

    async def _forget(self) -> None:
        if self._number and not self.working:
            async with acting(self, write=False) as (_, actor):
                receiver_lists.forget(actor.user_id, self._number)
        self._begin_again()

    def _begin_again(self) -> None:
        self.working, self.counts, self.problems, self.more_problems = "", [], [], 0
        self.changes, self.is_done, self.problem, self._number = 0, False, "", 0


def _counted(report: Report) -> list[Count]:
    counted = {
        "new": report.new,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "invalid": len(report.problems),
        "skipped": report.skipped,
    }
    return [Count(outcome=outcome, rows=f"{rows:,}") for outcome, rows in counted.items()]


def _signed_in(token: str, session: Session) -> Actor:
    actor = sessions.actor_of(session, token)
    if actor is None:
        raise SignedOut("You are signed out. Sign in again, and choose the file once more.")
    return actor

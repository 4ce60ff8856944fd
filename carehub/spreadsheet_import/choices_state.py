"""What a person chooses about a file, before its rows are checked."""

import reflex as rx

from carehub.core.errors import Invalid
from carehub.spreadsheet_import.deciding import Decision
from carehub.spreadsheet_import.jobs import Task
from carehub.spreadsheet_import.models import ImportKind, ImportMode
from carehub.spreadsheet_import.state import ImportState
from carehub.ui.claims import parse, row_id


class ImportChoicesState(rx.State):
    """Handlers only: what they change is shown by ``ImportState``."""

    @rx.event
    async def choose_sheet(self, sheet: str) -> None:
        await self._read_anew(Decision(sheet=parse(str, sheet)))

    @rx.event
    async def choose_header_row(self, row: int) -> None:
        """``0``: the list has no row of titles."""
        await self._read_anew(Decision(header_row=parse(int, row)))

    @rx.event
    async def choose_kind(self, kind: str) -> None:
        """What the rows are; another kind has other columns."""
        if parse(str, kind) not in [*ImportKind]:
            raise Invalid("Choose what the rows of this list are.")
        await self._read_anew(Decision(kind=ImportKind(kind)))

    @rx.event
    async def choose_column(self, position: int, column: str) -> None:
        await self._decide(Decision(column=(parse(int, position), parse(str, column))))

    @rx.event
    async def choose_word(self, column: str, text: str, meaning: str) -> None:
        """What a word of a closed set stands for."""
        await self._decide(Decision(word=(parse(str, column), parse(str, text), parse(str, meaning))))

    @rx.event
    async def choose_order(self, order: str) -> None:
        await self._decide(Decision(date_order=parse(str, order)))

    @rx.event
    async def choose_site(self, site: str) -> None:
        await self._decide(Decision(site_id=row_id(parse(str, site) or "0")))

    @rx.event
    async def choose_mode(self, mode: str) -> None:
        if parse(str, mode) not in [*ImportMode]:
            raise Invalid("Choose what the list may do.")
        await self._decide(Decision(mode=ImportMode(mode)))

    @rx.event
    async def choose_blanks(self, blanks: str) -> None:
        """``erase``: an empty cell takes away what is known; else it changes nothing."""
        await self._decide(Decision(erases_blanks=parse(str, blanks) == "erase"))

    async def _decide(self, decision: Decision) -> None:
        await (await self.get_state(ImportState))._decide(decision)

    async def _read_anew(self, decision: Decision) -> None:
        """Another table, or other columns: the file has to be looked at again."""
        shown = await self.get_state(ImportState)
        await shown._decide(decision)
        await shown._start(Task.LOOK)

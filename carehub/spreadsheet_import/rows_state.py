"""What a person decides about single rows and cells of a checked import."""

import reflex as rx

from carehub.core.errors import Invalid
from carehub.spreadsheet_import import fixing, leaving_out, reviewing
from carehub.spreadsheet_import.models import Ruling
from carehub.spreadsheet_import.state import ImportState
from carehub.ui.claims import parse
from carehub.ui.session import acting


class ImportRowsState(rx.State):
    """Handlers only: what they change is shown by ``ImportState``."""

    @rx.event
    async def fix(self, number: int, position: int, text: str, alike: bool) -> None:
        """What a cell should say, or every cell of its column that reads the same; then look again."""
        row, column, wanted = parse(int, number), parse(int, position), parse(str, text)
        shown = await self.get_state(ImportState)
        async with acting(self) as (session, actor):
            if parse(bool, alike):
                old = shown._says(row, column)
                fixing.fix_alike(session, actor, shown.import_id, column, old, wanted)
            else:
                fixing.fix_cell(session, actor, shown.import_id, row, column, wanted)
        await shown._check_again()

    @rx.event
    async def skip(self, number: int, is_left_out: bool) -> None:
        """Leave a row out, or take what was decided about it back; then look again."""
        row = parse(int, number)
        shown = await self.get_state(ImportState)
        async with acting(self) as (session, actor):
            decide = leaving_out.leave_out if parse(bool, is_left_out) else leaving_out.take_back
            decide(session, actor, shown.import_id, row)
        await shown._check_again()

    @rx.event
    async def rule(self, number: int, ruling: str, candidate: int) -> None:
        """Say who a row is that needed a look."""
        if parse(str, ruling) not in [*Ruling]:
            raise Invalid("Choose whether this is the same person, another one, or a row to leave out.")
        shown = await self.get_state(ImportState)
        async with acting(self) as (session, actor):
            row, place = parse(int, number), parse(int, candidate)
            reviewing.rule(session, actor, shown.import_id, row, Ruling(ruling), place)
        await shown._read()

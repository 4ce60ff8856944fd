"""A table as a workbook. Loads the spreadsheet engine: only for processes of their own."""

from collections.abc import Iterable, Sequence
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE


def write_workbook(file: IO[bytes], name: str, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A sheet of this name whose first row stays in sight; every cell is text, and none can be a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.append(list(titles))
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
            # Text stays text, also when it begins like a formula.
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    book.save(file)

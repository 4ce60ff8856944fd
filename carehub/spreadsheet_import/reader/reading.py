"""A file -> its sheets -> the table of people in one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from carehub.spreadsheet_import.reader import delimited, workbook
from carehub.spreadsheet_import.reader.archive import Archive, inspect
from carehub.spreadsheet_import.reader.cells import Cell, is_blank
from carehub.spreadsheet_import.reader.kinds import Kind, has_macros, recognise
from carehub.spreadsheet_import.reader.layout import Row, Table, headers_known, lay_out
from carehub.spreadsheet_import.reader.limits import Limits
from carehub.spreadsheet_import.refusals import Unreadable

DELIMITED_SHEET = "the list"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet without its blank rows. ``is_visible`` is False for a hidden one."""

    name: str
    is_visible: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """All sheets of a file, visible ones first."""

    sheets: tuple[Sheet, ...]
    starts_1904: bool = False
    remarks: tuple[str, ...] = ()

    def sheet(self, name: str) -> Sheet:
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise Unreadable(f'There is no sheet "{name}" in this file.')

    def likeliest(self) -> Sheet:
        """The sheet that looks most like a list of people; a hidden one only when no visible one does."""
        return max(self.sheets, key=lambda sheet: (sheet.is_visible and bool(headers_known(sheet.rows)),
                                                   headers_known(sheet.rows), sheet.is_visible))  # fmt: skip


def read_book(path: Path, limits: Limits | None = None) -> Book:
    """Every sheet of the file; Unreadable, with what to do about it, when there is no list in it."""
    limits = limits or Limits()
    kind = recognise(path, limits)
    if kind is Kind.TEXT:
        rows = _filled_rows(delimited.records(path), limits)
        return Book((_not_empty(Sheet(DELIMITED_SHEET, True, rows)),))
    archive = _old(path) if kind is Kind.OLD_WORKBOOK else inspect(path, limits)
    book = workbook.open_workbook(path)
    sheets = [
        Sheet(name, is_visible, _filled_rows(workbook.records(book, index, archive), limits))
        for index, name, is_visible in workbook.sheet_titles(book)
    ]
    return _whole(archive, [sheet for sheet in sheets if sheet.rows])


def read_table(
    path: Path, sheet: str | None = None, header_row: int | None = None, limits: Limits | None = None
) -> Table:
    """The table of people in the named sheet, or in the likeliest one."""
    return table_in(read_book(path, limits), sheet, header_row)


def table_in(book: Book, sheet: str | None = None, header_row: int | None = None) -> Table:
    chosen = book.sheet(sheet) if sheet else book.likeliest()
    return lay_out(chosen.name, chosen.rows, header_row, starts_1904=book.starts_1904, remarks=book.remarks)


def _old(path: Path) -> Archive:
    return Archive(
        path, remarks=("The workbook contains macros. They were not run.",) if has_macros(path) else ()
    )


def _whole(archive: Archive, sheets: list[Sheet]) -> Book:
    if not sheets:
        raise Unreadable("There is nothing in this file. Export the list again and choose the new file.")
    return Book(tuple(sheets), archive.starts_1904, archive.remarks)


def _not_empty(sheet: Sheet) -> Sheet:
    if not sheet.rows:
        raise Unreadable("There is nothing in this file. Export the list again and choose the new file.")
    return sheet


def _filled_rows(records: Iterable[tuple[Cell, ...]], limits: Limits) -> tuple[Row, ...]:
    rows: list[Row] = []
    blank = 0
    for number, cells in enumerate(records, start=1):
        if all(map(is_blank, cells)):
            blank += 1
            if blank > limits.blank_rows:
                break
            continue
        blank = 0
        if len(rows) == limits.rows:
            raise Unreadable(f"This list has more than {limits.rows:,} rows. Split it into several files.")
        rows.append(Row(number, _narrowed(cells, limits)))
    return tuple(rows)


def _narrowed(cells: tuple[Cell, ...], limits: Limits) -> tuple[Cell, ...]:
    if len(cells) <= limits.columns:
        return cells
    if any(not is_blank(cell) for cell in cells[limits.columns :]):
        raise Unreadable(
            f"This list has more than {limits.columns} columns. Remove those that are not needed."
        )
    return cells[: limits.columns]

"""Reads workbooks with python-calamine: rows with their true numbers, formulas never evaluated."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from carehub.spreadsheet_import.reader.archive import Archive
from carehub.spreadsheet_import.reader.cells import Broken, Cell
from carehub.spreadsheet_import.refusals import Unreadable

_DAMAGED = "This workbook is damaged. Open it in Excel, let it repair the file, and save it again."


class _Sheet(Protocol):
    @property
    def start(self) -> tuple[int, int] | None: ...
    def iter_rows(self) -> Iterator[list[Cell]]: ...


class _Workbook(Protocol):
    @property
    def sheet_names(self) -> list[str]: ...
    def get_sheet_by_index(self, index: int) -> _Sheet: ...


@contextmanager
def _a_panic_is_damage() -> Iterator[None]:
    """Some damage makes the engine panic, which Python hands on as no ordinary exception."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable(_DAMAGED) from None


@_a_panic_is_damage()
def open_workbook(path: Path) -> _Workbook:
    """The workbook; Unreadable when it is damaged or protected."""
    # Imported here: only the reading process needs it.
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_path(str(path))  # pyright: ignore[reportReturnType]
    except PasswordError:
        raise Unreadable(
            "This file is protected by a password. Remove the password and save it again."
        ) from None
    except (CalamineError, OSError) as error:
        raise Unreadable(_DAMAGED) from error


@_a_panic_is_damage()
def sheet_titles(workbook: _Workbook) -> list[tuple[int, str, bool]]:
    """Index, name and whether it is visible, visible sheets first; charts left out."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    titles = [
        (index, each.name, each.visible == SheetVisibleEnum.Visible)
        for index, each in enumerate(workbook.sheets_metadata)  # pyright: ignore[reportAttributeAccessIssue]
        if each.typ == SheetTypeEnum.WorkSheet
    ]
    return sorted(titles, key=lambda title: not title[2])


def records(workbook: _Workbook, index: int, archive: Archive) -> Iterator[tuple[Cell, ...]]:
    """Every row from sheet row 1 and column A on, so that the n-th is sheet row n."""
    with _a_panic_is_damage():
        sheet = workbook.get_sheet_by_index(index)
        rows = iter(sheet.iter_rows())
    if sheet.start is None:
        return
    left = (None,) * sheet.start[1]
    broken = archive.broken_cells(index)
    for number, cells in enumerate(rows, start=1):
        row = (*left, *[cell if cell and type(cell) is str else _plain(cell) for cell in cells])
        yield _with_broken(row, broken[number]) if number in broken else row


def _plain(cell: Cell) -> Cell:
    if cell == "":
        return None
    # Workbooks hold every number as a fraction: 2025550123.0
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _with_broken(row: tuple[Cell, ...], broken: dict[int, Broken]) -> tuple[Cell, ...]:
    padded = row + (None,) * (max(broken) + 1 - len(row))
    return tuple(broken.get(position, cell) if cell is None else cell for position, cell in enumerate(padded))

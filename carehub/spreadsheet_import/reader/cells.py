"""What one cell of a spreadsheet holds, and how it looks as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeGuard


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that shows something but holds no value, such as ``#N/A``."""

    shown: str
    reason: str

    def __str__(self) -> str:
        return self.shown


Cell = str | int | float | bool | date | datetime | time | timedelta | Broken | None

ERROR_WORDS = frozenset(
    {"#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
_TEXTS = frozenset({str, type(None)})
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def error_cell(shown: str) -> Broken:
    return Broken(shown, f"the cell shows the spreadsheet error {shown}")


def formula_without_value() -> Broken:
    return Broken("=...", "a formula without a value; open the file in Excel and save it, or paste values")


def is_blank(cell: Cell) -> bool:
    """Nothing to see: no value, or only spaces of any kind."""
    return cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\u00a0\u200b\ufeff"))


def text_of(cell: Cell) -> str:
    """The cell as a person would read it: whole numbers without ``.0``, dates as YYYY-MM-DD."""
    if type(cell) is str:
        return cell
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        at_midnight = cell.time() == time.min
        return cell.date().isoformat() if at_midnight else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def texts_of(cells: Sequence[Cell]) -> tuple[str, ...]:
    """All cells of a row as text."""
    return tuple([cell or "" for cell in cells] if are_texts(cells) else map(text_of, cells))


def are_texts(cells: Sequence[Cell]) -> TypeGuard[Sequence[str | None]]:
    """Whether each of the cells is a text, or nothing."""
    return _TEXTS.issuperset(map(type, cells))


def column_letter(position: int) -> str:
    """``A`` for 0, ``AA`` for 26: the name that the spreadsheet shows above the column."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

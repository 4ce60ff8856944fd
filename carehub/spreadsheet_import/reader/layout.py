"""Finds the list in a sheet: the row of column titles, the rows of people, and what is neither."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, repeat, zip_longest
from operator import itemgetter
from typing import cast

from msgspec import Struct

from carehub.spreadsheet_import.cleaning.text import folded, line_of
from carehub.spreadsheet_import.mapping.titles import is_known
from carehub.spreadsheet_import.reader.cells import Broken, Cell, column_letter, is_blank, text_of
from carehub.spreadsheet_import.refusals import Unreadable

Columns = Sequence[Sequence[Cell]]
_HEADER_WITHIN = 40
_SEVERAL = 3
_BETWEEN = "\x1f"
# What a person says of a list that begins with its first patient.
NO_TITLES = 0
_TOTAL = re.compile(
    r"^(?:grand |sub ?)?(?:totals?|totales|sum|suma|count|number of patients|gran total)\b", re.I
)
_A_SUM = re.compile(r"\W*(?:grand|sub|total|sum|count|number|gran)", re.I)
_SOMEONE_ELSE = re.compile(
    r"emergency|guardian|mother|father|parent|spouse|kin|provider|doctor|employer|insur|guarantor|subscriber|"
    r"emergencia|tutor|madre|padre|medico|seguro"
)
_RECORD_NUMBER = re.compile(r"^[\w.\-/]*\d[\w.\-/]*$")


class Row(Struct, frozen=True):
    """``number`` is what the spreadsheet shows at the left, starting with 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """``text`` as written, for people; ``meaning`` includes the group title above it ("Insurance ID")."""

    position: int
    text: str
    meaning: str

    @property
    def label(self) -> str:
        return self.text or column_letter(self.position)


@dataclass(frozen=True, slots=True)
class Skipped:
    number: int
    reason: str
    cells: tuple[Cell, ...] = ()


# Without slots: it keeps its columns once somebody asked for one.
@dataclass
class Table:
    """The list in one sheet. Blank rows are gone; ``skipped`` rows are not people but are told."""

    sheet: str
    header_row: int
    headers: tuple[Header, ...]
    rows: tuple[Row, ...]
    skipped: tuple[Skipped, ...] = ()
    starts_1904: bool = False
    remarks: tuple[str, ...] = ()

    def column(self, position: int) -> Sequence[Cell]:
        return self._columns[position] if position < len(self._columns) else (None,) * len(self.rows)

    def hand_on(self) -> Sequence[Row]:
        """The rows; whoever takes them has them alone."""
        rows, self.rows = self.rows, ()
        self.__dict__.pop("_columns", None)
        return rows

    def keep_columns(self, columns: Columns) -> None:
        """Those of all its rows, made already."""
        self.__dict__["_columns"] = columns

    @cached_property
    def _columns(self) -> Columns:
        return columns_of(self.rows)


def lay_out(
    sheet: str,
    rows: Sequence[Row],
    header_row: int | None = None,
    *,
    starts_1904: bool = False,
    remarks: tuple[str, ...] = (),
) -> Table:
    """The table in a sheet whose rows are ``rows`` without the blank ones.

    ``header_row`` is the row of column titles that a person chose, 0 for a list without titles; without
    it, it is found.
    """
    if header_row == NO_TITLES:
        return Table(sheet, NO_TITLES, _no_headers(rows), tuple(rows), (), starts_1904, remarks)
    at = _chosen(rows, header_row) if header_row else _found(rows)
    headers = _headers(rows, at)
    people: list[Row] = []
    skipped: list[Skipped] = []
    below = rows[at + 1 :]
    columns = columns_of(below)
    titles = _titles_again(columns, headers)
    for row, seems_plain in zip(below, _seem_plain(columns), strict=True):
        is_plain = (seems_plain and not titles) or _is_plainly_a_person(row, titles)
        reason = "" if is_plain else _why_not_a_person(row, headers)
        if reason:
            skipped.append(Skipped(row.number, reason, row.cells))
        else:
            people.append(row)
    if not people:
        raise Unreadable(
            f'There is no patient below the column titles in "{sheet}". Choose another sheet or file.'
        )
    table = Table(sheet, rows[at].number, headers, tuple(people), tuple(skipped), starts_1904, remarks)
    if not skipped:
        table.keep_columns(columns)
    return table


def headers_known(rows: Sequence[Row]) -> int:
    """How many columns the best row of titles lets us recognise: which sheet holds the list."""
    return max((_known(row) for row in rows[:_HEADER_WITHIN]), default=0)


def filled(row: Row) -> list[Cell]:
    return [cell for cell in row.cells if not is_blank(cell)]


def _no_headers(rows: Sequence[Row]) -> tuple[Header, ...]:
    return tuple(Header(position, "", "") for position in range(max(len(row.cells) for row in rows)))


def _chosen(rows: Sequence[Row], number: int) -> int:
    for at, row in enumerate(rows):
        if row.number == number:
            return at
    raise Unreadable(f"Row {number} is empty; choose the row that holds the column titles.")


def _found(rows: Sequence[Row]) -> int:
    if not rows:
        raise Unreadable("There is nothing in this sheet. Choose another sheet or file.")
    known = [_known(row) for row in rows[:_HEADER_WITHIN]]
    best = max(known)
    if best == 0 or (best == 1 and len(filled(rows[known.index(best)])) > 4):
        raise Unreadable(
            "We found no row of column titles that we recognise. Put one above the list, "
            'such as "Last name", "First name", "Date of birth", or use imports/patient-list-template.xlsx.'
        )
    at = known.index(best)
    # The same titles twice, in two languages: the lower row is the one above the people.
    while at + 1 < len(known) and known[at + 1] >= max(2, best - 1):
        at += 1
    return at


def _known(row: Row) -> int:
    texts = [line_of(cell) for cell in row.cells if isinstance(cell, str)]
    return sum(is_known(text) for text in texts if text and len(text) <= 80)


def _headers(rows: Sequence[Row], at: int) -> tuple[Header, ...]:
    width = max(len(row.cells) for row in rows[at:])
    titles = [line_of(cell) for cell in rows[at].cells] + [""] * (width - len(rows[at].cells))
    groups = _groups_above(rows, at, width)
    headers = (Header(position, title, title) for position, title in enumerate(titles))
    return tuple(_with_group(header, groups[header.position]) for header in headers)


def _groups_above(rows: Sequence[Row], at: int, width: int) -> list[str]:
    """The merged titles right above the header row, each carried to the right over its columns."""
    above = rows[at - 1] if at and rows[at - 1].number == rows[at].number - 1 else None
    if above is None or len(filled(above)) < 2:
        return [""] * width
    groups, group = [], ""
    for position in range(width):
        title = line_of(above.cells[position]) if position < len(above.cells) else ""
        group = title or group
        groups.append(group)
    return groups


def _with_group(header: Header, group: str) -> Header:
    """ID below "Insurance" is the insurance ID; Phone below "Emergency contact" is not the patient's."""
    if not group:
        return header
    if not header.text:
        return replace(header, text=group, meaning=group) if is_known(group) else header
    together = f"{group} {header.text}"
    is_clearer = is_known(together) or _SOMEONE_ELSE.search(folded(group))
    return replace(header, meaning=together) if is_clearer else header


def columns_of(rows: Sequence[Row]) -> Columns:
    """The cells of these rows, a column at a time; a row that ends early has None there."""
    return list(zip_longest(*(row.cells for row in rows)))


def _titles_again(columns: Columns, headers: Sequence[Header]) -> frozenset[Cell]:
    """The texts below that are the title of their own column again, as they are written.

    Only of the first columns that have one: a line of titles repeats them all.
    """
    found: set[Cell] = set()
    titled = ((header.text.casefold(), cells) for header, cells in zip(headers, columns, strict=False))
    for title, cells in islice(filter(itemgetter(0), titled), _SEVERAL):
        # Hardly any column has its title in a cell: one look at all of it tells.
        if title in _in_one(cells).casefold():
            texts = {cell for cell in cells if type(cell) is str}
            found.update(text for text in texts if text.strip().casefold() == title)
    return frozenset(found)


def _in_one(cells: Sequence[Cell]) -> str:
    filled = filter(None, cells)
    try:
        return _BETWEEN.join(cast(Iterable[str], filled))
    except TypeError:  # numbers or dates among them
        return _BETWEEN.join(cell for cell in cells if type(cell) is str)


def _seem_plain(columns: Columns) -> Iterable[bool]:
    """Of each row whether its first three cells show that it is a person; they are texts in most rows."""
    if len(columns) < _SEVERAL:
        return repeat(False, len(columns[0]) if columns else 0)
    is_a_sum = _A_SUM.match
    return (
        type(one) is str
        and type(two) is str
        and type(three) is str
        and bool(one.strip() and two.strip() and three.strip())
        and not is_a_sum(one)
        for one, two, three in zip(*columns[:_SEVERAL], strict=True)
    )


def _is_plainly_a_person(row: Row, titles: frozenset[Cell]) -> bool:
    """The same of any three: several texts, none of them a title or a word for a sum."""
    texts = list(islice((cell for cell in row.cells if type(cell) is str and cell.strip()), _SEVERAL))
    if len(texts) < _SEVERAL or _A_SUM.match(texts[0]):
        return False
    return not titles or titles.isdisjoint(row.cells)


def _why_not_a_person(row: Row, headers: Sequence[Header]) -> str:
    cells = filled(row)
    if _repeats(row, headers):
        return "the column titles again"
    if _TOTAL.match(line_of(cells[0])) and all(_is_amount(cell) for cell in cells[1:]):
        return "a total, not a person"
    if len(cells) == 1 and _is_section(row, headers):
        return "a section title, not a person"
    return ""


def _is_section(row: Row, headers: Sequence[Header]) -> bool:
    """One lone text below the first title; a record number alone is a person."""
    titled = [header.position for header in headers if header.text]
    if len(titled) < 3:
        return False
    cell = row.cells[titled[0]] if titled[0] < len(row.cells) else None
    return isinstance(cell, str) and not is_blank(cell) and not _RECORD_NUMBER.match(line_of(cell))


def _repeats(row: Row, headers: Sequence[Header]) -> bool:
    pairs = [
        (cell.strip().casefold() if isinstance(cell, str) else "", header.text.casefold())
        for cell, header in zip(row.cells, headers, strict=False)
        if not is_blank(cell)
    ]
    same = sum(bool(title) and cell == title for cell, title in pairs)
    return same >= 2 and same * 2 >= len(pairs)


def _is_amount(cell: Cell) -> bool:
    if isinstance(cell, int | float | Broken):
        return True
    return re.fullmatch(r"[\d.,\s%:$()-]*(?:patients|pacientes)?", text_of(cell).strip(), re.I) is not None

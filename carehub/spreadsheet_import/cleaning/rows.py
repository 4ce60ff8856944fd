"""Rows of a table -> rows of cleaned values, each with what there is to say about its cells."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from pydantic_core import from_json

from carehub.spreadsheet_import.cleaning.cleaned import Cleaned, ColumnFacts, Remark, Severity, Value
from carehub.spreadsheet_import.cleaning.text import line_of
from carehub.spreadsheet_import.cleaning.words import men_are_h
from carehub.spreadsheet_import.columns import BY_NAME, Column, Joining, clean
from carehub.spreadsheet_import.mapping.profiles import EXTRA
from carehub.spreadsheet_import.mapping.uses import Mapping, Use
from carehub.spreadsheet_import.mapping.wordlist import as_said
from carehub.spreadsheet_import.reader.cells import Cell, text_of
from carehub.spreadsheet_import.reader.layout import Row, Table

Values = dict[str, Value]
_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to say about one cell. ``row`` is the sheet row, ``column`` the header as written.

    ``position`` is the column's place in the file, -1 where it is about the row as a whole.
    """

    row: int
    column: str
    severity: Severity
    reason: str
    position: int = -1


@dataclass(slots=True)
class CleanRow:
    """``values`` holds mapped fields that are not blank; ``extra`` what is kept beside the record.

    ``fingerprint`` is the same for the same cells under the same titles, in this file or a later one;
    ``cells`` is what stands in the file.
    """

    number: int
    values: Values
    fingerprint: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    cells: tuple[str, ...] = ()

    @property
    def is_valid(self) -> bool:
        return not self.problems or all(problem.severity is not Severity.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True)
class _Read:
    """What one cell means: its column's ``own`` values first, then those for other fields."""

    own: tuple[tuple[str, Value], ...]
    beside: tuple[tuple[str, Value], ...]
    problems: tuple[Remark, ...]


_NOTHING_READ = _Read((), (), ())


@dataclass(frozen=True, slots=True)
class _Reader:
    """Cleans the cells of one column; each different text once, whatever else each time."""

    use: Use
    column: Column
    facts: ColumnFacts
    said: MappingType[str, str] = field(default_factory=dict)
    seen: dict[str, _Read] = field(default_factory=dict)

    def read(self, cell: Cell) -> _Read:
        if cell is None:
            return _NOTHING_READ
        if type(cell) is not str:
            return self._clean(cell)
        found = self.seen.get(cell)
        if found is None:
            if len(self.seen) > _REMEMBERED:
                self.seen.clear()
            found = self.seen[cell] = self._clean(cell)
        return found

    def _clean(self, cell: Cell) -> _Read:
        made = self._said(cell) or clean(self.column, cell, self.facts)
        cut = 1 if self.column.is_field else len(made.values)
        return _Read(made.values[:cut], made.values[cut:], made.remarks)

    def _said(self, cell: Cell) -> Cleaned | None:
        return as_said(self.column.name, line_of(cell), self.said, self.facts) if self.said else None


def values_of(stored: str) -> Values:
    """Values out of the JSON that they are stored as."""
    return typed(from_json(stored))


def typed(values: dict[str, str | bool]) -> Values:
    """Stored values with the date of birth as a date."""
    birth = values.get("birth_date")
    if not isinstance(birth, str):
        return {**values}
    return {**values, "birth_date": date.fromisoformat(birth)}


def clean_rows(
    table: Table, mapping: Mapping, facts: ColumnFacts, tell: Callable[[int], None] | None = None
) -> Iterator[CleanRow]:
    """Every row of the table in order; ``tell`` hears how many are done."""
    readers = _readers(table, mapping, facts)
    extras = mapping.using(EXTRA)
    layout = "\x1e".join(header.meaning for header in table.headers)
    for done, row in enumerate(table.rows, start=1):
        made = _read_row(row, readers)
        if extras:
            made.extra = {use.header: text for use in extras if (text := line_of(_cell(row, use)))}
        made.cells = tuple(map(text_of, row.cells))
        made.fingerprint = _fingerprint(made.cells, layout)
        made.problems.extend(_missing(made, mapping))
        if tell and done % 1000 == 0:
            tell(done)
        yield made


def _readers(table: Table, mapping: Mapping, facts: ColumnFacts) -> list[_Reader]:
    """Columns of one field first, surest first; then those that fill what is left."""
    order = list(BY_NAME)
    uses = sorted(
        (use for use in mapping.uses if use.column in BY_NAME),
        key=lambda use: (order.index(use.column), use.rank),
    )
    return [
        _Reader(use, BY_NAME[use.column], _facts_for(use, table, facts), mapping.words.get(use.column, {}))
        for use in uses
    ]


def _facts_for(use: Use, table: Table, facts: ColumnFacts) -> ColumnFacts:
    in_spanish = use.column == "sex" and men_are_h(table.column(use.position))
    return replace(
        facts,
        order=use.order,
        split_at=use.split_at,
        starts_1904=table.starts_1904,
        m_means_female=in_spanish,
    )


def _read_row(row: Row, readers: Sequence[_Reader]) -> CleanRow:
    made = CleanRow(row.number, {})
    values, cells, width = made.values, row.cells, len(row.cells)
    beside: list[tuple[str, Value]] = []
    for reader in readers:
        position = reader.use.position
        result = reader.read(cells[position]) if position < width else _NOTHING_READ
        for name, value in result.own:
            if name in values:
                _fill(values, name, value, reader.column.joining)
            else:
                values[name] = value
        if result.beside:
            beside.extend(result.beside)
        if result.problems:
            made.problems.extend(_problem(row.number, reader.use, remark) for remark in result.problems)
    for name, value in beside:
        values.setdefault(name, value)
    if "phone_alt" in values and values["phone_alt"] == values.get("phone"):
        del values["phone_alt"]
    return made


def _fill(values: Values, name: str, value: Value, joining: Joining) -> None:
    """The field was filled by another column of the row already."""
    if joining is Joining.WINS:
        values[name] = value
    elif joining is not Joining.LEFT_OUT and values[name] != value:
        values[name] = f"{values[name]}{joining.value}{value}"


def _cell(row: Row, use: Use) -> Cell:
    return row.cells[use.position] if use.position < len(row.cells) else None


def _fingerprint(texts: Sequence[str], layout: str) -> str:
    cells = "\x1f".join(texts).rstrip("\x1f")
    return sha256(f"{layout}\x1d{cells}".encode()).hexdigest()


def _problem(row: int, use: Use, remark: Remark) -> Problem:
    return Problem(row, use.header, remark.severity, remark.reason, use.position)


def _missing(made: CleanRow, mapping: Mapping) -> Iterator[Problem]:
    """A person needs a family name, and a date of birth or an MRN to be told apart by."""
    if not made.is_valid:
        return
    if "last_name" not in made.values:
        yield _missing_in(made, mapping, "there is no family name", "last_name", "full_name")
    elif "birth_date" not in made.values and "mrn" not in made.values:
        yield _missing_in(made, mapping, "there is neither a date of birth nor an MRN", "birth_date", "mrn")


def _missing_in(made: CleanRow, mapping: Mapping, reason: str, *columns: str) -> Problem:
    use = next((use for column in columns for use in mapping.using(column)), None)
    position = use.position if use else -1
    return Problem(made.number, use.header if use else "", Severity.ERROR, reason, position)

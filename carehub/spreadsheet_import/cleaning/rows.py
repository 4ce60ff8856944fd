"""Rows of a table -> rows of cleaned values, each with what there is to say about its cells."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace
from hashlib import sha256

from carehub.spreadsheet_import.cleaning.cleaned import Cleaned, ColumnFacts, Remark, Severity, Value
from carehub.spreadsheet_import.cleaning.text import line_of
from carehub.spreadsheet_import.cleaning.words import men_are_h
from carehub.spreadsheet_import.columns import BY_NAME, Column, Joining, clean
from carehub.spreadsheet_import.mapping.mapping import Mapping, Use
from carehub.spreadsheet_import.mapping.profiles import EXTRA
from carehub.spreadsheet_import.mapping.wordlist import as_said
from carehub.spreadsheet_import.reader.cells import Cell, text_of
from carehub.spreadsheet_import.reader.layout import Row, Table

Values = dict[str, Value]


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
    cells: tuple[Cell, ...] = ()

    @property
    def is_valid(self) -> bool:
        return all(problem.severity is not Severity.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Cleans the cells of one column; each different cell once."""

    use: Use
    column: Column
    facts: ColumnFacts
    said: MappingType[str, str] = field(default_factory=dict)
    seen: dict[tuple[type, Cell], Cleaned] = field(default_factory=dict)

    def read(self, cell: Cell) -> Cleaned:
        key = (type(cell), cell)
        if key not in self.seen:
            self.seen[key] = self._said(cell) or clean(self.column, cell, self.facts)
        return self.seen[key]

    def _said(self, cell: Cell) -> Cleaned | None:
        return as_said(self.column.name, line_of(cell), self.said, self.facts) if self.said else None


def clean_rows(
    table: Table, mapping: Mapping, facts: ColumnFacts, tell: Callable[[int], None] | None = None
) -> Iterator[CleanRow]:
    """Every row of the table in order; ``tell`` hears how many are done."""
    readers = _readers(table, mapping, facts)
    extras = mapping.using(EXTRA)
    layout = "\x1e".join(header.meaning for header in table.headers)
    for done, row in enumerate(table.rows, start=1):
        made = _read_row(row, readers)
        made.extra = {use.header: text for use in extras if (text := line_of(_cell(row, use)))}
        made.fingerprint, made.cells = _fingerprint(row, layout), row.cells
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
    beside: list[tuple[str, Value]] = []
    for reader in readers:
        result = reader.read(_cell(row, reader.use))
        own = result.values[:1] if reader.column.is_field else result.values
        for name, value in own:
            _fill(made.values, name, value, reader.column.joining)
        beside.extend(result.values[len(own) :])
        made.problems.extend(_problem(row.number, reader.use, remark) for remark in result.remarks)
    for name, value in beside:
        made.values.setdefault(name, value)
    if made.values.get("phone_alt") == made.values.get("phone"):
        made.values.pop("phone_alt", None)
    return made


def _fill(values: Values, name: str, value: Value, joining: Joining) -> None:
    if name not in values or joining is Joining.WINS:
        values[name] = value
    elif joining is not Joining.LEFT_OUT and values[name] != value:
        values[name] = f"{values[name]}{joining.value}{value}"


def _cell(row: Row, use: Use) -> Cell:
    return row.cells[use.position] if use.position < len(row.cells) else None


def _fingerprint(row: Row, layout: str) -> str:
    cells = "\x1f".join(map(text_of, row.cells)).rstrip("\x1f")
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

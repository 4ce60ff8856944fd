"""Rows of a table -> rows of cleaned values, each with what there is to say about its cells."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from itertools import repeat
from typing import cast

from msgspec import Struct
from pydantic_core import from_json

from carehub.spreadsheet_import.cleaning.by_column import ColumnReader, Meaning, Read
from carehub.spreadsheet_import.cleaning.cleaned import ColumnFacts, Remark, Severity, Value
from carehub.spreadsheet_import.cleaning.text import line_of
from carehub.spreadsheet_import.cleaning.words import men_are_h
from carehub.spreadsheet_import.columns import Joining
from carehub.spreadsheet_import.json_text import as_json
from carehub.spreadsheet_import.mapping.profiles import EXTRA
from carehub.spreadsheet_import.mapping.uses import Mapping, Use
from carehub.spreadsheet_import.reader.cells import Cell, are_texts, texts_of
from carehub.spreadsheet_import.reader.layout import Columns, Row, Table, columns_of

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


class CleanRow(Struct):
    """``values`` holds mapped fields that are not blank; ``extra`` what is kept beside the record.

    ``fingerprint`` is the same for the same cells under the same titles, in this file or a later one;
    ``cells`` is what stands in the file, as JSON.
    """

    number: int
    values: Values
    fingerprint: str = ""
    extra: dict[str, str] = {}
    problems: list[Problem] = []
    cells: str = "[]"

    @property
    def is_valid(self) -> bool:
        return not self.problems or all(problem.severity is not Severity.ERROR for problem in self.problems)


Lacking = Callable[[CleanRow, Mapping], Iterator[Problem]]


def values_of(stored: str) -> Values:
    """Values out of the JSON that they are stored as."""
    return typed(from_json(stored))


def typed(values: dict[str, str | bool]) -> Values:
    """Stored values with the date of birth as a date."""
    birth = values.get("birth_date")
    if not isinstance(birth, str):
        return {**values}
    return {**values, "birth_date": date.fromisoformat(birth)}


@dataclass(frozen=True, slots=True)
class RowCleaner:
    """Cleans the rows of one table; ``lacking`` says what a row needs and does not have."""

    mapping: Mapping
    layout: str
    readers: Sequence[ColumnReader]
    lacking: Lacking

    @classmethod
    def of(
        cls, table: Table, mapping: Mapping, facts: ColumnFacts, lacking: Lacking | None = None
    ) -> "RowCleaner":
        """What is not said a row needs as a person does."""
        layout = "\x1e".join(header.meaning for header in table.headers)
        return cls(mapping, layout, _readers(table, mapping, facts), lacking or what_a_person_lacks)

    def clean(self, rows: Sequence[Row]) -> Iterator[CleanRow]:
        """Some rows of the table, in order."""
        extras = self.mapping.using(EXTRA)
        columns = columns_of(rows)
        read = _read_rows(rows, columns, self.readers)
        for row, texts, made in zip(rows, _texts(rows, columns), read, strict=True):
            if extras:
                made.extra = {use.header: text for use in extras if (text := line_of(_cell(row, use)))}
            made.cells, made.fingerprint = as_json(texts), _fingerprint(texts, self.layout)
            made.problems.extend(self.lacking(made, self.mapping))
            yield made


def clean_rows(
    table: Table, mapping: Mapping, facts: ColumnFacts, lacking: Lacking | None = None
) -> Iterator[CleanRow]:
    """Every row of the table in order."""
    return RowCleaner.of(table, mapping, facts, lacking).clean(table.rows)


def _readers(table: Table, mapping: Mapping, facts: ColumnFacts) -> list[ColumnReader]:
    """Columns of one field first, surest first; then those that fill what is left."""
    by_name = mapping.columns.by_name
    order = list(by_name)
    uses = sorted(
        (use for use in mapping.uses if use.column in by_name),
        key=lambda use: (order.index(use.column), use.rank),
    )
    return [
        ColumnReader(
            use, by_name[use.column], _facts_for(use, table, facts), mapping.words.get(use.column, {})
        )
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


def _read_rows(rows: Sequence[Row], columns: Columns, readers: Sequence[ColumnReader]) -> Iterator[CleanRow]:
    """A column at a time; a row in which a cell says more than one plain value is read alone."""
    blank = (None,) * len(rows)
    read = [
        reader.read_all(columns[reader.use.position] if reader.use.position < len(columns) else blank)
        for reader in readers
    ]
    names = [reader.column.name for reader in readers]
    odd = _read_alone(names, readers, read)
    by_row = zip(*read, strict=True) if read else repeat((), len(rows))
    for at, (row, meanings) in enumerate(zip(rows, by_row, strict=True)):
        if at in odd:
            yield _read_row(row, readers)
            continue
        plain = cast(Sequence[Value | None], meanings)
        made = CleanRow(
            row.number,
            {name: value for name, value in zip(names, plain, strict=True) if value is not None},
        )
        _drop_same_phone(made.values)
        yield made


def _texts(rows: Sequence[Row], columns: Columns) -> Iterable[tuple[str, ...]]:
    """What ``texts_of`` makes of each row, a column at a time where that is the same."""
    is_even = all(len(row.cells) == len(columns) for row in rows)
    if not columns or not is_even or not all(map(are_texts, columns)):
        return [texts_of(row.cells) for row in rows]
    return zip(*([cell or "" for cell in column] for column in columns), strict=True)


def _read_alone(
    names: Sequence[str], readers: Sequence[ColumnReader], read: Sequence[Sequence[Meaning]]
) -> set[int]:
    odd: set[int] = set()
    for place, meanings in enumerate(read):
        is_second = names[place] in names[:place]
        if is_second:
            odd.update(at for at, meaning in enumerate(meanings) if meaning is not None)
        elif readers[place].has_said_more:
            odd.update(at for at, meaning in enumerate(meanings) if type(meaning) is Read)
    return odd


def _read_row(row: Row, readers: Sequence[ColumnReader]) -> CleanRow:
    made = CleanRow(row.number, {})
    values = made.values
    beside: list[tuple[str, Value]] = []
    for reader in readers:
        result = reader.read(_cell(row, reader.use))
        for name, value in result.own:
            if name in values:
                _fill(values, name, value, reader.column.joining)
            else:
                values[name] = value
        beside.extend(result.beside)
        made.problems.extend(_problem(row.number, reader.use, remark) for remark in result.remarks)
    for name, value in beside:
        values.setdefault(name, value)
    _drop_same_phone(values)
    return made


def _drop_same_phone(values: Values) -> None:
    if "phone_alt" in values and values["phone_alt"] == values.get("phone"):
        del values["phone_alt"]


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


def what_a_person_lacks(made: CleanRow, mapping: Mapping) -> Iterator[Problem]:
    """A person needs a family name, and a date of birth or an MRN to be told apart by."""
    if not made.is_valid:
        return
    if "last_name" not in made.values:
        yield missing_in(made, mapping, "there is no family name", "last_name", "full_name")
    elif "birth_date" not in made.values and "mrn" not in made.values:
        yield missing_in(made, mapping, "there is neither a date of birth nor an MRN", "birth_date", "mrn")


def missing_in(made: CleanRow, mapping: Mapping, reason: str, *columns: str) -> Problem:
    use = next((use for column in columns for use in mapping.using(column)), None)
    position = use.position if use else -1
    return Problem(made.number, use.header if use else "", Severity.ERROR, reason, position)

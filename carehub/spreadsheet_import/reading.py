"""Reads the file of an import: its table, and which column is what. Asks nothing of the database."""

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, replace
from pathlib import Path

from carehub.core.errors import Invalid
from carehub.spreadsheet_import.bounds import file_limits
from carehub.spreadsheet_import.cleaning.cleaned import ColumnFacts, DateOrder
from carehub.spreadsheet_import.cleaning.text import folded
from carehub.spreadsheet_import.column_sets import COLUMN_SETS
from carehub.spreadsheet_import.deciding import Choices
from carehub.spreadsheet_import.mapping.mapping import Mapping, chosen, propose, refuse_nameless
from carehub.spreadsheet_import.models import ImportKind
from carehub.spreadsheet_import.reader.layout import Table
from carehub.spreadsheet_import.reader.reading import read_book, table_in
from carehub.spreadsheet_import.referral_list.rows import refuse_unfit
from carehub.spreadsheet_import.wording import CHOICES


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as far as it can be understood without the center's patients; ``sheets`` are their names."""

    sheets: tuple[str, ...]
    table: Table
    mapping: Mapping
    facts: ColumnFacts
    kind: ImportKind = ImportKind.PATIENTS


def read_file(path: Path, choices: Choices, facts: ColumnFacts) -> ReadFile:
    """Read and map: the proposal, with what a person decided in its place."""
    book = read_book(path, file_limits())
    table = table_in(book, choices.sheet or None, choices.header_row)
    mapping = mapping_of(table, facts, choices)
    (refuse_unfit if choices.kind is ImportKind.REFERRALS else refuse_nameless)(mapping)
    sheets = tuple(sheet.name for sheet in book.sheets)
    return ReadFile(sheets, table, mapping, facts, choices.kind)


def mapping_of(table: Table, facts: ColumnFacts, choices: Choices) -> Mapping:
    """The proposal, with what was decided for the last such list, and over it what a person decides now."""
    order = DateOrder(choices.date_order) if choices.date_order else None
    proposal = propose(table, facts, COLUMN_SETS[choices.kind])
    as_before = chosen(
        table, proposal, choices.recalled or {}, order, why="as in the last list with these titles"
    )
    by_title = positions_of(table, choices.by_title or {}, choices.kind)
    wanted = {**by_title, **(choices.columns or {})}
    mapping = chosen(table, as_before, wanted, order)
    return replace(mapping, words=choices.words or {})


def positions_of(table: Table, by_title: MappingType[str, str], kind: ImportKind) -> dict[int, str]:
    """Where the titles stand; Invalid for one that the list does not have, or a column that we do not."""
    places = {folded(header.label): header.position for header in table.headers}
    found: dict[int, str] = {}
    for title, name in by_title.items():
        if folded(title) not in places:
            there_are = ", ".join(header.label for header in table.headers)
            raise Invalid(f'There is no column "{title}" in this list. There are: {there_are}.')
        if name not in dict(CHOICES[kind]):
            there_are = ", ".join(dict(CHOICES[kind]))
            raise Invalid(f'"{name}" is no column that we know. There are: {there_are}.')
        found[places[folded(title)]] = name
    return found

"""Looks into a file for the person: its sheets, its titles, its columns. Runs in the child process."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlmodel import Session

from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.spreadsheet_import import center, storage
from carehub.spreadsheet_import.bounds import file_limits
from carehub.spreadsheet_import.cleaning.text import line_of
from carehub.spreadsheet_import.continuing import MARK_SHEET, continued_by, go_on_from, recall_first
from carehub.spreadsheet_import.deciding import Choices, choices_of
from carehub.spreadsheet_import.mapping.shown import columns_shown
from carehub.spreadsheet_import.mapping.titles import likely_kind
from carehub.spreadsheet_import.mapping.uses import Mapping
from carehub.spreadsheet_import.models import Import, ImportKind, ImportStatus
from carehub.spreadsheet_import.reader.layout import Row, Table
from carehub.spreadsheet_import.reader.reading import Book, Sheet, read_book, table_in
from carehub.spreadsheet_import.reading import mapping_of
from carehub.spreadsheet_import.refusals import Unreadable
from carehub.spreadsheet_import.remembering import Recalled, key_of, recall
from carehub.spreadsheet_import.service import find_open

_PREVIEWED_ROWS = 14
_PREVIEWED_COLUMNS = 60
_LONGEST_PREVIEW = 200


@dataclass(frozen=True, slots=True)
class Look:
    """A file as far as it is understood; without a ``table``, ``problem`` says why there is none."""

    book: Book
    sheet: Sheet
    table: Table | None = None
    mapping: Mapping | None = None
    recalled: Recalled = field(default_factory=Recalled)
    problem: str = ""
    continues: Import | None = None
    kind: ImportKind = ImportKind.PATIENTS


def look(session: Session, actor: Actor, import_id: int) -> Look:
    """Find out what the columns of an import's file are, by its titles, its values and the last such list."""
    require(actor, Permission.IMPORTS_RUN)
    kept = find_open(session, actor, import_id)
    book, mark = _without_mark(read_book(storage.path_of(kept.file_key), file_limits()))
    first = continued_by(session, actor, mark) if not kept.choices else None
    sheet = book.sheet(kept.sheet) if kept.sheet else book.likeliest()
    try:
        table = table_in(book, sheet.name, kept.header_row)
    except Unreadable as refusal:
        return Look(book, sheet, problem=str(refusal))
    kind = first.kind if first else kind_of(kept, table)
    recalled = recall_first(first) if first else recall(session, key_of(table, kind))
    choices = replace(_with(choices_of(kept), recalled), kind=kind)
    mapping = mapping_of(table, center.facts_of(session, actor), choices)
    return Look(book, sheet, table, mapping, recalled, continues=first, kind=kind)


def kind_of(kept: Import, table: Table) -> ImportKind:
    """What the rows are: what a person said, else what the titles say."""
    return kept.kind if kept.is_kind_said else likely_kind(header.meaning for header in table.headers)


def keep_look(session: Session, actor: Actor, import_id: int, seen: Look) -> None:
    """Keep the proposal for the person to look at."""
    kept = find_open(session, actor, import_id)
    kept.sheets = [sheet.name for sheet in seen.book.sheets]
    kept.hidden_sheets = [sheet.name for sheet in seen.book.sheets if not sheet.is_visible]
    kept.sheet, kept.preview = seen.sheet.name, _preview(seen.sheet.rows)
    kept.remarks = (
        [{"row": 0, "column": "", "severity": "error", "reason": seen.problem}] if seen.problem else []
    )
    if seen.table is not None and seen.mapping is not None:
        _keep_table(kept, seen, seen.table, seen.mapping)
    session.add(kept)
    announce(session, Topic.IMPORTS, import_id)


def _keep_table(kept: Import, seen: Look, table: Table, mapping: Mapping) -> None:
    kept.header_row, kept.layout, kept.kind = table.header_row, key_of(table, seen.kind), seen.kind
    kept.recalled, kept.recalled_from = dict(seen.recalled.choices), seen.recalled.source
    kept.words = {column: dict(words) for column, words in mapping.words.items()}
    kept.date_order = kept.date_order or seen.recalled.date_order
    kept.columns = columns_shown(table, mapping)
    kept.status = ImportStatus.MAPPED
    if seen.continues is not None:
        go_on_from(kept, seen.continues)


def _without_mark(book: Book) -> tuple[Book, list[str]]:
    """The book without the sheet by which we know our own workbooks, and what stands in that."""
    marks = [sheet for sheet in book.sheets if sheet.name == MARK_SHEET and not sheet.is_visible]
    others = tuple(sheet for sheet in book.sheets if sheet not in marks)
    if not marks or not others:
        return book, []
    return replace(book, sheets=others), [line_of(cell) for cell in marks[0].rows[0].cells]


def _with(choices: Choices, recalled: Recalled) -> Choices:
    """What was decided for the last such list, as long as nobody decided otherwise for this one."""
    said = {column: {**recalled.words.get(column, {}), **(choices.words or {}).get(column, {})}
            for column in {*recalled.words, *(choices.words or {})}}  # fmt: skip
    return Choices(
        choices.sheet,
        choices.header_row,
        choices.columns,
        choices.date_order or recalled.date_order,
        choices.site_id,
        recalled={int(position): column for position, column in recalled.choices.items()},
        words=said,
    )


def _preview(rows: Sequence[Row]) -> list[list[str | int]]:
    return [
        [row.number, *(line_of(cell)[:_LONGEST_PREVIEW] for cell in row.cells[:_PREVIEWED_COLUMNS])]
        for row in rows[:_PREVIEWED_ROWS]
    ]

"""What a person decides about a file: its sheet, titles, columns, words, dates, site and mode."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, delete

from carehub.core.actor import Actor
from carehub.core.changes import Topic, announce
from carehub.core.errors import Invalid
from carehub.spreadsheet_import.cleaning.cleaned import DateOrder
from carehub.spreadsheet_import.cleaning.text import folded
from carehub.spreadsheet_import.meanings import refuse_unknown_meaning
from carehub.spreadsheet_import.models import (
    CellFix,
    Import,
    ImportKind,
    ImportMode,
    ImportRow,
    ImportStatus,
    RowRuling,
)
from carehub.spreadsheet_import.reader.layout import NO_TITLES
from carehub.spreadsheet_import.service import find_open, refuse_site
from carehub.spreadsheet_import.wording import CHOICES


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided about a file; what is empty is found or proposed.

    ``columns``: column position -> column name, ``extra`` or empty (left out).
    ``date_order`` is ``month first``, ``day first`` or empty. ``recalled`` is how the columns of the last
    list with the same titles were taken; ``words`` what the words of closed sets mean, by column;
    ``by_title`` is for who knows the titles only: title (or letter of the column) -> column name.
    ``kind`` is what the rows are.
    """

    sheet: str = ""
    header_row: int | None = None
    columns: Mapping[int, str] | None = None
    date_order: str = ""
    site_id: int | None = None
    recalled: Mapping[int, str] | None = None
    words: Mapping[str, Mapping[str, str]] | None = None
    by_title: Mapping[str, str] | None = None
    kind: ImportKind = ImportKind.PATIENTS


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that a person decided; what is None stays as it is. ``site_id`` 0 takes the site away.

    ``word`` is a column, what stands in its cells, and what that means there (empty: nothing).
    ``kind``: what the rows are; another kind has other columns.
    """

    sheet: str | None = None
    header_row: int | None = None
    column: tuple[int, str] | None = None
    date_order: str | None = None
    site_id: int | None = None
    word: tuple[str, str, str] | None = None
    mode: ImportMode | None = None
    erases_blanks: bool | None = None
    kind: ImportKind | None = None


def map_columns(session: Session, actor: Actor, import_id: int, decision: Decision) -> None:
    """Keep what a person decided about sheet, titles, columns, dates or site; an older plan is void.

    Another sheet or row of titles is another table: it has to be read again.
    """
    kept = find_open(session, actor, import_id)
    _refuse_nonsense(session, actor, kept, decision)
    if decision.sheet is not None or decision.header_row is not None:
        kept.sheet, kept.header_row = decision.sheet or kept.sheet, decision.header_row
        _read_anew(session, kept)
    if decision.kind is not None:
        kept.is_kind_said, is_other = True, decision.kind is not kept.kind
        if is_other:
            kept.kind, kept.words = decision.kind, {}
            _read_anew(session, kept)
    if decision.column is not None:
        position, name = decision.column
        kept.choices = {**kept.choices, str(position): name}
        kept.columns = [_as_chosen(column, position, name) for column in kept.columns]
    if decision.word is not None:
        _keep_word(kept, *decision.word)
    if decision.date_order is not None:
        kept.date_order = decision.date_order
    if decision.site_id is not None:
        kept.site_id = decision.site_id or None
    if decision.mode is not None:
        kept.mode = decision.mode
    if decision.erases_blanks is not None:
        kept.erases_blanks = decision.erases_blanks
    kept.status = ImportStatus.MAPPED if kept.columns else ImportStatus.STARTED
    kept.version += 1
    session.add(kept)
    session.exec(delete(ImportRow).where(col(ImportRow.import_id) == import_id))
    announce(session, Topic.IMPORTS, import_id)


def choices_of(kept: Import) -> Choices:
    """What was decided about an import so far."""
    return Choices(
        kept.sheet,
        kept.header_row,
        _by_position(kept.choices),
        kept.date_order,
        kept.site_id,
        _by_position(kept.recalled),
        kept.words,
        kind=kept.kind,
    )


def _read_anew(session: Session, kept: Import) -> None:
    """Another table, or other columns: what was decided about the old ones means nothing now."""
    kept.choices, kept.columns, kept.recalled, kept.recalled_from = {}, [], {}, ""
    for table in (RowRuling, CellFix):
        session.exec(delete(table).where(col(table.import_id) == kept.id))


def _refuse_nonsense(session: Session, actor: Actor, kept: Import, decision: Decision) -> None:
    if decision.site_id:
        refuse_site(session, actor, decision.site_id)
    if decision.column is not None and decision.column[1] not in dict(CHOICES[kept.kind]):
        raise Invalid("A column of the file cannot be taken for that. Choose from the list.")
    if decision.date_order not in (None, "", *DateOrder):
        raise Invalid("Choose whether the day or the month stands first.")
    if decision.header_row is not None and decision.header_row < NO_TITLES:
        raise Invalid("Give the number of the row that holds the column titles.")
    if decision.word is not None:
        refuse_unknown_meaning(session, actor, decision.word[0], decision.word[2])


def _as_chosen(column: dict[str, object], position: int, name: str) -> dict[str, object]:
    is_meant = column["position"] == position
    return {**column, "column": name, "why": "you chose this"} if is_meant else column


def _by_position(choices: Mapping[str, str]) -> dict[int, str]:
    return {int(position): column for position, column in choices.items()}


def _keep_word(kept: Import, column: str, text: str, meaning: str) -> None:
    kept.words = {**kept.words, column: {**kept.words.get(column, {}), folded(text): meaning}}

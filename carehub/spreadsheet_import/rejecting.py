"""The rows that did not come in: a workbook in the list's order and layout, to correct and drop in again."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from sqlmodel import Session, col, select

from carehub.core import journal
from carehub.core.actor import Actor
from carehub.core.errors import NotFound
from carehub.spreadsheet_import import service
from carehub.spreadsheet_import.continuing import MARK_SHEET, mark_of
from carehub.spreadsheet_import.mapping.titles import OUR_TITLES, REASON_TITLE, ROW_TITLE
from carehub.spreadsheet_import.models import Import, ImportRow
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.reader.cells import FORMULA_STARTS

_REJECTED = (Outcome.INVALID, Outcome.REVIEW)
_FILLS = {
    "error": PatternFill("solid", fgColor="F8C9C4"),
    "warning": PatternFill("solid", fgColor="FBE7B2"),
}
_OURS = PatternFill("solid", fgColor="E4EEF0")
_BOLD = Font(bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_WIDTHS = {REASON_TITLE: 60, ROW_TITLE: 14}


def write_rejects(session: Session, actor: Actor, import_id: int, file: Path) -> int:
    """Write the rows that stayed out; returns how many. Every cell is text: none can be a formula."""
    kept = service.find(session, actor, import_id)
    wanted = select(ImportRow).where(ImportRow.import_id == import_id, col(ImportRow.outcome).in_(_REJECTED))
    wanted = wanted.where(service.shown_rows(actor))
    rows = session.exec(wanted.order_by(col(ImportRow.number))).all()
    if not rows:
        raise NotFound("Every row came in: there is nothing to correct.")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "To correct"
    columns = [column for column in kept.columns if column["header"] not in OUR_TITLES]
    _write_head(sheet, kept, columns)
    for row in rows:
        _write_row(sheet, row, columns)
    _mark(book, kept)
    book.save(file)
    journal.record(
        session, actor, "imports.rejects", subject=f"import:{import_id}", reason=f"{len(rows)} rows"
    )
    return len(rows)


def _write_head(sheet: Worksheet, kept: Import, columns: Sequence[Mapping[str, object]]) -> None:
    """What stands above the titles in the list, and the titles with ours behind them."""
    for number, *cells in kept.preview:
        if kept.header_row and int(number) < kept.header_row:
            _append(sheet, [str(cell) for cell in cells])
    titles = [str(column["header"]) if kept.header_row else "" for column in columns]
    _append(sheet, [*titles, *OUR_TITLES])
    for at, title in enumerate([*titles, *OUR_TITLES], start=1):
        cell = cast(Cell, sheet.cell(sheet.max_row, at))
        cell.font = _BOLD
        if title in OUR_TITLES:
            cell.fill = _OURS
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS.get(title, max(12, len(title) + 2))
    sheet.freeze_panes = f"A{sheet.max_row + 1}"


def _write_row(sheet: Worksheet, row: ImportRow, columns: Sequence[Mapping[str, object]]) -> None:
    positions = [cast(int, column["position"]) for column in columns]
    texts = [row.cells[position] if position < len(row.cells) else "" for position in positions]
    _append(sheet, [*texts, _reasons(row), str(row.number)])
    for _, severity, reason, position in row.problems:
        if position in positions:
            _highlight(sheet, positions.index(cast(int, position)) + 1, str(severity), str(reason))
    cast(Cell, sheet.cell(sheet.max_row, len(texts) + 1)).alignment = _WRAPPED


def _reasons(row: ImportRow) -> str:
    said = [f"{title}: {reason}" if title else str(reason) for title, _, reason, *_ in row.problems]
    return "\n".join(said) or row.reason


def _highlight(sheet: Worksheet, column: int, severity: str, reason: str) -> None:
    cell = cast(Cell, sheet.cell(sheet.max_row, column))
    cell.fill = _FILLS.get(severity, _FILLS["warning"])
    cell.comment = Comment(ILLEGAL_CHARACTERS_RE.sub("", reason), "CareHub")


def _append(sheet: Worksheet, texts: Sequence[str]) -> None:
    """A row of plain text: what begins with = or + stays what it is."""
    number = sheet.max_row + 1 if sheet.max_row > 1 or sheet.cell(1, 1).value is not None else 1
    for at, text in enumerate(texts, start=1):
        cell = cast(Cell, sheet.cell(number, at))
        plain = ILLEGAL_CHARACTERS_RE.sub("", text)
        cell.value, cell.number_format = plain or None, "@"
        if plain:
            cell.data_type = "s"
            # Excel then shows it as text also after it was edited.
            cell.quotePrefix = plain.startswith(FORMULA_STARTS)  # pyright: ignore[reportAttributeAccessIssue]


def _mark(book: Workbook, kept: Import) -> None:
    sheet = book.create_sheet(MARK_SHEET)
    sheet.append(mark_of(kept))
    sheet.sheet_state = "veryHidden"

"""The rows of an import as the grid shows them: of each cell what comes in, what was there, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict, cast

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.dates import written_date
from carehub.patients.languages import language_name
from carehub.patients.wording import spoken_phone
from carehub.spreadsheet_import import service
from carehub.spreadsheet_import.column_sets import COLUMN_SETS
from carehub.spreadsheet_import.fixed_cells import Fixes, cells_alike, fixes_of
from carehub.spreadsheet_import.models import Import, ImportRow, ImportStatus
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.who_shown import Namer
from carehub.spreadsheet_import.wording import LABELS, OUTCOME_OF_ROW

EXTRA_PREFIX = "extra."
EXTRA = "extra"
_PHONES = ("phone", "phone_alt")
_DAYS = frozenset(column.name for each in COLUMN_SETS.values() for column in each.columns if column.is_date)
_TONES = {"error": 2, "warning": 1}
# Whose reason is worth a sentence of its own; elsewhere the cells say it.
_WITH_REASON = (Outcome.REVIEW, Outcome.SKIPPED, Outcome.UNCHANGED)


class GridColumn(TypedDict):
    position: int
    title: str
    field: str


class Note(TypedDict):
    """``tone`` is error, warning or change."""

    where: str
    text: str
    tone: str


class GridCell(TypedDict):
    """``text`` comes in, ``file`` counts as what the cell says, ``original`` stands in the file."""

    text: str
    file: str
    original: str
    old: str
    tone: str
    says: str
    alike: int


class GridRow(TypedDict):
    """``skip`` is ``skip`` where the row can be left out, ``back`` where somebody decided about it."""

    number: int
    outcome: str
    says: str
    who: str
    notes: list[Note]
    cells: list[GridCell]
    skip: str


@dataclass(frozen=True, slots=True)
class _Facts:
    """What all rows of a page need: the columns, what was fixed, how often a cell says the same, names."""

    columns: Sequence[Mapping[str, object]]
    fixes: Fixes
    alike: Mapping[tuple[int, str], int]
    namer: Namer


def grid_columns(kept: Import) -> list[GridColumn]:
    """The columns that are used, in the file's order."""
    return [
        GridColumn(
            position=cast(int, column["position"]),
            title=str(column["header"]),
            field=LABELS.get(str(column["column"]), "Kept beside the record"),
        )
        for column in _used(kept)
    ]


def grid_rows(
    session: Session, actor: Actor, kept: Import, outcomes: Sequence[Outcome], start: int
) -> list[GridRow]:
    """A page of the rows of these outcomes, or of all."""
    assert kept.id is not None
    rows = service.rows(session, actor, kept.id, outcomes, start)
    is_open = kept.status is ImportStatus.CHECKED
    alike = cells_alike(session, kept.id) if is_open else {}
    namer = Namer(session, actor, [(row.patient_id, row.values) for row in rows])
    facts = _Facts(_used(kept), fixes_of(session, kept.id), alike, namer)
    return [_grid_row(row, facts) for row in rows]


def _used(kept: Import) -> list[dict[str, object]]:
    return [column for column in kept.columns if column["column"]]


def _grid_row(row: ImportRow, facts: _Facts) -> GridRow:
    return GridRow(
        number=row.number,
        outcome=row.outcome.value,
        says=OUTCOME_OF_ROW[row.outcome],
        who=facts.namer.who(row.patient_id, row.values),
        notes=[*_reason(row), *_notes(row), *_changes(row)],
        cells=[_cell(row, column, facts) for column in facts.columns],
        skip=facts.fixes.skipping(row),
    )


def _reason(row: ImportRow) -> list[Note]:
    if row.outcome not in _WITH_REASON or not row.reason:
        return []
    tone = "warning" if row.outcome is Outcome.REVIEW else ""
    return [Note(where="", text=row.reason, tone=tone)]


def _notes(row: ImportRow) -> list[Note]:
    return [
        Note(where=str(title), text=str(reason), tone=str(severity))
        for title, severity, reason, *_ in row.problems
        if row.reason not in str(reason) or not row.reason
    ]


def _changes(row: ImportRow) -> list[Note]:
    return [
        Note(
            where=label_of(str(name)),
            text=f"{written(str(name), old) or 'empty'} → {written(str(name), new) or 'empty'}",
            tone="change",
        )
        for name, old, new in row.changes
    ]


def label_of(name: str) -> str:
    return LABELS.get(name, name.removeprefix(EXTRA_PREFIX))


def _cell(row: ImportRow, column: Mapping[str, object], facts: _Facts) -> GridCell:
    position, name = cast(int, column["position"]), str(column["column"])
    says = row.cells[position] if position < len(row.cells) else ""
    original = facts.fixes.original(row.number, position, says)
    tone, why = _worst(row, position)
    old = _old(row, name, str(column["header"]))
    return GridCell(
        text=_comes_in(row, name, says, tone),
        file=says,
        original=original,
        old=old or "",
        tone=tone or ("change" if old is not None else "fixed" if says != original else ""),
        says=why,
        alike=facts.alike.get((position, says), 0) if tone else 0,
    )


def _worst(row: ImportRow, position: int) -> tuple[str, str]:
    said = [(str(severity), str(reason)) for _, severity, reason, *at in row.problems if at == [position]]
    return max(said, key=lambda each: _TONES.get(each[0], 0), default=("", ""))


def _old(row: ImportRow, name: str, header: str) -> str | None:
    """What stood in the record, where this row changes it; None where it does not."""
    field = f"{EXTRA_PREFIX}{header}" if name == EXTRA else name
    return next((written(name, old) for changed, old, _ in row.changes if changed == field), None)


def _comes_in(row: ImportRow, name: str, says: str, tone: str) -> str:
    """The value as it will stand in the record; the cell itself where it fills several fields, or none."""
    if name in row.values:
        return written(name, row.values[name])
    return "" if tone and name in LABELS else says


def written(name: str, value: str | bool | None) -> str:
    """A value of an import field as a person reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in _DAYS and value:
        return written_date(date.fromisoformat(value[:10])) + value[10:].replace("T", ", ")
    if name in _PHONES and value:
        return spoken_phone(value)
    return language_name(value) if name == "language" and value else value or ""

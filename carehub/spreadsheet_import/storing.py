"""Planned rows in the form in which the database keeps them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import CursorResult
from sqlmodel import Session, col, delete, select

from carehub.spreadsheet_import.bulk import insert_rows
from carehub.spreadsheet_import.cleaning.cleaned import Value
from carehub.spreadsheet_import.incoming import COMES_IN, IncomingRow
from carehub.spreadsheet_import.json_text import as_json
from carehub.spreadsheet_import.models import ImportRow
from carehub.spreadsheet_import.planned import PlannedRow

_COLUMNS = (
    "import_id", "number", "outcome", "values", "extra", "problems", "changes", "reason", "patient_id",
    "patient_version", "same_as", "fingerprint", "cells", "candidates", "is_applied", "referral_id",
)  # fmt: skip
# So many rows are written in a second, with the words of new patients.
AT_ONCE = 10_000
StoredRow = tuple[
    int, str, str, str, str, str, str, int | None, int, int | None, str, str, str, bool, int | None,
]  # fmt: skip


def stored(rows: Iterable[PlannedRow]) -> list[StoredRow]:
    """Every row without the number of its import: made before anybody has to wait for a lock."""
    return [_stored(row) for row in rows]


def coming_in(planned: Iterable[PlannedRow], rows: Iterable[StoredRow]) -> Iterator[IncomingRow]:
    """Those of the rows that come in, as they would be read again, with what they say in hand."""
    for each, row in zip(planned, rows, strict=True):
        if each.outcome in COMES_IN:
            number, outcome, values, extra, _, changes, _, patient_id, version, same_as, *_ = row
            yield IncomingRow(
                number, outcome, patient_id, version, same_as, values, extra, changes, each.values
            )


def keep_rows(session: Session, import_id: int, rows: Sequence[StoredRow]) -> None:
    """Keep these rows of a plan beside those that are kept already."""
    insert_rows(session, "import_rows", _COLUMNS, ((import_id, *row) for row in rows))


def remove_some(session: Session, import_id: int) -> bool:
    """Take away as many rows of an older plan as others can wait for; False when none was left."""
    some = select(ImportRow.id).where(ImportRow.import_id == import_id).limit(AT_ONCE)
    gone = session.execute(delete(ImportRow).where(col(ImportRow.id).in_(some)))
    assert isinstance(gone, CursorResult)
    return gone.rowcount > 0


def problems_stored(row: PlannedRow) -> list[list[str | int]]:
    return [[each.column, each.severity.value, each.reason, each.position] for each in row.problems]


def changes_stored(row: PlannedRow) -> list[list[str | bool | None]]:
    return [[change.name, _plain(change.old), _plain(change.new)] for change in row.changes]


def _stored(row: PlannedRow) -> StoredRow:
    return (
        row.number,
        row.outcome.value,
        as_json(row.values),
        as_json(row.extra) if row.extra else "{}",
        as_json(problems_stored(row)) if row.problems else "[]",
        as_json(changes_stored(row)) if row.changes else "[]",
        row.reason,
        row.patient_id,
        row.version,
        row.same_as,
        row.fingerprint,
        row.cells,
        as_json(row.candidates) if row.candidates else "[]",
        False,
        row.referral_id,
    )


def _plain(value: Value | None) -> str | bool | None:
    return value.isoformat() if isinstance(value, date) else value

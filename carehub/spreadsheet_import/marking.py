"""What is written after an import came in, a part at a time: which patient each of its rows became, and what
the list said of those whom it added.

Everybody who saves waits for the one transaction in which an import comes in, and these rows are the widest
of all. What they will say follows from the import and from the numbers of its patients alone, so it can come
after. A process that is killed before leaves it to the next job of any import, which does it first.
See docs/decisions/0017.
"""

from collections.abc import Sequence

from sqlalchemy import CursorResult, text
from sqlmodel import Session, col, select, update

from carehub.spreadsheet_import.bulk import run_many
from carehub.spreadsheet_import.models import ArrivingNumbers, ImportRow
from carehub.spreadsheet_import.outcome import Outcome

_AT_ONCE = 10_000
_BECAME = "UPDATE import_rows SET patient_id = ?, is_applied = TRUE WHERE id = ?"
# With a plus the database looks rows up by their patient, not by their import: that would be all of them.
_NEWEST = text(
    "SELECT patient_id, number FROM import_rows WHERE +import_id = :import_id AND outcome = :new "
    "AND patient_id BETWEEN :first AND :last ORDER BY patient_id DESC LIMIT 1"
)
_SAID = text(
    'INSERT INTO imported_values (patient_id, "values") '
    'SELECT patient_id, "values" FROM import_rows WHERE +import_id = :import_id AND outcome = :new '
    "AND patient_id BETWEEN :first AND :last ON CONFLICT DO NOTHING"
)
_REPEATS = text(
    "UPDATE import_rows SET patient_id = above.patient_id, is_applied = TRUE FROM import_rows AS above "
    "WHERE import_rows.import_id = :import_id AND above.import_id = :import_id "
    "AND import_rows.same_as IS NOT NULL AND NOT import_rows.is_applied AND import_rows.patient_id IS NULL "
    "AND import_rows.outcome IN (:updated, :unchanged) "
    "AND above.number = import_rows.same_as AND above.is_applied AND above.patient_id IS NOT NULL"
)


def is_late(session: Session) -> bool:
    """Whether rows are marked after they came in: where one lock is for all, on SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def imports_to_mark(session: Session) -> Sequence[int]:
    """Imports that came in and whose rows do not all say so yet."""
    return session.exec(select(ArrivingNumbers.import_id).where(col(ArrivingNumbers.has_arrived))).all()


def is_marked(session: Session, import_id: int) -> bool:
    """Whether the rows say what became of them."""
    left = session.get(ArrivingNumbers, import_id)
    return left is None or not left.has_arrived


def mark_some(session: Session, import_id: int) -> bool:
    """Mark as many rows as others can wait for; False when none was left."""
    arrived = session.get(ArrivingNumbers, import_id)
    if arrived is None or not arrived.has_arrived:
        return False
    if (
        _mark_new(session, arrived)
        or _mark_repeats(session, import_id)
        or _mark_unchanged(session, import_id)
    ):
        return True
    session.delete(arrived)
    session.flush()
    return False


def _mark_new(session: Session, arrived: ArrivingNumbers) -> bool:
    """New patients have their numbers in the order of the rows that brought them."""
    import_id, new = arrived.import_id, {"import_id": arrived.import_id, "new": Outcome.NEW.value}
    newest = session.execute(_NEWEST, {**new, "first": arrived.first, "last": arrived.last}).first()
    before, above = newest or (arrived.first - 1, 0)
    numbers = range(before + 1, min(before + _AT_ONCE, arrived.last) + 1)
    if not numbers:
        return False
    unmarked = select(ImportRow.id).where(
        ImportRow.import_id == import_id,
        ImportRow.outcome == Outcome.NEW,
        ~col(ImportRow.is_applied),
        ImportRow.number > above,
    )
    rows = session.exec(unmarked.order_by(col(ImportRow.number)).limit(len(numbers))).all()
    run_many(session, _BECAME, [(number, row or 0) for number, row in zip(numbers, rows, strict=True)])
    session.execute(_SAID, {**new, "first": numbers[0], "last": numbers[-1]})
    return True


def _mark_rest(session: Session, import_id: int) -> bool:
    return _mark_repeats(session, import_id) or _mark_unchanged(session, import_id)


def _mark_repeats(session: Session, import_id: int) -> bool:
    """Rows that bring the person of a new row once more."""
    words = {"updated": Outcome.UPDATED.value, "unchanged": Outcome.UNCHANGED.value}
    return _touches_any(session.execute(_REPEATS, {"import_id": import_id, **words}))


def _mark_unchanged(session: Session, import_id: int) -> bool:
    unmarked = select(ImportRow.id).where(
        ImportRow.import_id == import_id,
        ImportRow.outcome == Outcome.UNCHANGED,
        col(ImportRow.patient_id).is_not(None),
        ~col(ImportRow.is_applied),
    )
    marked = update(ImportRow).where(col(ImportRow.id).in_(unmarked.limit(_AT_ONCE))).values(is_applied=True)
    return _touches_any(session.execute(marked.execution_options(synchronize_session=False)))


def _touches_any(result: object) -> bool:
    assert isinstance(result, CursorResult)
    return result.rowcount > 0

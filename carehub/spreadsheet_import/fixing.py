"""Cells that a person corrects in the check: kept beside the file, read in its place at the next check."""

from sqlmodel import Session, col, delete, select

from carehub.core import clock, journal
from carehub.core.actor import Actor
from carehub.core.changes import Topic, announce
from carehub.core.errors import Invalid, NotFound
from carehub.spreadsheet_import.models import CellFix, Import, ImportRow
from carehub.spreadsheet_import.service import find, find_open

EVERY_ROW = 0
_LONGEST = 2_000


def fix_cell(session: Session, actor: Actor, import_id: int, number: int, position: int, text: str) -> None:
    """What this one cell should say; the file itself stays as it is."""
    kept = find_open(session, actor, import_id)
    wanted = select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.number == number)
    row = session.exec(wanted).first()
    if row is None or not 0 <= position < _width(kept):
        raise NotFound("There is no such cell in this file. Look at the row again.")
    old = row.cells[position] if position < len(row.cells) else ""
    _keep(session, actor, kept, number, position, old, text)


def fix_alike(session: Session, actor: Actor, import_id: int, position: int, old: str, text: str) -> int:
    """The same correction for every cell of a column that reads ``old``; returns how many rows those are."""
    kept = find_open(session, actor, import_id)
    rows = session.exec(select(ImportRow.cells).where(ImportRow.import_id == import_id))
    alike = sum(position < len(cells) and cells[position].strip() == old.strip() for cells in rows)
    if not alike or position < 0:
        raise NotFound("No cell of this column reads like that any more. Look at the row again.")
    _keep(session, actor, kept, EVERY_ROW, position, old.strip(), text)
    return alike


def take_back(
    session: Session, actor: Actor, import_id: int, number: int, position: int, old: str = ""
) -> None:
    """Let a cell, or with ``EVERY_ROW`` all that read ``old``, say again what stands in the file."""
    kept = find_open(session, actor, import_id)
    these = [col(CellFix.number) == number, col(CellFix.position) == position]
    if number == EVERY_ROW:
        these.append(col(CellFix.old) == old.strip())
    session.exec(delete(CellFix).where(col(CellFix.import_id) == import_id, *these))
    _is_to_be_checked(session, kept)


def fixes(session: Session, actor: Actor, import_id: int) -> list[CellFix]:
    """Every fix of an import, the newest first."""
    find(session, actor, import_id)
    wanted = select(CellFix).where(CellFix.import_id == import_id)
    return list(session.exec(wanted.order_by(col(CellFix.id).desc())))


def _keep(
    session: Session, actor: Actor, kept: Import, number: int, position: int, old: str, text: str
) -> None:
    if len(text) > _LONGEST:
        raise Invalid(f"This is longer than {_LONGEST:,} letters. Shorten it.")
    assert kept.id is not None
    same = [
        col(CellFix.import_id) == kept.id,
        col(CellFix.number) == number,
        col(CellFix.position) == position,
    ]
    if number == EVERY_ROW:
        same.append(col(CellFix.old) == old)
    before = session.exec(select(CellFix).where(*same)).first()
    fix = before or CellFix(
        import_id=kept.id, number=number, position=position, old=old, fixed_by=0, fixed_at=clock.now()
    )
    fix.text, fix.fixed_by, fix.fixed_at = text.strip(), actor.user_id, clock.now()
    session.add(fix)
    where = f"row {number}" if number else "every row that reads the same"
    journal.record(session, actor, "imports.fix", subject=f"import:{kept.id}", reason=where)
    _is_to_be_checked(session, kept)


def _is_to_be_checked(session: Session, kept: Import) -> None:
    """The plan that is shown is not that of the fixed file: without its stamp it cannot be committed."""
    kept.stamp = ""
    kept.version += 1
    session.add(kept)
    assert kept.id is not None
    announce(session, Topic.IMPORTS, kept.id)


def _width(kept: Import) -> int:
    return len(kept.columns)

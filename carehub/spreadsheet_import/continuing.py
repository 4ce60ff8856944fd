"""Rows that stayed out, corrected in their workbook and dropped in again: the same import goes on."""

from collections.abc import Sequence
from hashlib import sha256

from sqlmodel import Session, col, select

from carehub.core.actor import Actor
from carehub.core.errors import NotFound
from carehub.spreadsheet_import import service
from carehub.spreadsheet_import.mapping.titles import OUR_TITLES, ROW_TITLE
from carehub.spreadsheet_import.models import Import, ImportRow, ImportStatus
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.remembering import Recalled

# The sheet by which a workbook of ours is known again; people do not see it.
MARK_SHEET = "CareHub"
_CAME_IN = (Outcome.NEW, Outcome.UPDATED, Outcome.UNCHANGED)


def mark_of(kept: Import) -> tuple[str, str]:
    """What stands in the mark: which import, and a seal that no other center's workbook has."""
    return str(kept.id), _seal(kept)


def continued_by(session: Session, actor: Actor, mark: Sequence[str]) -> Import | None:
    """The import that a marked workbook belongs to, if this person may see it."""
    if len(mark) < 2 or not mark[0].isdecimal():
        return None
    try:
        found = service.find(session, actor, int(mark[0][:9]))
    except NotFound:
        return None
    return found if mark[1] == _seal(found) and found.committed_at else None


def said_of(session: Session, actor: Actor, kept: Import) -> str:
    """What came in later of the rows that stayed out, and where; empty when nothing did."""
    if kept.continues_id is not None:
        first = service.find(session, actor, kept.continues_id)
        return f"These are rows that stayed out of {first.file_name}."
    later = session.exec(
        select(Import).where(Import.continues_id == kept.id, Import.status == ImportStatus.COMMITTED)
    ).all()
    came = {number for each in later for number in _rows_of_the_first(session, each)}
    if not came:
        return ""
    names = " and ".join(each.file_name for each in later)
    total = sum(service.report(session, actor, kept.id or 0).values())
    before = sum(service.report(session, actor, kept.id or 0)[outcome] for outcome in _CAME_IN)
    return f"{len(came):,} more came in with {names}: {before + len(came):,} of {total:,} rows in all."


def recall_first(first: Import) -> Recalled:
    """How the list was taken from which the rows come: their columns stand in its order."""
    columns = [column for column in first.columns if column["header"] not in OUR_TITLES]
    choices = {str(at): str(column["column"]) for at, column in enumerate(columns)}
    choices |= {str(len(columns) + at): "" for at in range(len(OUR_TITLES))}
    return Recalled(choices, first.words, first.date_order, first.file_name)


def go_on_from(kept: Import, first: Import) -> None:
    """The corrected rows come in as the others did."""
    kept.continues_id = first.continues_id or first.id
    kept.site_id = kept.site_id or first.site_id
    kept.mode, kept.erases_blanks = first.mode, first.erases_blanks


def _rows_of_the_first(session: Session, later: Import) -> set[str]:
    """The numbers, in the first list, of the rows that came in with a later one."""
    at = next((column["position"] for column in later.columns if column["header"] == ROW_TITLE), None)
    came_in = select(ImportRow.cells).where(
        ImportRow.import_id == later.id, col(ImportRow.outcome).in_(_CAME_IN)
    )
    return {cells[at] for cells in session.exec(came_in) if isinstance(at, int) and at < len(cells)}


def _seal(kept: Import) -> str:
    return sha256(f"{kept.id} {kept.started_at.isoformat()} {kept.file_name}".encode()).hexdigest()[:24]

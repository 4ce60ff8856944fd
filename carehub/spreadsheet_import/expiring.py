"""Source files of imports go after some days, what undoing needs after some months."""

from datetime import timedelta

from sqlmodel import Session, col, delete, select

from carehub.core import clock, journal
from carehub.settings import settings
from carehub.spreadsheet_import import arriving, storage
from carehub.spreadsheet_import.models import CellFix, Import, ImportRow, ImportStatus, RowRuling, UndoneLine

_MONTH = timedelta(days=30.44)
_OVER = (ImportStatus.COMMITTED, ImportStatus.UNDONE)


def forget_old(session: Session) -> None:
    """Delete what is older than the settings say; an import that is still open keeps its file."""
    moment = clock.now()
    files = select(Import).where(
        col(Import.status).in_(_OVER),
        Import.file_key != "",
        Import.started_at < moment - timedelta(days=settings().import_file_days),
    )
    for each in session.exec(files).all():
        storage.remove(each.file_key)
        each.file_key = ""
        session.add(each)
        journal.record(session, None, "imports.forget_file", subject=f"import:{each.id}")
    old = select(Import.id).where(
        col(Import.status).in_(_OVER),
        col(Import.committed_at) < moment - settings().import_undo_months * _MONTH,
    )
    for table in (RowRuling, CellFix, UndoneLine, ImportRow):
        session.execute(delete(table).where(col(table.import_id).in_(old)))
    arriving.clear_left_behind(session)

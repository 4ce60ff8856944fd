"""The three lists of undoing an import: what goes back, what stays, and what does partly."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from carehub.core.actor import Actor
from carehub.spreadsheet_import.models import ImportRow, UndoneLine, Verdict
from carehub.spreadsheet_import.service import PAGE, find, shown_rows


@dataclass(frozen=True, slots=True)
class UndoLine:
    """One patient of a list. ``values`` are of the import's row ``number``: name, date of birth, MRN.

    ``back`` is [field, what stands there, what will or does now]; ``stays`` is [field, what stands
    there, who wrote it]. ``reason`` is why someone whom the import added stays.
    """

    patient_id: int
    number: int
    verdict: Verdict
    was_added: bool
    values: Mapping[str, str | bool]
    back: list[list[str | bool | None]]
    stays: list[list[str | bool | None]]
    reason: str


_ITS_ROW = (col(ImportRow.import_id) == UndoneLine.import_id) & (col(ImportRow.number) == UndoneLine.number)


def counts(session: Session, actor: Actor, import_id: int) -> dict[Verdict, int]:
    """How many patients stand in each list; zeros while nothing was weighed."""
    find(session, actor, import_id)
    counted = (
        select(UndoneLine.verdict, func.count())
        .join(ImportRow, _ITS_ROW, isouter=True)
        .where(UndoneLine.import_id == import_id, shown_rows(actor))
        .group_by(col(UndoneLine.verdict))
    )
    numbers = dict(session.exec(counted).all())
    return {verdict: numbers.get(verdict, 0) for verdict in Verdict}


def lines(
    session: Session, actor: Actor, import_id: int, verdict: Verdict | None = None, start: int = 0
) -> list[UndoLine]:
    """A page of one list, or of all three, in the order of the file."""
    find(session, actor, import_id)
    wanted = (
        select(UndoneLine, ImportRow.values)
        .join(ImportRow, _ITS_ROW, isouter=True)
        .where(UndoneLine.import_id == import_id, shown_rows(actor))
        .order_by(col(UndoneLine.number))
    )
    if verdict is not None:
        wanted = wanted.where(UndoneLine.verdict == verdict)
    return [_line(line, values) for line, values in session.exec(wanted.offset(start).limit(PAGE))]


def _line(line: UndoneLine, values: Mapping[str, str | bool] | None) -> UndoLine:
    return UndoLine(
        line.patient_id,
        line.number,
        line.verdict,
        line.was_added,
        values or {},
        line.back,
        line.fields,
        line.reason,
    )

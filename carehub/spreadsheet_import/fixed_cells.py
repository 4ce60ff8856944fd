"""What people said that cells should be, and what they decided about rows, as the grid needs it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import String, cast
from sqlmodel import Session, col, select

from carehub.spreadsheet_import.models import CellFix, ImportRow, RowRuling, Ruling
from carehub.spreadsheet_import.outcome import Outcome

# Every row of one fix: all cells of the column that read the same.
EVERY_ROW = 0
_LOOKED_AT = 5_000
_CAN_BE_LEFT_OUT = (Outcome.NEW, Outcome.UPDATED, Outcome.REVIEW, Outcome.INVALID)


@dataclass(frozen=True, slots=True)
class Fixes:
    """What stands in the file where it was fixed: ``cells`` by row and place, ``alike`` by place and fix."""

    cells: Mapping[tuple[int, int], str]
    alike: Mapping[tuple[int, str], str]
    rulings: Mapping[int, Ruling]

    def original(self, number: int, position: int, says: str) -> str:
        """What stands in the file, where the cell now says ``says``."""
        own = self.cells.get((number, position))
        return own if own is not None else self.alike.get((position, says), says)

    def skipping(self, row: ImportRow) -> str:
        """``back`` where somebody decided about the row, ``skip`` where it can be left out, else empty."""
        if row.number in self.rulings:
            return "back"
        return "skip" if row.outcome in _CAN_BE_LEFT_OUT else ""


def fixes_of(session: Session, import_id: int) -> Fixes:
    """Everything that was fixed in one import; whoever asks was let in to the import before."""
    fixes = session.exec(select(CellFix).where(CellFix.import_id == import_id)).all()
    rulings = select(RowRuling.number, RowRuling.ruling).where(RowRuling.import_id == import_id)
    return Fixes(
        cells={(each.number, each.position): each.old for each in fixes if each.number != EVERY_ROW},
        alike={(each.position, each.text): each.old for each in fixes if each.number == EVERY_ROW},
        rulings={number: Ruling(ruling) for number, ruling in session.exec(rulings)},
    )


def cells_alike(session: Session, import_id: int) -> Counter[tuple[int, str]]:
    """How often a cell with a problem says the same as others with a problem in its column."""
    told = (
        select(ImportRow.cells, ImportRow.problems)
        .where(ImportRow.import_id == import_id, cast(col(ImportRow.problems), String) != "[]")
        .limit(_LOOKED_AT)
    )
    return Counter(
        (position, cells[position])
        for cells, problems in session.exec(told)
        for position in {int(at) for *_, at in problems}
        if 0 <= position < len(cells)
    )

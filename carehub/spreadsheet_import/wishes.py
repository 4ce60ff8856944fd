"""What people want of an import, as its plan needs it: mode, rulings, fixes."""

from dataclasses import dataclass, field, replace

from sqlmodel import Session, select

from carehub.spreadsheet_import.cleaning.text import line_of
from carehub.spreadsheet_import.columns import FIELDS
from carehub.spreadsheet_import.mapping.uses import Mapping
from carehub.spreadsheet_import.models import CellFix, Import, RowRuling
from carehub.spreadsheet_import.orders import Orders, Ruled
from carehub.spreadsheet_import.reader.cells import text_of
from carehub.spreadsheet_import.reader.layout import Row, Skipped, Table

# What tells a person apart, or is not the source's to take away, is never erased by an empty cell.
_NEVER_ERASED = frozenset(
    {"mrn", "last_name", "first_name", "birth_date", "site", "coordinator", "status", "sex", "phone_alt"}
)
Single = dict[tuple[int, int], str]
Alike = dict[tuple[int, str], str]


@dataclass(frozen=True, slots=True)
class Fixes:
    """The new text by row and column, and by column and old text for all cells alike."""

    single: Single
    alike: Alike


@dataclass(frozen=True, slots=True)
class Wishes:
    """``site_id`` is the site of new patients whose row names none."""

    site_id: int | None = None
    orders: Orders = field(default_factory=Orders)


def wishes_of(session: Session, kept: Import, mapping: Mapping) -> Wishes:
    """The mode, the fields that empty cells erase, and what was ruled about rows so far."""
    mapped = {name for name in FIELDS if mapping.using(name)} - _NEVER_ERASED
    erased = frozenset(mapped) if kept.erases_blanks else frozenset[str]()
    ruled = session.exec(select(RowRuling).where(RowRuling.import_id == kept.id))
    rulings = {
        each.number: Ruled(each.ruling, each.patient_id, each.same_as, each.referral_id) for each in ruled
    }
    return Wishes(kept.site_id, Orders(kept.mode, erased, rulings))


def fixes_of(session: Session, import_id: int) -> Fixes:
    """What people corrected in the cells of the file so far."""
    fixes = session.exec(select(CellFix).where(CellFix.import_id == import_id)).all()
    single = {(fix.number, fix.position): fix.text for fix in fixes if fix.number}
    return Fixes(single, {(fix.position, fix.old): fix.text for fix in fixes if not fix.number})


def with_fixes(table: Table, fixes: Fixes) -> Table:
    """The table as it reads once every fix is made; a skipped row that was fixed is looked at again."""
    single, alike = fixes.single, fixes.alike
    if not single and not alike:
        return table
    fixed_rows = {number for number, _ in single}
    back = [Row(each.number, each.cells) for each in table.skipped if each.number in fixed_rows]
    rows = sorted([*table.rows, *back], key=lambda row: row.number)
    return replace(
        table,
        rows=tuple(_fixed(row, single, alike) for row in rows),
        skipped=_left(table.skipped, fixed_rows),
    )


def _fixed(row: Row, single: Single, alike: Alike) -> Row:
    wanted = {position: text for (number, position), text in single.items() if number == row.number}
    for position, cell in enumerate(row.cells):
        text = alike.get((position, line_of(text_of(cell))))
        if text is not None:
            wanted.setdefault(position, text)
    if not wanted:
        return row
    cells = [*row.cells, *[None] * (max(wanted) + 1 - len(row.cells))]
    for position, text in wanted.items():
        cells[position] = text or None
    return Row(row.number, tuple(cells))


def _left(skipped: tuple[Skipped, ...], fixed_rows: set[int]) -> tuple[Skipped, ...]:
    return tuple(each for each in skipped if each.number not in fixed_rows)

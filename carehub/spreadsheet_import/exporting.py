"""Writes patients out with every import field, so that the file can come in again and change nothing."""

import csv
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlmodel import Session

from carehub.core import journal
from carehub.core.actor import Actor, Permission, Role, require
from carehub.core.errors import Invalid
from carehub.spreadsheet_import import center
from carehub.spreadsheet_import.columns import BY_NAME, FIELDS
from carehub.spreadsheet_import.reader.cells import FORMULA_STARTS

_KINDS = (".csv", ".xlsx")


def refuse_other_kinds(file: Path) -> None:
    if file.suffix.lower() not in _KINDS:
        raise Invalid(f"Name a file that ends in .csv or .xlsx, not {file.name}.")


def export(session: Session, actor: Actor, file: Path) -> int:
    """Write every patient whom the actor may export; returns how many. Only the owner can read the file."""
    require(actor, Permission.EXPORTS_RUN)
    refuse_other_kinds(file)
    rows = list(_rows(session, actor))
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.close(descriptor)
    write = _write_csv if file.suffix.lower() == ".csv" else _write_workbook
    write(file, rows)
    journal.record(session, actor, "exports.patients", reason=f"{len(rows)} patients")
    return len(rows)


def _rows(session: Session, actor: Actor) -> Iterator[list[str]]:
    """A coordinator takes the own caseload out, others what they may see."""
    mine = center.user_name_of(session, actor) if actor.role is Role.COORDINATOR else None
    for known in center.known_patients(session, actor):
        if known.is_visible and mine in (None, known.values.get("coordinator")):
            values = center.to_json(known.values)
            yield [_shown(values.get(name, "")) for name in FIELDS]


def _shown(value: str | bool) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _write_csv(file: Path, rows: Sequence[Sequence[str]]) -> None:
    # With a byte order mark, or Excel takes the accents for something else.
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(_titles())
        writer.writerows([_harmless(value) for value in row] for row in rows)


def _write_workbook(file: Path, rows: Sequence[Sequence[str]]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Patients")
    sheet.freeze_panes = "A2"
    sheet.append(_titles())
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value)
            # Text stays text, also when it begins like a formula.
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    book.save(file)


def _titles() -> list[str]:
    return [BY_NAME[name].label for name in FIELDS]


def _harmless(value: str) -> str:
    """Text that a spreadsheet would take for a formula, behind an apostrophe; our reader takes it off again.

    A phone as +12025550123 is only a number to any spreadsheet, and stays as it is.
    """
    is_formula_like = value.lstrip("'").startswith(FORMULA_STARTS)
    is_phone = value.startswith("+") and value[1:].isdigit()
    return f"'{value}" if is_formula_like and not is_phone else value

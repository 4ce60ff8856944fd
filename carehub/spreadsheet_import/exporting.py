"""Writes patients out with every import field, so that the file can come in again and change nothing."""

import os
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import Session

from carehub.core import journal
from carehub.core.actor import Actor, Permission, Role, require
from carehub.core.errors import Invalid
from carehub.spreadsheet_import import center
from carehub.spreadsheet_import.columns import BY_NAME, FIELDS
from carehub.spreadsheet_import.csv_file import as_csv

_KINDS = (".csv", ".xlsx")


def refuse_other_kinds(file: Path) -> None:
    if file.suffix.lower() not in _KINDS:
        raise Invalid(f"Name a file that ends in .csv or .xlsx, not {file.name}.")


def export(session: Session, actor: Actor, file: Path) -> int:
    """Write every patient whom the actor may export; returns how many. Only the owner can read the file."""
    require(actor, Permission.EXPORTS_RUN)
    refuse_other_kinds(file)
    taken = list(_rows(session, actor))
    ids, rows = [patient_id for patient_id, _ in taken], [row for _, row in taken]
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        if file.suffix.lower() == ".csv":
            out.write(as_csv(_titles(), rows))
        else:
            # Only now: a CSV needs no spreadsheet engine.
            from carehub.spreadsheet_import.workbook_file import write_workbook

            write_workbook(out, "Patients", _titles(), rows)
    journal.record(session, actor, "exports.patients", fields=ids, reason=f"{len(rows)} patients")
    return len(rows)


def _rows(session: Session, actor: Actor) -> Iterator[tuple[str, list[str]]]:
    """A coordinator takes the own caseload out, others what they may see."""
    mine = center.user_name_of(session, actor) if actor.role is Role.COORDINATOR else None
    for known in center.known_patients(session, actor, in_order_of_names=True):
        if known.is_visible and mine in (None, known.values.get("coordinator")):
            values = center.to_json(known.values)
            yield str(known.patient_id), [_shown(values.get(name, "")) for name in FIELDS]


def _shown(value: str | bool) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _titles() -> list[str]:
    return [BY_NAME[name].label for name in FIELDS]

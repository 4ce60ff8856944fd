"""Which tables refer to a patient, directly or through what is the patient's, and whose rows are whose."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Column, Table, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, SQLModel

from carehub import models as _models  # noqa: F401  every table must be known
from carehub.core.actor import Actor
from carehub.sensitive.access import may_see

Row = dict[str, Any]
PATIENTS = "patients"
# What refers to a patient and is not about the patient, with why.
LEFT_OUT: dict[str, str] = {
    "handover_items": "how staff shared out their work; what came of it stands in the assignments",
    "import_rulings": "what a person decided about a row of a list",
    "imported_events": "numbers of another calendar",
    "mentions": "which of the staff has read a note",
    "not_the_same": "names another patient",
    "patient_merges": "names another patient's record; what followed it stands in the other tables",
}
# Where a file is kept is no fact about the patient.
HIDDEN = frozenset({("documents", "key")})


def referring() -> list[Table]:
    """Every table that refers to a patient, what is referred to before what refers to it."""
    found = {PATIENTS}
    tables = SQLModel.metadata.sorted_tables
    while more := {table.name for table in tables if table.name not in found and any(_parents(table, found))}:
        found |= more
    return [table for table in tables if table.name in found]


def rows_of(session: Session, actor: Actor, patient_id: int) -> dict[str, list[Row]]:
    """What each table holds about the patient, as far as this person may see it."""
    found: dict[str, list[Row]] = {}
    for table in referring():
        if table.name not in LEFT_OUT:
            rows = session.execute(select(table).where(*_theirs(actor, table, patient_id, found)))
            found[table.name] = [dict(row._mapping) for row in rows]
    return found


def _theirs(
    actor: Actor, table: Table, patient_id: int, found: dict[str, list[Row]]
) -> Iterator[ColumnElement[bool]]:
    referral = table.c.id if table.name == "referrals" else table.c.get("referral_id")
    if referral is not None:
        yield may_see(actor, referral)
    if table.name == PATIENTS:
        yield table.c.id == patient_id
    elif (direct := table.c.get("patient_id")) is not None:
        yield direct == patient_id
    else:
        column, parent = next(_parents(table, found.keys()))
        yield column.in_([row["id"] for row in found[parent]])


def _parents(table: Table, among: Collection[str]) -> Iterator[tuple[Column[Any], str]]:
    """The columns by which a table refers to others of these."""
    for key in table.foreign_keys:
        if key.column.table.name in among and key.column.table is not table:
            yield key.parent, key.column.table.name

"""The patient's own copy: who may take it out, and how it reads."""

import json
from collections.abc import Mapping
from typing import Any, TypedDict

from sqlalchemy import Table, select
from sqlmodel import Session, SQLModel

from carehub.accounts import service as accounts
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.dates import written_time
from carehub.core.errors import NotAllowed
from carehub.desk.patient.own_copy.tables import HIDDEN, Row, rows_of
from carehub.patients import service as patients
from carehub.patients.names import listed_name

PRINT, FILE = "/patient-copy/print", "/patient-copy/file"
# What a number in these tables stands for, in words.
_NAMED_BY = {
    "users": "name", "sites": "name", "stages": "name", "referral_types": "name", "programs": "name",
    "receivers": "name", "rooms": "name",
}  # fmt: skip


class Part(TypedDict):
    """One table in words: what it is of, its columns, and its rows as text."""

    title: str
    columns: list[str]
    rows: list[list[str]]


class Copy(TypedDict):
    name: str
    by: str
    parts: list[Part]
    left_out: bool


def taken_out(session: Session, actor: Actor, patient_id: int) -> dict[str, list[Row]]:
    """Every row about the patient, for who may; that it was taken out stands in the journal."""
    require(actor, Permission.EXPORTS_RUN)
    require(actor, Permission.NOTES_SEE)
    patient = patients.find(session, actor, patient_id)
    is_theirs = patient.coordinator_id == actor.user_id
    if not (is_theirs or actor.may(Permission.CASELOAD_ASSIGN_EVERYONE)):
        raise NotAllowed("You take out only patients of your own caseload. Ask a supervisor for this one.")
    journal.record(session, actor, "patients.export", patient_id=patient_id, subject=f"patient:{patient_id}")
    named = _names(session)
    found = rows_of(session, actor, patient_id)
    return {table: [_in_words(table, row, named) for row in rows] for table, rows in found.items()}


def as_json(session: Session, actor: Actor, patient_id: int) -> str:
    """The copy for other programs: one list a table, instants in ISO 8601."""
    found = taken_out(session, actor, patient_id)
    made = {"format": "carehub-patient-1", "made_at": clock.now().isoformat(), "tables": found}
    return json.dumps(made, default=str, indent=1, ensure_ascii=False)


def to_read(session: Session, actor: Actor, patient_id: int) -> Copy:
    """The copy for people: empty tables and empty columns are left out."""
    found = taken_out(session, actor, patient_id)
    patient, center = patients.find(session, actor, patient_id), accounts.center(session)
    return Copy(
        name=listed_name(patient.last_name, patient.first_name),
        by=f"{center.name} · made by {actor.name}, {written_time(clock.now(), center.time_zone)}",
        parts=[_part(table, rows) for table, rows in found.items() if rows],
        left_out=not actor.may(Permission.SENSITIVE_SEE),
    )


def _part(table: str, rows: list[Row]) -> Part:
    filled = [name for name in rows[0] if any(row[name] not in (None, "", [], {}) for row in rows)]
    return Part(
        title=table.replace("_", " ").capitalize(),
        columns=[name.removesuffix("_id").replace("_", " ").capitalize() for name in filled],
        rows=[[_text(row[name]) for name in filled] for row in rows],
    )


def _text(value: object) -> str:
    if isinstance(value, Mapping) and value.keys() == {"id", "name"}:
        return str(value["name"])
    if isinstance(value, dict | list):
        return json.dumps(value, default=str, ensure_ascii=False)
    return "" if value is None else str(value)


def _in_words(table: str, row: Row, named: Mapping[str, Mapping[int, str]]) -> Row:
    """The row with what its numbers stand for."""
    to = {key.parent.name: key.column.table.name for key in _table(table).foreign_keys}
    shown = {name: value for name, value in row.items() if (table, name) not in HIDDEN}
    for name, value in shown.items():
        if to.get(name) in named and value is not None:
            shown[name] = {"id": value, "name": named[to[name]].get(value, "")}
    return shown


def _names(session: Session) -> dict[str, dict[int, str]]:
    return {
        name: {number: words for number, words in session.execute(select(table.c.id, table.c[column]))}
        for name, column in _NAMED_BY.items()
        for table in (_table(name),)
    }


def _table(name: str) -> Table:
    found: dict[str, Any] = dict(SQLModel.metadata.tables)
    return found[name]

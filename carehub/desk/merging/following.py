"""How every row that names a patient follows when two records become one.

The schema says which rows there are, the table below what becomes of each; a test compares the two. Where a
patient can have only one of something, what gives way is kept word for word in the merge.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Date, Table, and_, delete, select, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, SQLModel

from carehub import models as _models  # noqa: F401  every table must be known
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.errors import Conflict
from carehub.desk.merging.keeping import Row, as_json, as_stored, model_of
from carehub.programs.models import ProgramOutcome
from carehub.sensitive.access import may_see

PATIENTS = "patients"


class Rule(StrEnum):
    """FOLLOWS: any number of rows. ONCE_EACH: not twice with the same other key. ONE: one row a patient.

    OPEN_ONCE: one without an end for the same thing; the merged record's is ended. ONE_OPEN: the same, but
    it is no small thing to end one, so a person does that first. STAYS: about the merge.
    NUMBERED: each has a number of its own, and the newest counts.
    """

    FOLLOWS = "follows"
    ONCE_EACH = "once each"
    ONE = "one"
    OPEN_ONCE = "open once"
    ONE_OPEN = "one open"
    NUMBERED = "numbered"
    STAYS = "stays"


_MANY = (
    "appointments documents contact_attempts referrals follow_ups handover_items import_rows import_rulings "
    "plan_goals plan_reviews plan_versions related_people former_mrns assessments remarks discharges "
    "emergency_accesses"
)
RULES: dict[tuple[str, str], Rule] = {
    **{(table, "patient_id"): Rule.FOLLOWS for table in _MANY.split()},
    ("patient_sites", "patient_id"): Rule.ONCE_EACH,
    ("imported_values", "patient_id"): Rule.ONE,
    ("household_members", "patient_id"): Rule.ONE,
    ("patient_check_ins", "patient_id"): Rule.ONE,
    ("safe_contacts", "patient_id"): Rule.ONE,
    ("assignments", "patient_id"): Rule.OPEN_ONCE,
    ("enrolments", "patient_id"): Rule.OPEN_ONCE,
    ("team_members", "patient_id"): Rule.OPEN_ONCE,
    ("statements", "patient_id"): Rule.NUMBERED,
    ("crises", "patient_id"): Rule.ONE_OPEN,
    ("patient_merges", "survivor_id"): Rule.STAYS,
    ("patient_merges", "merged_id"): Rule.STAYS,
    ("not_the_same", "patient_id"): Rule.STAYS,
    ("not_the_same", "other_id"): Rule.STAYS,
}
# What else must be the same for two open rows to be one.
_OPEN_FOR = {"assignments": (), "enrolments": ("program_id",), "team_members": ("user_id",)}
_ENDS_WITH: dict[str, Row] = {"enrolments": {"outcome": ProgramOutcome.ENTERED_IN_ERROR}}


@dataclass
class Followed:
    """What moving did: keys of moved rows by table, and what rows held that were removed or changed."""

    moved: dict[str, list[list[Any]]] = field(default_factory=dict)
    removed: dict[str, list[Row]] = field(default_factory=dict)
    changed: dict[str, list[Row]] = field(default_factory=dict)


def references() -> list[tuple[Table, Column[Any]]]:
    """Every column of the database that names a patient."""
    return [
        (table, key.parent)
        for table in SQLModel.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == PATIENTS
    ]


def follow(session: Session, done: Followed, merged_id: int, survivor_id: int) -> None:
    """Move every row of one patient to the other, by its rule."""
    for table, column in references():
        rule = RULES[table.name, column.name]
        if rule is Rule.STAYS:
            continue
        if rule is Rule.ONCE_EACH:
            _remove(session, done, table, _twice(table, column, survivor_id), column == merged_id)
        elif rule is Rule.ONE and _rows(session, table, column == survivor_id):
            _remove(session, done, table, column == merged_id)
        elif rule is Rule.OPEN_ONCE:
            _end_open(session, done, table, column, merged_id, survivor_id)
        elif rule is Rule.NUMBERED:
            _number_on(session, done, table, column, merged_id, survivor_id)
        _move(session, done, table, column, merged_id, survivor_id)
    session.expire_all()


def refuse_two_open(session: Session, patient_ids: Collection[int]) -> None:
    """Conflict while both have something open of which a patient has only one, and which no rule may end."""
    for table, column in references():
        if RULES[table.name, column.name] is Rule.ONE_OPEN:
            both = _rows(session, table, column.in_(patient_ids), table.c.ended_at.is_(None))
            if len(both) > 1:
                raise Conflict(f"Both have open {table.name}. End one of the two first.")


def go_back(session: Session, done: Followed, merged_id: int, survivor_id: int) -> None:
    """Undo ``follow``: what was moved and still is with the survivor goes back, what gave way comes again."""
    for table, column in reversed(references()):
        for key in done.moved.get(table.name, []):
            its = and_(*(each == value for each, value in zip(table.primary_key, key, strict=True)))
            at = _with_patient(table, column, its, key, survivor_id)
            session.execute(update(table).where(at, column == survivor_id).values({column.name: merged_id}))
    for name, rows in done.changed.items():
        for row in reversed(rows):
            _restore_changed(session, SQLModel.metadata.tables[name], row)
    for name, rows in done.removed.items():
        session.add_all(model_of(name).model_validate(row) for row in rows)
    session.flush()


def added_since(session: Session, done: Followed, survivor_id: int, had: dict[str, int]) -> dict[str, int]:
    """How many rows of each table came to the survivor since; ``had`` is what it had before the merge."""
    now = counts(session, survivor_id)
    moved = {name: len(keys) for name, keys in done.moved.items()}
    more = {name: number - had.get(name, 0) - moved.get(name, 0) for name, number in now.items()}
    return {name: number for name, number in more.items() if number > 0}


def counts(session: Session, patient_id: int) -> dict[str, int]:
    """How many rows of each table name a patient."""
    return {
        table.name: number
        for table, column in references()
        if RULES[table.name, column.name] is not Rule.STAYS
        and (number := len(_rows(session, table, column == patient_id)))
    }


def shown_counts(session: Session, actor: Actor, patient_id: int) -> dict[str, int]:
    """The same for a person's eyes: without what belongs to a sensitive referral, or is one."""
    found = counts(session, patient_id)
    for table, column in references():
        belongs_to = table.c.id if table.name == "referrals" else table.c.get("referral_id")
        if table.name in found and belongs_to is not None:
            found[table.name] = len(
                _rows(session, table, and_(column == patient_id, may_see(actor, belongs_to)))
            )
    return found


def _move(
    session: Session, done: Followed, table: Table, column: Column[Any], merged_id: int, survivor_id: int
) -> None:
    keys = [list(_key(table, row)) for row in _rows(session, table, column == merged_id)]
    if keys:
        session.execute(update(table).where(column == merged_id).values({column.name: survivor_id}))
        done.moved[table.name] = as_json(keys)


def _remove(session: Session, done: Followed, table: Table, *which: ColumnElement[bool]) -> None:
    rows = _rows(session, table, *which)
    if rows:
        session.execute(delete(table).where(*which))
        done.removed.setdefault(table.name, []).extend(as_json(rows))


def _end_open(
    session: Session, done: Followed, table: Table, column: Column[Any], merged_id: int, survivor_id: int
) -> None:
    """Of what only one may be open, that of the merged record ends now; its history stays."""
    other = table.alias()
    same = [table.c[name] == other.c[name] for name in _OPEN_FOR[table.name]]
    open_too = select(other.c.id).where(other.c[column.name] == survivor_id, other.c.until.is_(None), *same)
    ends = _ENDS_WITH.get(table.name, {})
    for row in _rows(session, table, and_(column == merged_id, table.c.until.is_(None), open_too.exists())):
        change(session, done, table, row, {"until": _now_as(table.c.until.type), **ends})


def _number_on(
    session: Session, done: Followed, table: Table, column: Column[Any], merged_id: int, survivor_id: int
) -> None:
    """Two rows of numbers become one: the newest word of either record is the newest still."""
    ours, theirs = (_rows(session, table, column == each) for each in (survivor_id, merged_id))
    if not ours or not theirs:
        return
    is_newer = max(row["at"] for row in theirs) > max(row["at"] for row in ours)
    by = max(row["number"] for row in ours) if is_newer else -max(row["number"] for row in theirs)
    # From the far end, so that no number is taken twice on the way.
    for row in sorted(theirs, key=lambda each: each["number"], reverse=is_newer):
        change(session, done, table, row, {"number": row["number"] + by})


def change(session: Session, done: Followed, table: Table, row: Row, values: Row) -> None:
    """Change a row that has to give way, and keep what it held."""
    key = {each.name: row[each.name] for each in table.primary_key}
    before = {name: row[name] for name in values}
    done.changed.setdefault(table.name, []).append({"key": as_json(key), "before": as_json(before)})
    at = and_(*(table.c[name] == value for name, value in key.items()))
    session.execute(update(table).where(at).values(values))


def _restore_changed(session: Session, table: Table, kept: Row) -> None:
    at = and_(*(table.c[name] == value for name, value in kept["key"].items()))
    session.execute(update(table).where(at).values(as_stored(table.name, kept["before"])))


def _now_as(kind: object) -> datetime | date:
    return clock.now().date() if isinstance(kind, Date) else clock.now()


def _twice(table: Table, column: Column[Any], survivor_id: int) -> ColumnElement[bool]:
    """That the survivor has a row with the same other keys."""
    other = table.alias()
    same = [each == other.c[each.name] for each in table.primary_key if each.name != column.name]
    return select(other.c[column.name]).where(other.c[column.name] == survivor_id, *same).exists()


def _with_patient(
    table: Table, column: Column[Any], its: ColumnElement[bool], key: list[Any], survivor_id: int
) -> ColumnElement[bool]:
    """The condition for a moved row: where the patient is part of the key, the key is another one now."""
    if column.name not in table.primary_key.columns:
        return its
    pairs = zip(table.primary_key, key, strict=True)
    return and_(*(each == (survivor_id if each.name == column.name else value) for each, value in pairs))


def _rows(session: Session, table: Table, *which: ColumnElement[bool]) -> list[Row]:
    return [dict(row._mapping) for row in session.execute(select(table).where(*which))]


def _key(table: Table, row: Row) -> Iterator[Any]:
    return (row[each.name] for each in table.primary_key)

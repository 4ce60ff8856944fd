"""Every row of one database into another, and proof that each arrived as it was."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Integer, Table, func, insert, inspect, select, text
from sqlmodel import SQLModel

BATCH = 1_000
_APPEND_ONLY = frozenset({"journal", "field_changes"})
_MODULUS = 1 << 256


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows a table has, and a sum over the hash of each, in whatever order they come."""

    rows: int
    digest: int


def copy_everything(source: Connection, target: Connection) -> None:
    """Fill the target, which has our tables and no row that matters, in the order of references."""
    tables = SQLModel.metadata.sorted_tables
    for table in reversed(tables):
        # What the migrations put in comes from the source, as it is there by now. What is append-only is left
        # alone: nothing is ever taken from it, and migrations write nothing into it.
        if table.name not in _APPEND_ONLY:
            target.execute(table.delete())
    for table in tables:
        for rows in _batches(source, table):
            target.execute(insert(table), rows)


def differing(source: Connection, target: Connection) -> list[str]:
    """The tables that are not the same, row by row, in both."""
    return [
        table.name
        for table in SQLModel.metadata.sorted_tables
        if sum_of(source, table) != sum_of(target, table)
    ]


def sum_of(connection: Connection, table: Table) -> Sum:
    count = digest = 0
    for rows in _batches(connection, table):
        for row in rows:
            content = repr([row[column.key] for column in table.columns]).encode()
            digest += int.from_bytes(hashlib.sha256(content).digest())
        count += len(rows)
    return Sum(count, digest % _MODULUS)


def continue_numbers(source: Connection, target: Connection) -> None:
    """The next row of each table gets a number that the source never gave away."""
    given = _given_away(source)
    for table in SQLModel.metadata.sorted_tables:
        number = table.autoincrement_column
        if number is None or not isinstance(number.type, Integer):
            continue
        highest = target.execute(select(func.max(number))).scalar() or 0
        last = max(highest, given.get(table.name, 0))
        target.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, :number), :last, :used)"),
            {"table": table.name, "number": number.name, "last": last or 1, "used": last > 0},
        )


def _batches(connection: Connection, table: Table) -> Iterator[list[dict[str, object]]]:
    # By key: what refers to a row of its own table came after that row.
    statement = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
    with connection.execute(statement) as result:
        for rows in result.mappings().partitions():
            yield [dict(row) for row in rows]


def _given_away(source: Connection) -> dict[str, int]:
    """SQLite's own memory of the numbers of deleted rows, where a table keeps one."""
    if not inspect(source).has_table("sqlite_sequence"):
        return {}
    return {name: seq for name, seq in source.execute(text("SELECT name, seq FROM sqlite_sequence"))}

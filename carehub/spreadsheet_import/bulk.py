"""Many rows at once: a few statements of the driver, values in the database's form already."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain

from pydantic_core import PydanticSerializationError, to_json
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

Stored = str | int | bool | None
_HELD_KILOBYTES = 32 * 1024
# What every SQLite takes in one statement.
_MOST_VALUES = 32_000


def make_room(session: Session) -> None:
    """Hold many pages of the database in this process while it writes many rows; SQLite only.

    The usual 2 MB hold no index of a large center: nearly every row would read and write pages of each.
    """
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql(f"PRAGMA cache_size = -{_HELD_KILOBYTES}")


def insert_rows(
    session: Session, table: str, columns: Sequence[str], rows: Iterable[tuple[Stored, ...]]
) -> None:
    """Insert the rows; JSON, dates and instants come as text (``as_json``, ``as_instant``)."""
    names = ", ".join(f'"{column}"' for column in columns)
    if session.get_bind().dialect.name == "postgresql":
        _copy(session, f"COPY {table} ({names}) FROM STDIN", rows)
    else:
        _insert_many(session, f"INSERT INTO {table} ({names}) VALUES", len(columns), list(rows))


def run_many(session: Session, statement: str, rows: Iterable[tuple[Stored, ...]]) -> int:
    """Run one statement for each row; its places are written as ``?``. Returns how many rows it touched."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        statement = statement.replace("?", "%s")
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(statement, rows if isinstance(rows, list) else list(rows))  # pyright: ignore[reportArgumentType]
        return cursor.rowcount
    except connection.dialect.loaded_dbapi.IntegrityError as error:
        raise IntegrityError(statement, None, error) from error
    finally:
        cursor.close()


def as_json(value: object) -> str:
    """The same as ``json.dumps``, faster; half of a letter, which only a damaged file has, as json does."""
    if not value:
        return "[]" if isinstance(value, list | tuple) else "{}"
    try:
        return to_json(value).decode()
    except PydanticSerializationError:
        return json.dumps(value)


def as_instant(session: Session, moment: datetime) -> str:
    """As the database stores it: SQLite has no zone, so ours are all UTC."""
    if session.get_bind().dialect.name == "postgresql":
        return moment.isoformat()
    return moment.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


def _insert_many(session: Session, statement: str, columns: int, rows: list[tuple[Stored, ...]]) -> None:
    """Many rows in a statement: while it runs, other threads of this process go on."""
    connection = session.connection()
    cursor = connection.connection.cursor()
    row, at_once = f"({', '.join('?' * columns)})", _MOST_VALUES // columns
    try:
        for start in range(0, len(rows), at_once):
            part = rows[start : start + at_once]
            cursor.execute(f"{statement} {', '.join([row] * len(part))}", list(chain.from_iterable(part)))
    except connection.dialect.loaded_dbapi.IntegrityError as error:
        raise IntegrityError(statement, None, error) from error
    finally:
        cursor.close()


def _copy(session: Session, statement: str, rows: Iterable[tuple[Stored, ...]]) -> None:
    connection = session.connection()
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(statement) as copy:  # pyright: ignore[reportAttributeAccessIssue]
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.IntegrityError as error:
        raise IntegrityError(statement, None, error) from error
    finally:
        cursor.close()

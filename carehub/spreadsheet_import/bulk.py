"""Many rows at once: a few statements of the driver, values in the database's form already."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain

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
    """Insert the rows; JSON, dates and instants come as text (``json_text``, ``as_instant``)."""
    if session.get_bind().dialect.name == "postgresql":
        _copy(session, f"COPY {table} ({_named(columns)}) FROM STDIN", rows)
    elif rows := list(rows):
        _insert_many(session, table, columns, rows)


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


def as_instant(session: Session, moment: datetime) -> str:
    """As the database stores it: SQLite has no zone, so ours are all UTC."""
    if session.get_bind().dialect.name == "postgresql":
        return moment.isoformat()
    return moment.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


def _insert_many(
    session: Session, table: str, columns: Sequence[str], rows: Sequence[tuple[Stored, ...]]
) -> None:
    """Many rows in a statement: while it runs, other threads of this process go on.

    What all of them have in common is said once: of a plan's rows more than half of the values.
    """
    by_column = list(zip(*rows, strict=True))
    common = {at: values[0] for at, values in enumerate(by_column) if at and _is_one_value(values)}
    own = [at for at in range(len(columns)) if at not in common]
    into = f"INSERT INTO {table} ({_named([columns[at] for at in (*common, *own)])}) SELECT"
    said = ", ".join([*("?" for _ in common), *(f"column{place}" for place in range(1, len(own) + 1))])
    row, at_once = f"({', '.join('?' * len(own))})", _MOST_VALUES // len(own)
    connection = session.connection()
    cursor = connection.connection.cursor()
    try:
        for start in range(0, len(rows), at_once):
            part = list(zip(*(by_column[at][start : start + at_once] for at in own), strict=True))
            statement = " ".join((into, said, "FROM (VALUES", ", ".join([row] * len(part)), ")"))
            cursor.execute(statement, [*common.values(), *chain.from_iterable(part)])
    except connection.dialect.loaded_dbapi.IntegrityError as error:
        raise IntegrityError(into, None, error) from error
    finally:
        cursor.close()


def _is_one_value(values: Sequence[Stored]) -> bool:
    return values[0] == values[-1] and values.count(values[0]) == len(values)


def _named(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


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

"""One engine, one way to open a transaction, and what differs between SQLite and PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from functools import cache
from sqlite3 import Error as SqliteError
from typing import Any
from weakref import WeakKeyDictionary

from pydantic_core import from_json
from sqlalchemy import DateTime, Dialect, Engine, create_engine, event, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.attributes import flag_dirty, set_committed_value
from sqlalchemy.orm.util import identity_key
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

from carehub.core import changes, field_history
from carehub.core.errors import CareHubError
from carehub.settings import settings

BUSY_SECONDS = 5
KEPT_OPEN = 8

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Busy(CareHubError):
    """The database was locked by another writer for longer than we wait."""


_KEPT_ROWS = "carehub_kept_rows"
_LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL, appendix A
_BUSY = "Someone else is saving a lot just now. Nothing was changed; please try again."


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant; stored as UTC, read back aware. A naive datetime is a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime is not an instant")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def make_engine(url: str) -> Engine:
    """An engine with the durability and the locking that patient data needs."""
    # Nobody ever waits for a connection: who waits in the event loop or holds up who must commit would
    # stop everybody. How many are open at once is bounded by the queue of writers and by the threads.
    settled: dict[str, Any] = {"pool_size": KEPT_OPEN, "max_overflow": -1, "json_deserializer": from_json}
    if not url.startswith("sqlite"):
        # Also for who does not answer at all: readers wait on the event loop, and everybody with them.
        wait = {
            "options": f"-c lock_timeout={BUSY_SECONDS}s",
            "connect_timeout": BUSY_SECONDS,
            "tcp_user_timeout": 2_000 * BUSY_SECONDS,
        }
        engine = create_engine(_with_psycopg(url), pool_pre_ping=True, connect_args=wait, **settled)
        event.listen(engine, "handle_error", _say_busy)
        return engine
    connect = {"check_same_thread": False, "timeout": BUSY_SECONDS}
    engine = create_engine(url, connect_args=connect, **settled)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "checkin", _end_what_is_open)
    return engine


@cache
def engine() -> Engine:
    """The engine of this process."""
    return make_engine(settings().database)


@contextmanager
def unit_of_work(*, write: bool = True, on: Connection | None = None) -> Iterator[Session]:
    """One transaction: committed at the end, rolled back on any error.

    What was announced in it reaches the hub only after the commit. On SQLite a writer takes the
    lock at once (BEGIN IMMEDIATE), so that it waits at the door instead of failing half-way.
    ``on`` is a connection that the caller holds, for transactions that leave each other temporary tables.
    """
    session = open_session(write=write, on=on)
    try:
        begin(session)
        yield session
        finish(session)
    finally:
        session.close()


@asynccontextmanager
async def unit_of_work_off_loop(*, write: bool = True) -> AsyncIterator[Session]:
    """``unit_of_work`` for the event loop: a writer waits for others' lock and for the disk in a thread.

    The few short statements in between, and those of a reader, run on the loop.
    """
    if not write:
        with unit_of_work(write=False) as session:
            yield session
        return
    async with _writers():
        session = _begun_at_once() or open_session(write=True)
        event.listen(session, "loaded_as_persistent", _keep)
        try:
            await _begun_in_time(session)
            yield session
            await _to_its_end(session.commit)
        finally:
            session.close()
    changes.release(session)


def open_session(*, write: bool, wait: bool = True, on: Connection | None = None) -> Session:
    """A session that has not begun yet; ``begin`` may wait for the writer lock, unless it shall not."""
    bound = (on or engine()).execution_options(carehub_write=write, carehub_wait=wait)
    return Session(bound, expire_on_commit=False)


def begin(session: Session) -> None:
    """Start the transaction now; at most five seconds for the lock, then Busy."""
    try:
        session.connection()
    except OperationalError as error:
        if "locked" not in str(error.orig):
            raise
        raise Busy(_BUSY) from None


def finish(session: Session) -> None:
    """Commit, then tell the others."""
    session.commit()
    changes.release(session)


def versioned_update(
    session: Session, model: type[SQLModel], row_id: int, version: int, **values: object
) -> bool:
    """Change one row only if nobody changed it since ``version``; False when somebody did.

    What the fields held and hold now goes into the history of fields, with the next entry of the journal.
    """
    table: Any = model
    session.flush()
    changed = {**values, "version": version + 1}
    before = _held(session, model, row_id, version, values.keys())
    of_that_version = update(table.__table__).where(table.id == row_id, table.version == version)
    if session.connection().execute(of_that_version.values(changed)).rowcount != 1:
        return False
    field_history.note(session, table.__tablename__, row_id, before, values)
    _take_over(session, model, row_id, changed)
    return True


def _held(
    session: Session, model: type[SQLModel], row_id: int, version: int, names: Collection[str]
) -> Mapping[str, object]:
    """What these fields of the row hold; the row in hand is asked first, if it is of that version."""
    row: Any = session.identity_map.get(identity_key(model, row_id))
    if row is not None and row.version == version:
        return {name: getattr(row, name) for name in names}
    if not names:
        return {}
    table: Any = model
    held = session.connection().execute(
        select(*(getattr(table, name) for name in names)).where(table.id == row_id)
    )
    return {str(name): value for row in held.mappings() for name, value in row.items()}


def _take_over(session: Session, model: type[SQLModel], row_id: int, changed: Mapping[str, object]) -> None:
    """Give the row in hand, if there is one, what was written; a rolled-back savepoint takes it back."""
    # What the ORM does for an update of its own, at a third of its price.
    row = session.identity_map.get(identity_key(model, row_id))
    if row is not None:
        for name, value in changed.items():
            set_committed_value(row, name, value)
        flag_dirty(row)


def _keep(session: Session, row: object) -> None:
    # A row that nobody holds is forgotten, and the next verb of the same handler would ask for it again.
    session.info.setdefault(_KEPT_ROWS, []).append(row)


def _writers() -> AbstractAsyncContextManager[object]:
    # One writer of the loop at a time, in order. SQLite has one lock; on PostgreSQL a statement on the
    # loop that waited for a row of another writer of this loop would wait for ever.
    return _queues.setdefault(asyncio.get_running_loop(), asyncio.Lock())


_queues: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


def _begun_at_once() -> Session | None:
    """A writer's session that had not to wait: on SQLite, where nobody outside this loop writes just now."""
    if engine().dialect.name != "sqlite":
        return None
    session = open_session(write=True, wait=False)
    try:
        begin(session)
    except Busy:
        session.close()
        return None
    return session


async def _begun_in_time(session: Session) -> None:
    if not session.in_transaction():
        await _to_its_end(begin, session)


async def _to_its_end(work: Callable[..., object], *args: object) -> None:
    """Run in a thread; when the caller is cancelled meanwhile, still wait for the thread."""
    running = asyncio.ensure_future(asyncio.to_thread(work, *args))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise


def _say_busy(failure: ExceptionContext) -> None:
    if getattr(failure.original_exception, "sqlstate", "") == _LOCK_NOT_AVAILABLE:
        raise Busy(_BUSY) from None


def _with_psycopg(url: str) -> str:
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # We say BEGIN ourselves: the driver's own habit is a deferred one, which loses writers to "locked".
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS}000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _end_what_is_open(connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    # After a commit that failed SQLAlchemy asks for no rollback: such a connection would hold the lock in
    # the pool, and nobody could save anything any more.
    if connection is not None and connection.in_transaction:
        try:
            connection.rollback()
        except SqliteError:
            record.invalidate()


def _begin_sqlite(connection: Connection) -> None:
    said = connection.get_execution_options()
    begin_it = "BEGIN IMMEDIATE" if said.get("carehub_write", True) else "BEGIN"
    if said.get("carehub_wait", True):
        connection.exec_driver_sql(begin_it)
        return
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        connection.exec_driver_sql(begin_it)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_SECONDS}000")

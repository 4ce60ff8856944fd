"""One engine for each kind of database, for all tests of a process.

An engine remembers what it compiled; with a new one for each test that was a fifth of the time of the tests.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Dialect, Engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

MakeEngine = Callable[[str], Engine]
_kept: dict[str, Engine] = {}


def keeping(make: MakeEngine, kept_for: str) -> MakeEngine:
    """``make``, save that the database at ``kept_for`` gets the engine that is kept for its kind."""
    return lambda url: _engine_at(url, make) if url == kept_for else make(url)


def _engine_at(url: str, make: MakeEngine) -> Engine:
    kind = make_url(url).get_backend_name()
    if kind not in _kept:
        _kept[kind] = make(url)
        if kind == "sqlite":
            event.listen(_kept[kind], "do_connect", _to_its_file)
            event.listen(_kept[kind], "connect", _forget_durability)
    _kept[kind].url = make_url(url)
    return _kept[kind]


def _to_its_file(
    dialect: Dialect, _entry: ConnectionPoolEntry, _given: tuple[Any, ...], options: dict[str, Any]
) -> DBAPIConnection:
    """The engine was made for the file of another test."""
    return dialect.connect(_kept["sqlite"].url.database, **options)


def _forget_durability(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """As on PostgreSQL: what a test wrote is gone after it, so that nothing waits for the disk."""
    connection.execute("PRAGMA synchronous = OFF")

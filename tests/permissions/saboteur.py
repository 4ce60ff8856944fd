"""Who stands in the driver of the database: one statement fails, and every commit of something written."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import PoolProxiedConnection

# SQLite's codes for a disk that is full, one that is read-only, and one that does not answer.
HOW = {13: "database or disk is full", 8: "attempt to write a readonly database", 10: "disk I/O error"}


class Saboteur:
    """Lets one statement fail, by its number since ``begin``, and the commit of whatever was written."""

    def __init__(self) -> None:
        self.chance = random.Random(5)
        self.is_at_work = True
        self._committing = Lock()
        self._changes: dict[int, int] = {}
        self.begin()

    def begin(self, fails_at: int = 0) -> None:
        self.fails_at, self.asked, self.has_stopped_a_commit = fails_at, 0, False

    def before_a_transaction(self, connection: Connection) -> None:
        driver = connection.connection.dbapi_connection
        self._changes[id(driver)] = _changes(driver)

    def before_a_statement(self, *_given: object) -> None:
        self.asked += 1
        if self.is_at_work and self.asked == self.fails_at:
            raise self._failure()

    def commit(self, connection: PoolProxiedConnection) -> None:
        driver = connection.dbapi_connection
        with self._committing:
            if self.is_at_work and _changes(driver) > self._changes[id(driver)]:
                self.has_stopped_a_commit = True
                raise self._failure()
            connection.commit()

    @contextmanager
    def resting(self) -> Iterator[None]:
        self.is_at_work = False
        yield
        # Commits are made in threads: one that has begun comes to its end first.
        with self._committing:
            self.is_at_work = True

    def _failure(self) -> sqlite3.OperationalError:
        code = self.chance.choice(list(HOW))
        failure = sqlite3.OperationalError(HOW[code])
        failure.sqlite_errorcode = code
        return failure


def _changes(driver: DBAPIConnection | None) -> int:
    assert isinstance(driver, sqlite3.Connection)
    return driver.total_changes

"""Who calls: persons with and without a session, and what their calls did to the database."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlmodel import SQLModel, col, select

from carehub.accounts import sessions
from carehub.accounts.models import SignInSession, User
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.database import engine, unit_of_work
from tests.conftest import People

NOBODIES = ("anonymous", "invented", "ended", "idle", "too old", "disabled", "half", "locked")


def cookie_of(actor: Actor, *, is_half: bool = False) -> str:
    with unit_of_work() as session:
        token = sessions.start(session, actor.user_id, is_half=is_half)
    return f"{sessions.cookie_name()}={token}"


def cookie_without_a_session(people: People, how: str) -> str:
    if how in ("anonymous", "invented"):
        return f"{sessions.cookie_name()}=invented" if how == "invented" else ""
    cookie = cookie_of(people.pat if how == "disabled" else people.erin, is_half=how == "half")
    newest = select(SignInSession).order_by(col(SignInSession.id).desc())
    with unit_of_work() as session:
        row = session.exec(newest).first()
        assert row is not None
        moment = clock.now()
        match how:
            case "ended":
                row.ended_at = moment
            case "idle":
                row.last_active_at = moment - timedelta(hours=2)
            case "locked":
                row.locked_at = moment
            case "too old":
                row.created_at = moment - timedelta(hours=13)
            case "disabled":
                session.get_one(User, people.pat.user_id).is_active = False
    return cookie


class Guilty:
    """Names the handlers after which somebody else's connection had changed the database, and what."""

    def __init__(self) -> None:
        self.handlers: list[str] = []
        # Not one of ours: it waits for nobody, and nobody waits for it.
        self.connection = sqlite3.connect(engine().url.database or "")
        tables = self.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        self.tables = [name for (name,) in tables]
        self.forgive()

    def look(self, handler: str) -> None:
        if self._version() == self.version:
            return
        before = self.rows
        self.forgive()
        # The version moves, too, when the write-ahead log begins anew and nothing was saved.
        if self.rows != before:
            changed = [table for table in self.tables if self.rows[table] != before[table]]
            self.handlers.append(f"{handler} changed {', '.join(changed)}")

    def forgive(self) -> None:
        """What was changed until now was meant to be."""
        self.version, self.rows = self._version(), self._rows()

    def _version(self) -> int:
        return self.connection.execute("PRAGMA data_version").fetchone()[0]

    def _rows(self) -> dict[str, list[tuple[object, ...]]]:
        return {name: self.connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in self.tables}


@contextmanager
def nothing_changes() -> Iterator[Guilty]:
    before = rows_now()
    guilty = Guilty()
    yield guilty
    guilty.connection.close()
    assert guilty.handlers == []
    assert rows_now() == before


def rows_now() -> dict[tuple[str, object], dict[str, object]]:
    """Every row of every table by its key."""
    rows: dict[tuple[str, object], dict[str, object]] = {}
    with engine().connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            keys = [column.name for column in table.primary_key.columns]
            for row in connection.execute(table.select()).mappings():
                rows[table.name, tuple(row[key] for key in keys)] = dict(row)
    return rows

"""The whole database at one moment, taken while people write, and looked at before anyone relies on it."""

import os
import shutil
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select, table, text
from sqlalchemy.engine import make_url

from carehub.core import database
from carehub.core.errors import CareHubError, Conflict

SQLITE, POSTGRESQL = "database.sqlite", "database.dump"
_FILES = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
_PATIENCE_SECONDS = 3600


class Damaged(CareHubError):
    """A backup or a database is not what it was when it was made."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A database in a file; ``rows`` counts each table at that moment, ``revision`` is its form."""

    file: Path
    revision: str
    rows: dict[str, int]


def take(engine: Engine, folder: Path) -> Snapshot:
    """Write the database as it is now into ``folder``; others go on reading and writing."""
    file = folder / _FILES[engine.dialect.name]
    return _of_sqlite(engine, file) if engine.dialect.name == "sqlite" else _of_postgresql(engine, file)


def put_back(file: Path, url: str) -> None:
    """Make the snapshot the database at ``url``, where there must be none yet."""
    if (file.name == SQLITE) is not url.startswith("sqlite"):
        raise Conflict(
            "This backup is of another kind of database. Restore it with the CAREHUB_DATABASE_URL "
            "that the center had, then move it."
        )
    if file.name == SQLITE:
        shutil.copyfile(file, _path_in(url))
        os.chmod(_path_in(url), 0o600)
        return
    name = make_url(url).database or ""
    _run(url, "pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={name}", str(file))


def is_empty(url: str) -> bool:
    """Whether no center lives at this address."""
    if url.startswith("sqlite"):
        return not _path_in(url).exists()
    engine = database.make_engine(url)
    try:
        return not inspect(engine).get_table_names()
    finally:
        engine.dispose()


def look_at(url: str, rows: dict[str, int]) -> None:
    """Raise Damaged unless the database is sound and every table has as many rows as it should."""
    engine = database.make_engine(url)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                _refuse_unsound(connection)
            found = _rows(connection)
    finally:
        engine.dispose()
    wrong = sorted(name for name in rows.keys() | found.keys() if rows.get(name) != found.get(name))
    if wrong:
        raise Damaged(f"The number of rows is not what it was in: {', '.join(wrong)}.")


def _of_sqlite(engine: Engine, file: Path) -> Snapshot:
    with closing(engine.raw_connection()) as raw:
        # One moment, unlike a copy of the file, and never started over, unlike the backup interface.
        raw.cursor().execute("VACUUM INTO ?", (str(file),))
    os.chmod(file, 0o600)
    url = f"sqlite:///{file}"
    taken = database.make_engine(url)
    try:
        with taken.connect() as connection:
            _refuse_unsound(connection)
            return Snapshot(file, _revision(connection), _rows(connection))
    finally:
        taken.dispose()
        for leftover in ("-wal", "-shm"):
            Path(f"{file}{leftover}").unlink(missing_ok=True)


def _of_postgresql(engine: Engine, file: Path) -> Snapshot:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        moment = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        revision, rows = _revision(connection), _rows(connection)
        url = engine.url.render_as_string(hide_password=False)
        _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
             f"--snapshot={moment}", f"--file={file}")  # fmt: skip
    return Snapshot(file, revision, rows)


def _refuse_unsound(connection: Connection) -> None:
    if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
        raise Damaged("The database file is damaged: SQLite's own check fails.")
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise Damaged("The database is damaged: there are rows that refer to nothing.")


def _revision(connection: Connection) -> str:
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()


def _rows(connection: Connection) -> dict[str, int]:
    tables = inspect(connection).get_table_names()
    counts = {name: select(func.count()).select_from(table(name)) for name in tables}
    return {name: connection.execute(count).scalar_one() for name, count in counts.items()}


def _run(url: str, program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL. The password travels where ``ps`` does not show it."""
    found = shutil.which(program)
    if found is None:
        raise Conflict(f"{program} is not installed: it comes with PostgreSQL's client programs.")
    done = subprocess.run(
        [found, *arguments], env=_variables(url), capture_output=True, text=True, timeout=_PATIENCE_SECONDS
    )
    if "version mismatch" in done.stderr:
        raise Conflict(f"{program} is older than the PostgreSQL server: install the server's own version.")
    if done.returncode != 0:
        raise Damaged(f"{program} could not do it (exit {done.returncode}).")


def _variables(url: str) -> dict[str, str]:
    """What the programs of PostgreSQL read, and nothing else of this process."""
    at = make_url(url)
    asked = {key: value if isinstance(value, str) else value[0] for key, value in at.query.items()}
    said = {
        "PGHOST": asked.get("host") or at.host or "localhost",
        "PGPORT": str(at.port or 5432),
        "PGUSER": at.username or "",
        "PGPASSWORD": at.password or "",
        "PGDATABASE": at.database or "",
        "PGSSLMODE": asked.get("sslmode", ""),
        "PGSSLROOTCERT": asked.get("sslrootcert", ""),
    }
    return {name: value for name, value in said.items() if value}


def _path_in(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))

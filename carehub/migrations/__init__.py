"""The database's form, one step a file, each with its way back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

HERE = Path(__file__).parent


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to ``revision``, from empty if need be."""
    # Each start comes here: what is there already need not load every table's model, nor look at every row.
    if revision == "head" and is_current(engine):
        return
    _run(engine, command.upgrade, revision)


def upgrade_within(connection: Connection) -> None:
    """Bring an empty database to its newest form inside the caller's transaction."""
    config = config_for()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to ``revision`` (``-1``: one step)."""
    _run(engine, command.downgrade, revision)


def check(engine: Engine) -> None:
    """Raise ``alembic.util.CommandError`` when the models say something that no migration made."""
    config = config_for()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def is_current(engine: Engine) -> bool:
    """Whether the database is in the form that the newest migration gives it."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest()


@cache
def newest() -> str | None:
    """The newest migration of this version. Read once: whoever watches the server asks again and again."""
    return ScriptDirectory.from_config(config_for()).get_current_head()


def knows(revision: str) -> bool:
    """Whether this version of CareHub can take a database of that form further."""
    return revision in {each.revision for each in ScriptDirectory.from_config(config_for()).walk_revisions()}


def config_for() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    return config


def _run(engine: Engine, step: Callable[[Config, str], None], revision: str) -> None:
    config = config_for()
    with engine.connect() as connection, _tables_can_be_rebuilt(connection), connection.begin():
        config.attributes["connection"] = connection
        step(config, revision)
        _refuse_orphans(connection)


@contextmanager
def _tables_can_be_rebuilt(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew: dropping the old one must not take what refers to it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        # Ctrl-C in the middle of a statement has closed it already; a new connection has the setting anew.
        if not connection.invalidated:
            driver.execute("PRAGMA foreign_keys=ON")
            driver.close()


def _refuse_orphans(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError("a migration left rows that refer to nothing; the database stays as it was")

"""`carehub move-to`: an SQLite center into an empty PostgreSQL database, compared row by row."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DataError, OperationalError
from sqlmodel import Session, SQLModel

from carehub import migrations, models  # noqa: F401  every table must be known
from carehub.core import copying, database, journal
from carehub.core.copying import Sum
from carehub.core.errors import Conflict, Invalid
from carehub.serving import safety
from carehub.serving.data import only_server_of
from carehub.settings import Settings, settings

ACTION = "center.move"


@click.command("move-to")
@click.argument("address", nargs=-1, metavar="")
@click.option(
    "--address-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file that holds the address and that only its owner can read; asked for when there is none.",
)
def move_to(address: tuple[str, ...], address_file: Path | None) -> None:
    """Copy the center into an empty PostgreSQL database; CareHub must be stopped.

    Its address (postgresql://user:password@host/name) is typed unseen or read from a file: on the command
    line everybody on this computer could read the password. Nothing is changed here. Killed half-way, the
    database there is as empty as before.
    """
    if address:
        raise Invalid(
            "Leave the address away: it is asked for. What was typed just now is in the shell's history."
        )
    moved = move(settings(), _address_in(address_file) if address_file else _typed_address())
    tables = sum(each.rows > 0 for each in moved.values())
    click.echo(
        f"Moved and compared row by row: {sum(each.rows for each in moved.values()):,} rows in {tables} "
        f"tables, the journal is whole.\n"
        "Now set CAREHUB_DATABASE_URL to that address for every start, and keep CAREHUB_HOME: documents "
        f"and keys stay there.\n{settings().home / 'carehub.db'} is not read any more. It holds patients: "
        "delete it after the first backup of the new database."
    )


def _address_in(file: Path) -> str:
    if not safety.is_owners_only(file):
        raise Conflict(f"Others on this computer can read {file} and the password in it: chmod 600 {file}")
    return file.read_text().strip()


def _typed_address() -> str:
    typed: str = click.prompt("Address of the empty database (what you type is not shown)", hide_input=True)
    return typed.strip()


def move(here: Settings, url: str) -> dict[str, Sum]:
    """What each table of the moved center holds, once the target is committed and the same."""
    _refuse_to_move(here, url)
    target = database.make_engine(url)
    try:
        with only_server_of(here), _still(database.engine()) as source, _all_or_nothing(target) as filled:
            return _move(source, filled)
    except OperationalError:
        raise Conflict(
            "The database there cannot be opened: does its server run, is its address right?"
        ) from None
    except DataError:
        raise Conflict("PostgreSQL cannot keep a value that stands here; nothing was moved.") from None
    finally:
        target.dispose()


def _move(source: Connection, target: Connection) -> dict[str, Sum]:
    if inspect(target).get_table_names():
        raise Conflict("There is something in that database already: moving needs an empty one.")
    migrations.upgrade_within(target)
    copying.copy_everything(source, target)
    copying.continue_numbers(source, target)
    if wrong := copying.differing(source, target):
        raise Conflict(f"Not the same after copying: {', '.join(wrong)}. Nothing was moved.")
    with Session(target, join_transaction_mode="create_savepoint") as session:
        if (broken := journal.first_broken(session)) is not None:
            raise Conflict(f"The journal was changed at entry {broken}; nothing was moved.")
        moved = {table.name: copying.sum_of(target, table) for table in SQLModel.metadata.sorted_tables}
        journal.record(session, None, ACTION, subject="database:postgresql")
        session.commit()
    return moved


def _refuse_to_move(here: Settings, url: str) -> None:
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        backend = ""
    if backend not in {"postgresql", "postgres"}:
        raise Invalid(
            "That is not the address of a PostgreSQL database: postgresql://user:password@host/name."
        )
    if not here.is_sqlite:
        raise Conflict("This center is on PostgreSQL already (CAREHUB_DATABASE_URL).")
    if not (here.home / "carehub.db").is_file():
        raise Conflict(f"There is no center in {here.home}.")
    if not migrations.is_current(database.engine()):
        raise Conflict("This center was last run by another CareHub: start this version once, then move.")


@contextmanager
def _still(engine: Engine) -> Iterator[Connection]:
    """The source, in a transaction that keeps every other program from writing and is rolled back."""
    with engine.connect() as connection:
        yield connection
        connection.rollback()


@contextmanager
def _all_or_nothing(engine: Engine) -> Iterator[Connection]:
    """One transaction from the first table to the last comparison."""
    with engine.connect() as connection, connection.begin():
        yield connection

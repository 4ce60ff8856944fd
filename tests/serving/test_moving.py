"""A center of one computer moves to PostgreSQL: everything arrives, or nothing does."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, inspect, text
from sqlmodel import Session, SQLModel, col, select

from carehub.cli import refusal_of
from carehub.core import copying, database, journal
from carehub.core.copying import Sum
from carehub.core.errors import Conflict
from carehub.core.journal import JournalEntry
from carehub.patients.models import Patient
from carehub.serving.data import only_server_of
from carehub.serving.moving import ACTION, move, move_to
from carehub.settings import settings
from tests.conftest import make_patient, open_center
from tests.serving.running import PROJECT

PASSWORD = "four-brown-teapots"
ADDRESS = f"postgresql://carehub:{PASSWORD}@localhost/center"
# Dies when all is copied and nothing is committed yet.
DYING = """
import os, signal, sys
from carehub.core import copying
from carehub.serving import moving
from carehub.settings import settings
copying.differing = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
moving.move(settings(), sys.argv[1])
"""


@pytest.fixture
def small(home: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A center on SQLite, whose people have names from everywhere."""
    monkeypatch.delenv("CAREHUB_DATABASE_URL", raising=False)
    shutil.copy(sqlite_template, home / "carehub.db")
    with database.unit_of_work() as session:
        people = open_center(session)
        for name in ("Núñez", "O'Brien", "李"):
            make_patient(session, people.sites["Northside"], last_name=name, extra={"note": "é"})
            journal.record(session, people.alice, "patient.add", subject="patient:1")
    return home


@pytest.fixture
def empty(postgres: str) -> Iterator[str]:
    """The address of a PostgreSQL database with nothing in it."""
    server = database.make_engine(postgres).execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE moved STRATEGY FILE_COPY")
    yield postgres.replace("/postgres?", "/moved?")
    with server.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE moved WITH (FORCE)")
    server.dispose()


@pytest.fixture
def target(empty: str) -> Iterator[Engine]:
    engine = database.make_engine(empty)
    yield engine
    engine.dispose()


def test_every_row_arrives_and_the_journal_goes_on(small: Path, empty: str, target: Engine) -> None:
    moved = move(settings(), empty)
    assert moved["patients"].rows == 3
    assert sums(database.engine()) == moved
    with Session(target) as session:
        assert journal.first_broken(session) is None
        last = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq).desc()).limit(1)).one()
        assert last.action == ACTION
        assert {each.last_name for each in session.exec(select(Patient))} == {"Núñez", "O'Brien", "李"}
        assert session.scalar(text("SELECT count(*) FROM patient_search")) == 3


def test_numbers_go_on_where_the_center_was(small: Path, empty: str, target: Engine) -> None:
    move(settings(), empty)
    with Session(target) as session:
        ids = session.exec(select(Patient.id)).all()
        site = session.exec(select(Patient.home_site_id)).first()
        assert site is not None
        assert make_patient(session, site).id == max(filter(None, ids)) + 1


def test_a_database_with_something_in_it_is_left_alone(small: Path, empty: str, target: Engine) -> None:
    with target.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE somebody_elses (id integer)")
    with pytest.raises(Conflict, match="needs an empty one"):
        move(settings(), empty)
    assert inspect(target).get_table_names() == ["somebody_elses"]


def test_a_running_center_does_not_move(small: Path, empty: str, target: Engine) -> None:
    with only_server_of(settings()), pytest.raises(Conflict, match="already runs"):
        move(settings(), empty)
    assert inspect(target).get_table_names() == []


def test_killed_half_way_there_is_nothing_there_and_the_center_stays(
    small: Path, empty: str, target: Engine
) -> None:
    before = sums(database.engine())
    killed = subprocess.run([sys.executable, "-c", DYING, empty], cwd=PROJECT)
    assert killed.returncode == -signal.SIGKILL
    assert inspect(target).get_table_names() == []
    assert sums(database.engine()) == before
    assert move(settings(), empty) == before


def test_a_row_that_did_not_arrive_as_it_was_stops_the_move(
    small: Path, empty: str, target: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_a_slip(source: object, there: object) -> None:
        there.execute(text("UPDATE patients SET first_name = 'Mario' WHERE id = 2"))  # pyright: ignore

    monkeypatch.setattr(copying, "continue_numbers", with_a_slip)
    with pytest.raises(Conflict, match="Not the same after copying: patients"):
        move(settings(), empty)
    assert inspect(target).get_table_names() == []


def test_a_changed_journal_does_not_move(small: Path, empty: str, target: Engine) -> None:
    (small / "journal.key").write_bytes(b"another key")
    journal._key.cache_clear()
    with pytest.raises(Conflict, match="The journal was changed at entry 1"):
        move(settings(), empty)
    assert inspect(target).get_table_names() == []


@pytest.mark.parametrize("url", ["sqlite:///elsewhere.db", "mysql://localhost/x", "nonsense"])
def test_only_postgresql_is_moved_to(small: Path, url: str) -> None:
    assert "not the address of a PostgreSQL database" in refusal_of(["move-to", *kept_in(small, url)])


def test_a_center_that_is_not_there_does_not_move(home: Path, empty: str) -> None:
    assert "There is no center" in refusal_of(["move-to", *kept_in(home, empty)])


def test_an_address_on_the_command_line_is_refused_and_not_repeated(small: Path) -> None:
    """Whoever lists the processes of this computer reads it there."""
    refusal = refusal_of(["move-to", ADDRESS])
    assert "Leave the address away" in refusal
    assert PASSWORD not in refusal


def test_a_file_that_others_can_read_is_not_read(small: Path) -> None:
    file = kept_in(small, ADDRESS, mode=0o644)
    assert "Others on this computer can read" in refusal_of(["move-to", *file])


def test_an_address_that_is_typed_is_not_shown(small: Path) -> None:
    asked = CliRunner().invoke(move_to, input=f"mysql://carehub:{PASSWORD}@localhost/center\n")
    assert "what you type is not shown" in asked.output
    assert PASSWORD not in asked.output
    assert "not the address of a PostgreSQL database" in str(asked.exception)


def kept_in(folder: Path, address: str, mode: int = 0o600) -> list[str]:
    """The option that names a file with this address."""
    file = folder / "address"
    file.write_text(f"{address}\n")
    file.chmod(mode)
    return ["--address-file", str(file)]


def sums(engine: Engine) -> dict[str, Sum]:
    with engine.connect() as connection:
        found = {table.name: copying.sum_of(connection, table) for table in SQLModel.metadata.sorted_tables}
        connection.rollback()
    return found

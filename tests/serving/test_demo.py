"""The practice center: made once, kept until it is thrown away, and never in somebody else's place."""

from pathlib import Path

import pytest
from sqlalchemy import text

from carehub.core.database import make_engine
from tests.serving.running import carehub, free_port, running


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "practice"
    made = carehub("demo", "--no-serve", CAREHUB_HOME=str(folder))
    assert made.returncode == 0, made.stderr
    assert "password practice-center-only" in made.stdout
    assert all(f"  {name} " in made.stdout for name in ("alice", "bob", "charlie", "dana", "erin", "pat"))
    return folder


def test_it_is_kept_when_it_is_there(practice: Path) -> None:
    before = patients_in(practice)
    again = carehub("demo", "--no-serve", "--password", "another one altogether", CAREHUB_HOME=str(practice))
    assert "Making" not in again.stdout
    assert "password as given when it was made" in again.stdout
    assert patients_in(practice) == before == 400


def test_it_is_not_touched_while_someone_practices(build: Path, practice: Path) -> None:
    with running(practice) as server:
        refused = carehub("demo", "--reset", "--port", str(free_port()), CAREHUB_HOME=str(practice))
        assert "already runs" in refused.stderr
        assert "set-up" not in "".join(server.said)


def test_reset_makes_it_anew_with_another_password(practice: Path) -> None:
    ask(practice, "UPDATE patients SET last_name = 'Scribble' RETURNING 1")
    anew = carehub(
        "demo", "--no-serve", "--reset", "--password", "another one altogether", CAREHUB_HOME=str(practice)
    )
    assert "password another one altogether" in anew.stdout
    assert ask(practice, "SELECT count(*) FROM patients WHERE last_name = 'Scribble'") == 0
    assert patients_in(practice) == 400


def test_a_center_of_real_people_is_left_alone(folder: Path) -> None:
    carehub("user", "add", "dana", "--role", "admin", "--center", "Riverbend", CAREHUB_HOME=str(folder))
    refused = carehub("demo", "--no-serve", "--reset", CAREHUB_HOME=str(folder))
    assert refused.returncode == 1
    assert "holds Riverbend" in refused.stderr
    assert ask(folder, "SELECT user_name FROM users") == "dana"


def patients_in(home: Path) -> object:
    return ask(home, "SELECT count(*) FROM patients")


def ask(home: Path, statement: str) -> object:
    """The first value of the first row that the statement gives; what it changes stays."""
    with make_engine(f"sqlite:///{home / 'carehub.db'}").begin() as connection:
        return connection.execute(text(statement)).scalar()

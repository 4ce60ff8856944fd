"""What a person reads when the command line refuses, and that it is never more than a sentence."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from carehub.cli import refusal_of
from carehub.core import database
from tests.conftest import forget_settings
from tests.serving.running import carehub, free_port


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        (["runn"], {}, "No such command 'runn'"),
        (["run", "--port", "99999"], {}, "Invalid value for '--port'"),
        (["run"], {"CAREHUB_PORT": "abc"}, "CAREHUB_PORT"),
        (["run"], {"CAREHUB_BASE_URL": "carehub.example.org"}, "is not an address such as"),
        (["run"], {"CAREHUB_HOST": "0.0.0.0"}, "does not listen on 0.0.0.0 without https"),
        (["run"], {"CAREHUB_TLS_CERT": "/nowhere.crt"}, "are set together or not at all"),
        (["run"], {"CAREHUB_TLS_CERT": "/no.crt", "CAREHUB_TLS_KEY": "/no.key"}, "There is no file /no.crt"),
        (["run"], {"CAREHUB_HOME": "/proc/data"}, "The data folder /proc/data cannot be made"),
        (["tls", "init", "two words"], {}, "is not the name or address of a computer"),
        (["demo"], {"CAREHUB_HOST": "0.0.0.0"}, "The practice center is for this computer only"),
        (["demo"], {"CAREHUB_DATABASE_URL": "postgresql://localhost/center"}, "keeps its own database"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    folder: Path, arguments: list[str], environment: dict[str, str], words: str
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        for name, value in {"CAREHUB_HOME": str(folder), **environment}.items():
            patched.setenv(name, value)
        forget_settings()
        refusal = refusal_of(arguments)
    forget_settings()
    assert words in refusal
    assert "\n" not in refusal


def test_a_refusal_goes_to_standard_error_with_exit_code_one(folder: Path) -> None:
    refused = carehub("run", CAREHUB_HOME=str(folder), CAREHUB_HOST="0.0.0.0")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert is_one_sentence(refused)
    assert not folder.exists()


def test_what_nobody_foresaw_is_kept_without_its_words(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "carehub.db").mkdir()
    monkeypatch.setattr("carehub.migrations.upgrade", fails_with_a_name)
    refusal = refusal_of(["user", "disable", "dana"])
    assert refusal.startswith("Something went wrong (code ")
    kept = (home / "errors.log").read_text()
    assert "RuntimeError" in kept
    assert "fails_with_a_name" in kept
    assert "Garcia" not in kept


@pytest.fixture
def ctrl_c_is_heard() -> Iterator[None]:
    """Also in what a shell has started in the background: that ignores the key."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c_is_heard")
def test_ctrl_c_in_the_middle_of_an_upgrade_is_told_calmly_and_the_next_start_does_it_again(
    home: Path,
) -> None:
    @event.listens_for(database.engine(), "after_cursor_execute", once=True)
    def press(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    stopped = refusal_of(["user", "disable", "dana"])
    assert stopped.startswith("Stopped while the database was brought to its new form")
    assert not (home / "errors.log").exists()
    assert refusal_of(["user", "disable", "dana"]).startswith("There is nobody")


def fails_with_a_name(*_: object) -> None:
    patient = "Garcia"
    raise RuntimeError(patient)


def test_a_taken_port_is_named(build: Path, folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port()))
        other.listen()
        port = other.getsockname()[1]
        refused = carehub("run", "--port", str(port), CAREHUB_HOME=str(folder))
    assert refused.returncode == 1
    assert f"port {port} (Address already in use)" in refused.stderr
    assert is_one_sentence(refused)


def test_an_unreachable_database_is_one_sentence(build: Path, folder: Path) -> None:
    unreachable = "postgresql://127.0.0.1:1/center"
    refused = carehub(
        "run", "--port", str(free_port()), CAREHUB_HOME=str(folder), CAREHUB_DATABASE_URL=unreachable
    )
    assert "The database cannot be opened" in refused.stderr
    assert is_one_sentence(refused)


def test_the_practice_center_never_moves_in_with_other_files(folder: Path) -> None:
    folder.mkdir()
    (folder / "letter.docx").write_text("mine")
    refused = carehub("demo", "--no-serve", CAREHUB_HOME=str(folder))
    assert "holds other files" in refused.stderr
    assert [path.name for path in folder.iterdir()] == ["letter.docx"]


def test_help_names_every_command(folder: Path) -> None:
    said = carehub("--help", CAREHUB_HOME=str(folder)).stdout
    assert all(name in said for name in ("run", "demo", "user", "doctor", "tls", "import", "export"))


def test_doctor_finds_nothing_wrong_on_a_fresh_machine(build: Path, folder: Path) -> None:
    done = carehub("doctor", CAREHUB_HOME=str(folder), CAREHUB_PORT=str(free_port()))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The pages are built." in done.stdout
    assert not folder.exists()


def test_doctor_says_what_keeps_carehub_from_running(build: Path, folder: Path) -> None:
    folder.mkdir()
    (folder / "carehub.db").write_bytes(b"no database at all" * 100)
    done = carehub("doctor", CAREHUB_HOME=str(folder), CAREHUB_HOST="0.0.0.0", CAREHUB_PORT=str(free_port()))
    assert done.returncode == 1
    assert "bad   The database cannot be opened" in done.stdout
    assert "bad   CareHub does not listen on 0.0.0.0 without https" in done.stdout
    assert "2 of 13 things" in done.stderr


def is_one_sentence(refused: subprocess.CompletedProcess[str]) -> bool:
    return refused.stderr.count("\n") == 1 and refused.stderr.startswith("carehub: ")

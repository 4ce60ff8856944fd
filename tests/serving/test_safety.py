"""What the doctor finds unsafe."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from carehub.core import clock, journal
from carehub.core.database import unit_of_work
from carehub.serving import safety
from carehub.settings import Settings
from tests.conftest import People


def test_a_file_that_others_can_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir(mode=0o700)
    for name, mode in (("carehub.db", 0o600), ("backups/old.age", 0o644)):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(mode)
    assert safety.exposed_files(tmp_path) == [tmp_path / "backups" / "old.age"]


@pytest.mark.parametrize(
    ("key", "is_weak"),
    [(b"secret", True), (b"x" * 64, True), (os.urandom(32), False)],
    ids=["short", "one letter", "random"],
)
def test_a_key_that_somebody_typed_is_weak(tmp_path: Path, key: bytes, is_weak: bool) -> None:
    (tmp_path / "journal.key").write_bytes(key)
    assert safety.weak_keys(tmp_path) == (["journal.key"] if is_weak else [])


@pytest.mark.parametrize(
    ("address", "is_weak"),
    [
        ("", False),
        ("redis://localhost:6379", False),
        ("redis://10.0.0.5:6379", True),
        ("redis://:short@10.0.0.5:6379", True),
        ("redis://:four-brown-teapots@10.0.0.5:6379", False),
    ],
)
def test_a_service_on_the_network_wants_a_real_password(address: str, is_weak: bool) -> None:
    found = list(safety.weak_passwords(Settings(redis_url=address)))  # pyright: ignore[reportCallIssue]
    assert found == (["CAREHUB_REDIS_URL"] if is_weak else [])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_clock_that_fell_behind_the_journal_is_told(people: People) -> None:
    assert safety.clock_problem() == ""
    with unit_of_work() as session, clock.freeze(clock.now() + timedelta(days=2)):
        journal.record(session, people.alice, "patients.look")
    assert "The clock is behind" in safety.clock_problem()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, ""),
        ({"host": "0.0.0.0", "behind_proxy": True}, "CAREHUB_BASE_URL is empty"),
        ({"behind_proxy": True, "base_url": "http://care.example.org"}, "names no https address"),
        ({"base_url": "http://care.example.org"}, "without https"),
        ({"behind_proxy": True, "base_url": "https://care.example.org"}, ""),
    ],
)
def test_addresses_and_https_must_go_together(given: dict[str, object], words: str) -> None:
    problem = safety.way_in_problem(Settings(**given))  # pyright: ignore[reportArgumentType, reportCallIssue]
    assert (words in problem) if words else (problem == "")

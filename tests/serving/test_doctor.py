"""Each thing that the doctor is there for is told, in words, once it is so."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from carehub.backups import keys, making
from carehub.core import clock, journal
from carehub.core.database import unit_of_work
from carehub.serving.doctor import Verdict, examine
from carehub.settings import settings
from tests.conftest import People, forget_settings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Ill = Callable[[Path, pytest.MonkeyPatch], None]


def _file_for_all(home: Path, _patched: pytest.MonkeyPatch) -> None:
    (home / "letter.pdf").touch()
    (home / "letter.pdf").chmod(0o644)


def _typed_key(home: Path, _patched: pytest.MonkeyPatch) -> None:
    (home / "journal.key").write_bytes(b"secret")


def _clock_behind(_home: Path, _patched: pytest.MonkeyPatch) -> None:
    with unit_of_work() as session, clock.freeze(clock.now() + timedelta(days=2)):
        journal.record(session, None, "patients.look")


def _full_disk(_home: Path, patched: pytest.MonkeyPatch) -> None:
    patched.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5_000_000))


def _no_backup(home: Path, _patched: pytest.MonkeyPatch) -> None:
    keys.new_recovery_key(home)


def _old_backup(home: Path, _patched: pytest.MonkeyPatch) -> None:
    keys.new_recovery_key(home)
    folder = making.folder_of(settings())
    folder.mkdir()
    (folder / f"carehub-2020-01-01T000000Z{making.SUFFIX}").touch()


def _proxy_without_https(_home: Path, patched: pytest.MonkeyPatch) -> None:
    patched.setenv("CAREHUB_BEHIND_PROXY", "1")


def _open_to_the_network(_home: Path, patched: pytest.MonkeyPatch) -> None:
    patched.setenv("CAREHUB_HOST", "0.0.0.0")


def _weak_redis(_home: Path, patched: pytest.MonkeyPatch) -> None:
    patched.setenv("CAREHUB_REDIS_URL", "redis://10.0.0.5:6379")


@pytest.mark.parametrize(
    ("ill", "words", "verdict"),
    [
        (_file_for_all, "Others can read 1 files, such as", Verdict.ODD),
        (_typed_key, "journal.key can be guessed", Verdict.ODD),
        (_weak_redis, "CAREHUB_REDIS_URL: use a password of", Verdict.ODD),
        (_clock_behind, "The clock is behind", Verdict.ODD),
        (_full_disk, "Only 5 MB are free", Verdict.ODD),
        (_no_backup, "There is no backup in", Verdict.ODD),
        (_old_backup, "The newest backup is", Verdict.ODD),
        (_proxy_without_https, "CAREHUB_BASE_URL names no https address", Verdict.ODD),
        (_open_to_the_network, "does not listen on 0.0.0.0 without https", Verdict.BAD),
    ],
)
def test_what_is_ill_is_named(
    people: People, home: Path, monkeypatch: pytest.MonkeyPatch, ill: Ill, words: str, verdict: Verdict
) -> None:
    for file in home.iterdir():
        file.chmod(0o600)
    assert _found(words) == []
    ill(home, monkeypatch)
    forget_settings()
    assert _found(words) == [verdict]


def _found(words: str) -> list[Verdict]:
    return [each.verdict for each in examine(settings()) if words in each.text]

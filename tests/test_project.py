"""Facts that stand in two places of the project, compared."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from pydantic import SecretStr

from carehub.settings import Settings

PROJECT = Path(__file__).resolve().parents[1]
RUN_LOCK, TEST_LOCK = PROJECT / "requirements.lock", PROJECT / "requirements-dev.lock"


@pytest.mark.parametrize("lock", [RUN_LOCK, TEST_LOCK], ids=lambda lock: lock.name)
def test_a_lock_holds_versions_and_hashes_and_no_place(lock: Path) -> None:
    text = lock.read_text()
    pinned = re.findall(r"^[\w.-]+(?:\[[\w,]+\])?==\S+.*$", text, re.MULTILINE)
    assert all(line.endswith("\\") for line in pinned)
    assert not re.search(r"://|--index|--find-links|@ file|/home/|/tmp/", text)


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    assert names_in(project["project"]["dependencies"] + groups["build"]) <= names_locked(RUN_LOCK)
    assert names_in(groups["dev"]) <= names_locked(TEST_LOCK)


def test_the_tests_run_on_the_versions_that_centers_run() -> None:
    assert pins(RUN_LOCK) <= pins(TEST_LOCK)


def test_the_readme_lists_every_setting_with_its_default() -> None:
    rows = re.findall(
        r"^\| `(CAREHUB_\w+)` \| (.*?) \| (.*?) \|$", (PROJECT / "README.md").read_text(), re.MULTILINE
    )
    assert rows == [
        (f"CAREHUB_{name.upper()}", shown(field.default), field.description)
        for name, field in Settings.model_fields.items()
    ]


@pytest.mark.parametrize("document", ["asvs.md", "security.md"])
def test_a_document_names_tests_that_exist(document: str) -> None:
    text = (PROJECT / "docs" / document).read_text()
    written = "".join(path.read_text() for path in (PROJECT / "tests").rglob("test_*.py"))
    missing = [name for name in re.findall(r"`(test_\w+)`", text) if f"def {name}(" not in written]
    missing += [path for path in re.findall(r"`(tests/[\w/.]+)`", text) if not (PROJECT / path).exists()]
    assert missing == []


def test_make_says_in_a_sentence_that_python_is_too_old(tmp_path: Path) -> None:
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(PROJECT / name, tmp_path)
    refused = subprocess.run(
        ["make", "run", "PYTHONS=no-such-python"], cwd=tmp_path, capture_output=True, text=True
    )
    assert refused.returncode != 0
    assert "CareHub needs Python 3.11 or newer" in refused.stderr
    assert not (tmp_path / ".venv").exists()


def shown(default: object) -> str:
    default = default.get_secret_value() if isinstance(default, SecretStr) else default
    return "" if default in (None, "") else f"`{int(default) if isinstance(default, bool) else default}`"


def names_in(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[=<>~ ;]", requirement)[0].lower() for requirement in requirements}


def names_locked(lock: Path) -> set[str]:
    return {pin.partition("==")[0].partition("[")[0].lower() for pin in pins(lock)}


def pins(lock: Path) -> set[str]:
    return set(re.findall(r"^[\w.-]+(?:\[[\w,]+\])?==[^ ;\\]+", lock.read_text(), re.MULTILINE))

"""The file's way in: nobody's bytes are kept before everything else was asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carehub.accounts import sessions
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.settings import settings
from carehub.spreadsheet_import import storage
from carehub.spreadsheet_import.models import Import
from carehub.spreadsheet_import.routes import FILE, REJECTS, ROUTES, TEMPLATE, WORKBOOK_TYPE
from tests.conftest import People
from tests.spreadsheet_import.files import csv_file
from tests.spreadsheet_import.steps import checked

LIST = b"MRN,Last name\n001,Ruiz\n"
# How the file gets in has nothing to do with the kind of database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def client(who: Actor | None) -> TestClient:
    opened = TestClient(Starlette(routes=ROUTES))
    if who is not None:
        with unit_of_work() as session:
            opened.cookies.set(sessions.cookie_name(), sessions.start(session, who.user_id))
    return opened


def put(who: Actor | None, content: bytes | Iterator[bytes], name: str = "list.csv") -> tuple[int, dict]:
    answer = client(who).put(FILE, params={"name": name}, content=content)
    return answer.status_code, answer.json()


def kept() -> tuple[list[str], list[str]]:
    with unit_of_work(write=False) as session:
        names = list(session.exec(select(Import.file_name)))
    return names, [path.name for path in storage.folder().iterdir()]


def test_a_file_starts_an_import_and_is_kept_for_its_owner_only(people: People) -> None:
    status, answer = put(people.dana, LIST, "../../our list.csv")
    assert status == 200
    with unit_of_work(write=False) as session:
        started = session.get_one(Import, answer["id"])
    assert (started.file_name, started.file_size) == ("our list.csv", len(LIST))
    copy = storage.path_of(started.file_key)
    assert copy.read_bytes() == LIST
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.parent.stat().st_mode & 0o777 == 0o700


def test_a_stranger_and_who_may_not_leave_nothing_behind(people: People) -> None:
    assert put(None, LIST)[0] == 401
    assert put(people.alice, LIST)[0] == 403
    assert put(people.bob, LIST)[0] == 403
    assert kept() == ([], [])


def test_a_file_that_is_too_large_is_refused_by_its_declared_size_and_by_its_bytes(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    too_much = b"x" * (settings().import_max_mb * 1024 * 1024 + 1)
    assert put(people.dana, too_much)[0] == 413
    chunks = (too_much[start : start + 65536] for start in range(0, len(too_much), 65536))
    status, answer = put(people.dana, chunks)
    assert status == 413
    assert "larger than 25 MB" in answer["error"]
    assert kept() == ([], [])


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00", b"%PDF-1.7", b"<html></html>"])
def test_what_is_no_list_is_refused_at_once(people: People, content: bytes) -> None:
    status, answer = put(people.dana, content)
    assert status == 422
    assert answer["error"].startswith("This")
    assert kept() == ([], [])


@pytest.mark.parametrize("key", ["", "..", "../carehub", "a/b", "A1"])
def test_a_key_names_no_other_file(people: People, key: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        storage.path_of(key)


def test_the_template_is_given_to_who_may_import(people: People) -> None:
    given = client(people.dana).get(TEMPLATE.replace("{kind:str}", "patients"))
    assert (given.status_code, given.headers["content-type"]) == (200, WORKBOOK_TYPE)
    assert given.content.startswith(b"PK")
    assert client(people.alice).get(TEMPLATE.replace("{kind:str}", "patients")).status_code == 403
    assert client(None).get(TEMPLATE.replace("{kind:str}", "patients")).status_code == 401


def test_the_rows_that_stayed_out_are_given_and_no_copy_is_left(people: People, tmp_path: Path) -> None:
    import_id = checked(people, csv_file(tmp_path, "MRN,Last name,DOB", "1,Ruiz,02/30/1990", "2,Soto,"))
    before = list(storage.folder().iterdir())
    given = client(people.dana).get(REJECTS.replace("{import_id:int}", str(import_id)))
    assert (given.status_code, given.headers["cache-control"]) == (200, "no-store")
    assert given.headers["content-disposition"] == 'attachment; filename="rows-to-correct.xlsx"'
    assert list(storage.folder().iterdir()) == before
    unknown = REJECTS.replace("{import_id:int}", "999")
    assert client(people.dana).get(unknown).status_code == 404
    assert client(people.alice).get(unknown).status_code == 403
    assert client(None).get(unknown).status_code == 401

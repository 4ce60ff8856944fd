"""Documents on their way in and out."""

from collections.abc import Iterator

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carehub.accounts import sessions
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid, NotFound
from carehub.core.journal import JournalEntry
from carehub.documents import service, storage
from carehub.documents.receiving import LARGEST, NAME_HEADER
from carehub.documents.routes import ROUTES
from tests.conftest import People, make_patient
from tests.documents.files import pdf, png

# How files get in and out has nothing to do with the kind of database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def patient_id(people: People) -> int:
    with unit_of_work() as session:
        return make_patient(session, people.sites["Northside"]).id or 0


def client(who: Actor | None) -> TestClient:
    opened = TestClient(Starlette(routes=ROUTES))
    if who is not None:
        with unit_of_work() as session:
            opened.cookies.set(sessions.cookie_name(), sessions.start(session, who.user_id))
    return opened


def put(
    who: Actor | None, patient_id: int, content: bytes | Iterator[bytes], name: str = "scan.pdf"
) -> tuple[int, dict]:
    path = f"/api/patients/{patient_id}/documents"
    answer = client(who).put(path, content=content, headers={NAME_HEADER: name})
    return answer.status_code, answer.json()


def kept() -> list[str]:
    return sorted(path.name for path in storage.folder().iterdir())


def journaled() -> list[tuple[str, int | None, str]]:
    with unit_of_work(write=False) as session:
        entries = session.exec(select(JournalEntry)).all()
        return [
            (entry.action, entry.actor_id, entry.reason) for entry in entries if "documents" in entry.action
        ]


def test_a_document_comes_in_and_goes_out_and_both_are_journaled(people: People, patient_id: int) -> None:
    status, answer = put(people.bob, patient_id, pdf(), "..%2F..%2Fconsult%20r%C3%A9port.pdf")
    assert status == 200
    (copy,) = storage.folder().iterdir()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.parent.stat().st_mode & 0o777 == 0o700
    out = client(people.pat).get(f"/api/documents/{answer['id']}")
    assert out.content == pdf()
    assert out.headers["content-type"] == "application/pdf"
    assert out.headers["content-disposition"] == "attachment; filename*=utf-8''consult%20r%C3%A9port.pdf"
    assert out.headers["x-content-type-options"] == "nosniff"
    assert journaled() == [
        ("documents.add", people.bob.user_id, ""),
        ("documents.download", people.pat.user_id, ""),
    ]


def test_who_may_not_leaves_no_byte_behind_and_gets_none(people: People, patient_id: int) -> None:
    assert put(None, patient_id, pdf())[0] == 401
    assert put(people.charlie, patient_id, pdf())[0] == 404
    assert put(people.dana, patient_id, pdf())[0] == 403
    assert put(people.alice, 999_999, pdf())[0] == 404
    assert kept() == []
    number = put(people.alice, patient_id, pdf())[1]["id"]
    path = f"/api/documents/{number}"
    assert [client(who).get(path).status_code for who in (None, people.charlie, people.dana)] == [
        401,
        404,
        403,
    ]
    assert client(people.alice).get("/api/documents/999999").status_code == 404
    assert [action for action, *_ in journaled()] == ["documents.add"]


def test_twenty_megabytes_are_the_most_by_declaration_and_by_count(people: People, patient_id: int) -> None:
    too_much = pdf() + b" " * LARGEST
    assert put(people.alice, patient_id, too_much)[0] == 413
    chunks = (too_much[start : start + 1_000_000] for start in range(0, len(too_much), 1_000_000))
    status, answer = put(people.alice, patient_id, chunks)
    assert (status, "20 MB" in answer["error"]) == (413, True)
    assert kept() == []


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\0 a program", "report.pdf"),
        (b"<html></html>", "photo.png"),
        (pdf() + b"PK\x03\x04", "x.pdf"),
    ],
)
def test_what_is_not_what_it_says_is_refused_and_not_kept(
    people: People, patient_id: int, content: bytes, name: str
) -> None:
    status, answer = put(people.alice, patient_id, content, name)
    assert status == 422
    assert answer["error"].startswith("This file")
    assert kept() == []
    assert journaled() == []


def test_a_removed_document_is_gone_for_everyone_and_its_reason_is_kept(
    people: People, patient_id: int
) -> None:
    number = put(people.alice, patient_id, png(), "card.png")[1]["id"]
    with unit_of_work() as session:
        with pytest.raises(NotFound):
            service.remove(session, people.charlie, number, "Mine now")
        with pytest.raises(Invalid, match="Say why"):
            service.remove(session, people.alice, number, "  ")
        service.remove(session, people.alice, number, "Wrong patient")
    with unit_of_work(write=False) as session:
        assert service.of_patient(session, people.alice, patient_id) == []
    assert client(people.alice).get(f"/api/documents/{number}").status_code == 404
    assert journaled()[-1] == ("documents.remove", people.alice.user_id, "Wrong patient")

"""The documents part: what is on file for a patient, and taking out what does not belong there."""

import pytest

from carehub.core.database import unit_of_work
from carehub.core.errors import NotFound
from carehub.desk.patient.documents.state import DocumentsPartState
from carehub.documents import service as documents
from carehub.documents import storage
from carehub.documents.models import FileKind
from carehub.documents.service import Received
from tests.conftest import People, make_patient
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
KEY = "a" * 32


@pytest.fixture
def maria(people: People) -> int:
    path = storage.path_of(KEY)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-1.7")
    with unit_of_work() as session:
        patient = make_patient(session, people.sites["Northside"]).id or 0
        received = Received(KEY, "Consent.pdf", FileKind.PDF, 2_500_000)
        documents.add(session, people.bob, patient, received)
        return patient


async def _part(people: People, name: str, patient_id: int | str) -> DocumentsPartState:
    page = state_of(DocumentsPartState, getattr(people, name), f"/patients/{patient_id}/documents")
    await page.load()
    return page


@pytest.mark.parametrize("name", ["alice", "bob", "pat", "erin"])
async def test_who_sees_the_patient_sees_what_is_on_file(people: People, maria: int, name: str) -> None:
    page = await _part(people, name, maria)
    assert [row["name"] for row in page.rows] == ["Consent.pdf"]
    assert page.rows[0]["about"].startswith("2.4 MB, Bob Tran, ")
    assert page.send_to == f"/api/patients/{maria}/documents"


@pytest.mark.parametrize("name", ["charlie", "dana"])
async def test_others_are_shown_nothing_and_no_way_in(people: People, maria: int, name: str) -> None:
    page = await _part(people, name, maria)
    assert (page.rows, page.send_to) == ([], "")


async def test_a_document_is_taken_out_with_a_reason_and_its_bytes_are_gone(
    people: People, maria: int
) -> None:
    page = await _part(people, "alice", maria)
    page.ask(page.rows[0]["id"])
    assert page.name == "Consent.pdf"
    await page.remove({"reason": " "})
    assert "Say why" in page.problem
    assert storage.path_of(KEY).exists()
    await page.remove({"reason": "Wrong patient"})
    assert (page.rows, page.removing) == ([], 0)
    assert not storage.path_of(KEY).exists()


async def test_only_what_is_on_the_page_can_be_taken_out(people: People, maria: int) -> None:
    page = await _part(people, "charlie", maria)
    with pytest.raises(NotFound):
        page.ask(1)
    page.removing = 1
    await page.remove({"reason": "Mine"})
    assert "another site's" in page.problem
    assert storage.path_of(KEY).exists()

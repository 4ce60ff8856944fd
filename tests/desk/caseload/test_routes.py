import csv
import io
from collections.abc import Iterator

import openpyxl
import pytest
from sqlmodel import col, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carehub.accounts import sessions
from carehub.caseloads import service as caseloads
from carehub.core.database import unit_of_work
from carehub.core.journal import JournalEntry
from carehub.desk.caseload.routes import EXPORT, PRINT, ROUTES
from tests.conftest import People, make_patient

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def ids(people: People) -> list[int]:
    """Two of alice's; the first has a name that a spreadsheet would take for a formula."""
    with unit_of_work() as session:
        north = people.sites["Northside"]
        made = [
            make_patient(session, north, last_name=name).id or 0 for name in ("=cmd|' /C calc'!A0", "Zamora")
        ]
        for patient_id in made:
            caseloads.assign(session, people.alice, patient_id, people.alice.user_id)
    return made


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=ROUTES)) as opened:
        yield opened


def sign_in(client: TestClient, people: People, name: str) -> None:
    with unit_of_work() as session:
        token = sessions.start(session, getattr(people, name).user_id)
    client.cookies.set(sessions.cookie_name(), token)


def test_a_caseload_is_printed_with_who_and_when(client: TestClient, people: People, ids: list[int]) -> None:
    sign_in(client, people, "alice")
    page = client.post(PRINT, data={"query": "", "text": "zam", "kind": "paper"}).text
    assert "printed by Alice Moreno" in page
    assert "ZAMORA, Maria" in page
    assert "CALC" not in page
    assert "<title>Caseload · CareHub</title>" in page


def test_a_spreadsheet_finds_no_formula_in_an_export(
    client: TestClient, people: People, ids: list[int]
) -> None:
    sign_in(client, people, "alice")
    sheet = client.post(EXPORT, data={"kind": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sheet)))
    assert [row[0] for row in rows] == ["Name", "'=CMD|' /C CALC'!A0, Maria", "ZAMORA, Maria"]
    book = openpyxl.load_workbook(io.BytesIO(client.post(EXPORT, data={"kind": "xlsx"}).content))
    cell = book.worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == ("=CMD|' /C CALC'!A0, Maria", "s")


def test_only_the_chosen_patients_are_taken_out_and_the_journal_names_them(
    client: TestClient, people: People, ids: list[int]
) -> None:
    sign_in(client, people, "alice")
    answer = client.post(EXPORT, data={"kind": "csv", "ids": str(ids[1])})
    assert answer.text.count("\n") == 2
    with unit_of_work(write=False) as session:
        entry = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq).desc())).first()
    assert entry
    assert (entry.action, entry.fields, entry.reason) == ("caseload.export", str(ids[1]), "1 patients")


def test_a_coordinator_exports_only_the_own_caseload(
    client: TestClient, people: People, ids: list[int]
) -> None:
    sign_in(client, people, "charlie")
    alices = {"kind": "csv", "query": f"whose={people.alice.user_id}"}
    assert client.post(EXPORT, data=alices).status_code == 403
    assert client.post(EXPORT, data={"kind": "csv", "query": "whose=unassigned"}).status_code == 403
    assert "ZAMORA" not in client.post(PRINT, data=alices).text
    sign_in(client, people, "erin")
    assert "ZAMORA" in client.post(EXPORT, data=alices).text


@pytest.mark.parametrize("route", [PRINT, EXPORT])
@pytest.mark.parametrize("name", ["bob", "pat", "dana"])
def test_who_keeps_no_caseload_takes_none_out(
    client: TestClient, people: People, ids: list[int], route: str, name: str
) -> None:
    sign_in(client, people, name)
    assert client.post(route, data={"kind": "csv"}).status_code == 403


@pytest.mark.parametrize("route", [PRINT, EXPORT])
def test_a_stranger_gets_nothing(client: TestClient, people: People, ids: list[int], route: str) -> None:
    assert client.post(route, data={"kind": "csv"}).status_code == 401


@pytest.mark.parametrize(
    "forged", [{"kind": "exe"}, {}, {"kind": "csv", "ids": "1,x"}, {"kind": "csv", "ids": "9" * 20_000}]
)
def test_what_makes_no_sense_is_refused(
    client: TestClient, people: People, ids: list[int], forged: dict[str, str]
) -> None:
    sign_in(client, people, "alice")
    assert client.post(EXPORT, data=forged).status_code == 400

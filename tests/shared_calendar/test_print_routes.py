from collections.abc import AsyncIterator
from datetime import date

import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import col, select
from starlette.applications import Starlette

from carehub.accounts import sessions
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.journal import JournalEntry
from carehub.shared_calendar import service
from carehub.shared_calendar.print_routes import CALL_SHEET, DAY_SHEET, ROUTES
from carehub.shared_calendar.requests import Booking
from carehub.shared_calendar.sheets import initials_of
from tests.conftest import People, make_patient
from tests.shared_calendar.making import for_patient, slot

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DAY = {"date": "2026-11-12"}


@pytest.fixture(autouse=True)
def appointment(people: People) -> None:
    with unit_of_work() as session:
        maria = make_patient(
            session,
            people.sites["Northside"],
            mrn="4711",
            birth_date=date(1961, 3, 7),
            phone="+13125550142",
            phone_owner="<mother>",
            language="es",
            interpreter=True,
        )
        service.book(session, people.alice, Booking(for_patient(people, maria, staff=people.pat), slot()))


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(Starlette(routes=ROUTES))
    async with AsyncClient(transport=transport, base_url="http://carehub") as opened:
        yield opened


def _sign_in(client: AsyncClient, who: Actor) -> None:
    with unit_of_work() as session:
        client.cookies.set(sessions.cookie_name(), sessions.start(session, who.user_id))


async def test_a_day_sheet_names_everything_or_only_initials(client: AsyncClient, people: People) -> None:
    _sign_in(client, people.bob)
    full = (await client.get(DAY_SHEET, params=DAY | {"names": "full"})).text
    for words in ("Thursday 12-Nov-2026", "GARCIA, Maria", "MRN 4711", "9:00 AM – 9:30 AM", "Therapy intake"):
        assert words in full
    assert "Printed by Bob Tran" in full
    short = (await client.get(DAY_SHEET, params=DAY)).text
    assert "M.G." in short
    for secret in ("GARCIA", "Garcia", "4711", "Therapy intake", "1961"):
        assert secret not in short


async def test_the_title_of_the_window_names_nobody(client: AsyncClient, people: People) -> None:
    _sign_in(client, people.bob)
    for path in (DAY_SHEET, CALL_SHEET):
        page = (await client.get(path, params=DAY | {"names": "full"})).text
        title = page.partition("<title>")[2].partition("</title>")[0]
        assert title in ("Day sheet · CareHub", "Call list · CareHub")


async def test_a_call_list_has_phone_and_language_and_is_escaped(client: AsyncClient, people: People) -> None:
    _sign_in(client, people.alice)
    page = (await client.get(CALL_SHEET, params=DAY)).text
    assert "1 person to call" in page
    assert "(312) 555-0142 (&lt;mother&gt;)" in page
    assert "Spanish, interpreter needed" in page


async def test_another_site_prints_an_empty_sheet(client: AsyncClient, people: People) -> None:
    _sign_in(client, people.charlie)
    for path in (DAY_SHEET, CALL_SHEET):
        for site in ({}, {"site": people.sites["Northside"]}):
            page = (await client.get(path, params={**DAY, **site, "names": "full"})).text
            assert "GARCIA" not in page
            assert "<table" not in page


async def test_a_print_stands_in_the_journal_with_whom_it_shows(client: AsyncClient, people: People) -> None:
    for who in (people.bob, people.charlie):
        _sign_in(client, who)
        await client.get(DAY_SHEET, params=DAY | {"names": "full"})
        await client.get(DAY_SHEET, params=DAY)
        await client.get(CALL_SHEET, params=DAY)
    with unit_of_work(write=False) as session:
        printed = select(JournalEntry).where(JournalEntry.action == "calendar.print")
        rows = session.exec(printed.order_by(col(JournalEntry.seq))).all()
    sheet, calls = "day_sheet:2026-11-12", "call_list:2026-11-12"
    assert [(each.subject, each.reason) for each in rows] == [
        (sheet, "full"),
        (sheet, "initials"),
        (calls, ""),
    ] * 2
    assert [each.fields for each in rows] == ["1"] * 3 + [""] * 3


async def test_strangers_and_the_wrong_role_get_nothing(client: AsyncClient, people: People) -> None:
    assert (await client.get(DAY_SHEET, params=DAY)).status_code == 401
    _sign_in(client, people.dana)
    assert (await client.get(CALL_SHEET, params=DAY)).status_code == 403


@pytest.mark.parametrize("wrong", [{"date": "soon"}, {"names": "all"}, {"site": "x"}, {"type": "party"}])
async def test_nonsense_is_answered_in_words(
    client: AsyncClient, people: People, wrong: dict[str, str]
) -> None:
    _sign_in(client, people.bob)
    assert (await client.get(DAY_SHEET, params=DAY | wrong)).status_code == 400


@pytest.mark.parametrize(
    ("name", "initials"), [("GARCIA, Maria", "M.G."), ("O'PICKLE, Ana", "A.O."), ("LI, ", "L."), ("", "")]
)
def test_initials_tell_no_name(name: str, initials: str) -> None:
    assert initials_of(name) == initials

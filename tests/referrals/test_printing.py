from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import select
from starlette.applications import Starlette

from carehub.accounts import sessions
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.journal import JournalEntry
from carehub.referrals.printing import PRINT, ROUTES
from tests.conftest import People
from tests.referrals.conftest import Draft

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(Starlette(routes=ROUTES))
    async with AsyncClient(transport=transport, base_url="http://carehub") as opened:
        yield opened


def sign_in(client: AsyncClient, who: Actor) -> None:
    with unit_of_work() as session:
        client.cookies.set(sessions.cookie_name(), sessions.start(session, who.user_id))


async def test_a_list_of_chosen_referrals_is_printed_and_recorded(
    client: AsyncClient, people: People, draft: Draft
) -> None:
    number = draft()
    sign_in(client, people.alice)
    page = (await client.get(PRINT, params={"ids": f"{number},999999"})).text
    assert "OKONKWO, Maria" in page
    assert "1 of 2 selected" in page
    assert "OKONKWO" not in page[: page.index("</title>")]
    with unit_of_work(write=False) as session:
        printed = select(JournalEntry.subject).where(JournalEntry.action == "referrals.printed")
        assert session.exec(printed).all() == [f"referral:{number}"]


async def test_nobody_and_another_site_print_nothing(
    client: AsyncClient, people: People, draft: Draft
) -> None:
    number = draft()
    assert (await client.get(PRINT, params={"ids": number})).status_code == 401
    sign_in(client, people.charlie)
    assert "OKONKWO" not in (await client.get(PRINT, params={"ids": number})).text
    for wrong in ("", "1;2", "1,x", ",".join("1" * 101)):
        assert (await client.get(PRINT, params={"ids": wrong})).status_code == 400

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import update
from starlette.applications import Starlette

from carehub.accounts import sessions
from carehub.accounts.models import User
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.shared_calendar import service
from carehub.shared_calendar.requests import Booking
from carehub.shared_calendar.routes import FEED, ROUTES
from carehub.shared_calendar.status import AppointmentStatus
from tests.conftest import People, make_patient
from tests.shared_calendar.making import NINE, for_patient, id_of, slot

WEEK = {"start": (NINE - timedelta(days=3)).isoformat(), "end": (NINE + timedelta(days=4)).isoformat()}


@pytest.fixture
def appointment(people: People) -> int:
    with unit_of_work() as session:
        maria = make_patient(session, people.sites["Northside"])
        details = for_patient(people, maria, staff=people.pat)
        return id_of(service.book(session, people.alice, Booking(details, slot())))


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(Starlette(routes=ROUTES))
    async with AsyncClient(transport=transport, base_url="http://carehub") as opened:
        yield opened


def _sign_in(client: AsyncClient, who: Actor) -> None:
    with unit_of_work() as session:
        client.cookies.set(sessions.cookie_name(), sessions.start(session, who.user_id))


async def test_the_feed_holds_what_the_calendar_draws(
    client: AsyncClient, people: People, appointment: int
) -> None:
    _sign_in(client, people.bob)
    answer = await client.get(FEED, params=WEEK)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.json() == [
        {
            "id": str(appointment),
            "title": "GARCIA, Maria",
            "detail": "Therapy intake · Pat Lindqvist",
            "badge": "NO",
            "mark": "",
            "tone": "teal",
            "faded": False,
            "movable": True,
            "start": "2026-11-12T15:00:00+00:00",
            "end": "2026-11-12T15:30:00+00:00",
            "all_day": False,
            "version": 1,
        }
    ]


async def test_another_site_gets_an_empty_calendar(
    client: AsyncClient, people: People, appointment: int
) -> None:
    _sign_in(client, people.charlie)
    assert (await client.get(FEED, params=WEEK)).json() == []
    assert (await client.get(FEED, params=WEEK | {"site": people.sites["Northside"]})).json() == []


async def test_a_stranger_and_an_ended_session_get_nothing(
    client: AsyncClient, people: People, appointment: int
) -> None:
    assert (await client.get(FEED, params=WEEK)).status_code == 401
    _sign_in(client, people.bob)
    with unit_of_work() as session:
        session.exec(update(User).where(User.id == people.bob.user_id).values(is_active=False))  # pyright: ignore[reportArgumentType]
    assert (await client.get(FEED, params=WEEK)).status_code == 401


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"start": "yesterday"}, "Give start as a date and time with its offset"),
        ({"start": "2026-11-12T09:00:00"}, "Give start as a date and time with its offset"),
        ({"end": ""}, "Give end as a date and time with its offset"),
        ({"end": "2030-01-01T00:00:00Z"}, "up to 100 days"),
        ({"end": WEEK["start"]}, "ends after it starts"),
        ({"site": "1 OR 1=1"}, "site by its number"),
        ({"site": "9" * 40}, "site by its number"),
    ],
)
async def test_what_makes_no_sense_is_answered_in_words(
    client: AsyncClient, people: People, changed: dict[str, str], said: str
) -> None:
    _sign_in(client, people.bob)
    answer = await client.get(FEED, params=WEEK | changed)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


async def test_only_what_this_person_may_move_has_a_handle(
    client: AsyncClient, people: People, appointment: int
) -> None:
    _sign_in(client, people.dana)
    assert [row["movable"] for row in (await client.get(FEED, params=WEEK)).json()] == [False]


async def test_a_cancelled_appointment_says_so_in_words(
    client: AsyncClient, people: People, appointment: int
) -> None:
    with unit_of_work() as session:
        service.cancel(
            session, people.bob, appointment, 1, AppointmentStatus.CANCELLED_BY_PATIENT, "moved away"
        )
    _sign_in(client, people.bob)
    (row,) = (await client.get(FEED, params=WEEK)).json()
    assert (row["mark"], row["faded"], row["movable"]) == ("Cancelled by patient", True, False)
    assert "moved away" not in str(row)

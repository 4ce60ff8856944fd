from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time, timedelta

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlmodel import update
from starlette.applications import Starlette

from carehub.accounts import sessions
from carehub.accounts.models import User
from carehub.caseloads import assigning
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.shared_calendar import service
from carehub.shared_calendar.requests import Booking
from carehub.shared_calendar.routes import FEED, ROUTES
from carehub.shared_calendar.status import AppointmentStatus, AppointmentType
from carehub.working_time import service as working_time
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


def _events(answer: Response) -> list[dict[str, object]]:
    """What is in the calendar, without what is shaded behind it."""
    return [row for row in answer.json() if not row["background"]]


def _sign_in(client: AsyncClient, who: Actor) -> None:
    with unit_of_work() as session:
        client.cookies.set(sessions.cookie_name(), sessions.start(session, who.user_id))


async def test_the_feed_holds_what_the_calendar_draws(
    client: AsyncClient, people: People, appointment: int
) -> None:
    _sign_in(client, people.bob)
    answer = await client.get(FEED, params=WEEK)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert _events(answer) == [
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
            "columns": [],
            "background": False,
        }
    ]


async def test_another_site_gets_an_empty_calendar(
    client: AsyncClient, people: People, appointment: int
) -> None:
    _sign_in(client, people.charlie)
    assert _events(await client.get(FEED, params=WEEK)) == []
    assert _events(await client.get(FEED, params=WEEK | {"site": people.sites["Northside"]})) == []


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
        ({"staff": "pat"}, "staff by its number"),
        ({"type": "party"}, "no party to choose"),
        ({"whose": "theirs"}, "no theirs to choose"),
        ({"colour": "mood"}, "no mood to choose"),
        ({"columns": "doors"}, "no doors to choose"),
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
    assert [row["movable"] for row in _events(await client.get(FEED, params=WEEK))] == [False]


async def test_a_cancelled_appointment_says_so_in_words(
    client: AsyncClient, people: People, appointment: int
) -> None:
    with unit_of_work() as session:
        service.cancel(
            session, people.bob, appointment, 1, AppointmentStatus.CANCELLED_BY_PATIENT, "moved away"
        )
    _sign_in(client, people.bob)
    (row,) = _events(await client.get(FEED, params=WEEK))
    assert (row["mark"], row["faded"], row["movable"]) == ("Cancelled by patient", True, False)
    assert "moved away" not in str(row)


async def test_an_event_that_is_going_as_planned_has_no_mark(
    client: AsyncClient, people: People, appointment: int
) -> None:
    with unit_of_work() as session:
        service.mark(session, people.bob, appointment, 1, AppointmentStatus.CONFIRMED)
    _sign_in(client, people.bob)
    assert [row["mark"] for row in _events(await client.get(FEED, params=WEEK))] == [""]


async def test_a_closing_day_stands_behind_the_events(
    client: AsyncClient, people: People, appointment: int
) -> None:
    _sign_in(client, people.bob)
    behind = [row for row in (await client.get(FEED, params=WEEK)).json() if row["background"]]
    assert [(row["title"], row["start"], row["end"]) for row in behind] == [
        ("Closed: Veterans Day", "2026-11-11", "2026-11-12")
    ]


async def test_the_feed_narrows_to_whom_and_what_is_asked_for(
    client: AsyncClient, people: People, appointment: int
) -> None:
    with unit_of_work() as session:
        li = make_patient(session, people.sites["Northside"], last_name="Li")
        assigning.assign(session, people.alice, li.id or 0, people.alice.user_id)
        details = replace(for_patient(people, li, staff=people.alice), type=AppointmentType.THERAPY)
        service.book(session, people.alice, Booking(details, slot(1)))
    _sign_in(client, people.alice)

    async def titles(**asked: str | int) -> list[object]:
        return [row["title"] for row in _events(await client.get(FEED, params={**WEEK, **asked}))]

    assert await titles() == ["GARCIA, Maria", "LI, Maria"]
    assert await titles(staff=people.pat.user_id) == ["GARCIA, Maria"]
    assert await titles(type="therapy") == ["LI, Maria"]
    assert await titles(whose="patients") == await titles(whose="me") == ["LI, Maria"]
    assert await titles(site=people.sites["Southside"]) == []
    assert await titles(whose="sites") == ["GARCIA, Maria", "LI, Maria"]


async def test_a_colour_can_mean_a_site_a_person_or_a_type(
    client: AsyncClient, people: People, appointment: int
) -> None:
    _sign_in(client, people.bob)
    badges = {
        by: _events(await client.get(FEED, params=WEEK | {"colour": by}))[0]["badge"]
        for by in ("site", "staff", "type")
    }
    assert badges == {"site": "NO", "staff": "PL", "type": "OT"}


async def test_a_day_side_by_side_says_whose_column_and_when_nobody_works(
    client: AsyncClient, people: People, appointment: int
) -> None:
    with unit_of_work() as session:
        week = (working_time.Opening(3, time(8), time(12)),)
        working_time.set_hours(
            session, people.dana, people.sites["Northside"], people.pat.user_id, None, week
        )
    _sign_in(client, people.bob)
    day = {"start": "2026-11-12T00:00:00-06:00", "end": "2026-11-13T00:00:00-06:00", "columns": "providers"}
    rows = (await client.get(FEED, params=day)).json()
    pat = str(people.pat.user_id)
    assert [row["columns"] for row in rows if not row["background"]] == [[pat]]
    # Until 8:00 AM and from noon, in Chicago.
    gaps = [(*row["columns"], row["start"][:16], row["end"][:16]) for row in rows if row["background"]]
    assert gaps == [
        (pat, "2026-11-12T00:00", "2026-11-12T14:00"),
        (pat, "2026-11-12T18:00", "2026-11-13T00:00"),
    ]
    rooms = (await client.get(FEED, params=day | {"columns": "rooms"})).json()
    assert [row["columns"] for row in rooms] == [["0"]]


async def test_the_feed_is_packed_where_the_browser_takes_that(
    client: AsyncClient, people: People, appointment: int
) -> None:
    _sign_in(client, people.bob)
    packed = await client.get(FEED, params=WEEK)
    plain = await client.get(FEED, params=WEEK, headers={"Accept-Encoding": "identity"})
    assert (packed.headers.get("content-encoding"), plain.headers.get("content-encoding")) == ("gzip", None)
    assert packed.json() == plain.json()

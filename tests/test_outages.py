"""The database does not answer: who comes and who is here is told so, and goes on when it is back."""

import asyncio
import importlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import pytest
from reflex_base.constants.state import FIELD_MARKER
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from carehub.core.database import engine
from carehub.door import COME_BACK, Door, interrupted
from carehub.open_sockets import RENEWED, OpenSockets
from carehub.ui.feedback import FeedbackState
from tests.accounts.browsing import HOME
from tests.conftest import People
from tests.permissions.callers import cookie_of
from tests.permissions.tabs import Tabs, open_tabs

app = importlib.import_module("carehub.carehub").app

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TURNS = 200
FEEDBACK = FeedbackState.get_full_name()


@contextmanager
def outage() -> Iterator[None]:
    """Whatever the database is asked for, its disk does not answer."""

    def fail(*_given: object) -> None:
        failure = sqlite3.OperationalError("disk I/O error")
        failure.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise failure

    event.listen(engine(), "do_execute", fail)
    try:
        yield
    finally:
        event.remove(engine(), "do_execute", fail)


async def test_an_event_that_meets_an_outage_is_told_in_words_and_only_once(people: People) -> None:
    """What tells of it asks the database nothing: it would fail as well, and be told of, and so on."""
    async with open_tabs(app) as tabs:
        cookie = cookie_of(people.alice)
        with outage():
            for _ in range(2):
                await tabs.send("hers", cookie, "BoardState.load", {}, "/board")
            for _ in range(TURNS):
                await asyncio.sleep(0)
        assert len(tabs.wire.failed) == 2
        first, second = told(tabs)
        assert first == second
        assert str(first["text"]).startswith("CareHub cannot reach its data just now.")
        assert await tabs.send("hers", cookie, "BoardState.load", {}, "/board") is None


async def test_a_page_that_missed_something_connects_anew_when_the_database_is_back(people: People) -> None:
    sockets, token = OpenSockets(), cookie_of(people.alice).partition("=")[2]
    hers, other = ([], []), ([], [])
    with outage():
        carried = [
            asyncio.create_task(carry(sockets, name, token, *page))
            for name, page in (("hers", hers), ("other", other))
        ]
        await asyncio.sleep(0)
        sockets.renew("hers")
        await asyncio.sleep(0)
        assert hers == ([], [])
    await asyncio.wait_for(carried[0], 5)
    assert hers == (["websocket.disconnect"], [RENEWED])
    assert other == ([], [])
    sockets.renew_all()
    await asyncio.wait_for(carried[1], 5)
    assert other == (["websocket.disconnect"], [RENEWED])


def test_who_comes_meanwhile_is_told_to_come_back(people: People) -> None:
    browser = TestClient(Door(behind_the_door()), base_url=HOME, follow_redirects=False)
    browser.headers.update({"cookie": cookie_of(people.alice), "origin": HOME})
    with outage():
        answers = [browser.get(path) for path in ("/board", "/feeds/secret.ics")]
        assert [(each.status_code, each.headers["retry-after"]) for each in answers] == [(503, "10")] * 2
        assert all(each.text.startswith("CareHub cannot reach its database") for each in answers)
        socket = f"{HOME.replace('http', 'ws')}/_event"
        with pytest.raises(WebSocketDisconnect) as refusal, browser.websocket_connect(socket):
            pass
        assert refusal.value.code == COME_BACK
    assert browser.get("/board").status_code == 200


async def carry(sockets: OpenSockets, tab: str, token: str, heard: list[str], codes: list[int]) -> None:
    """A page that says nothing: what the app heard of it, and with which code its socket was closed."""

    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        heard.append((await receive())["type"])

    async def silence() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        codes.append(message["code"])

    await sockets.carry(app, {"query_string": f"EIO=4&token={tab}".encode()}, silence, send, token)


def told(tabs: Tabs) -> list[dict[str, object]]:
    """The toasts of each time that there were any."""
    said = [shown[FEEDBACK][f"toasts{FIELD_MARKER}"] for shown in tabs.wire.said["hers"] if FEEDBACK in shown]
    return [toast for toasts in said for toast in cast(list[dict[str, object]], toasts)]


def behind_the_door() -> Starlette:
    def asks(_request: Request) -> Response:
        with engine().connect() as connection:
            connection.exec_driver_sql("SELECT 1")
        return PlainTextResponse("ok")

    routes = [Route("/board", asks), Route("/feeds/secret.ics", asks)]
    return Starlette(routes=routes, exception_handlers={DBAPIError: interrupted})

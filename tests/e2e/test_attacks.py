"""What a stranger can do with tools of their own at the door: raw HTTP, and a websocket that is refused."""

import re
from collections.abc import Callable

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from carehub.core.actor import Actor
from carehub.door import OPEN_PATHS
from carehub.routes import ROUTES
from tests.conftest import People
from tests.raw_client import open_socket
from tests.serving.running import RunningServer

PAGES = ["/", "/patients/", "/board/", "/calendar/", "/import/", "/settings/people/"]
DATA = ["/api/calendar/events?start=2026-11-01T00:00:00Z&end=2026-12-01T00:00:00Z", "/ping", "/_health"]


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_is_sent_to_the_sign_in_page(server: RunningServer, path: str) -> None:
    answer = httpx.get(server.url + path)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/sign-in")


@pytest.mark.parametrize("path", DATA)
def test_a_stranger_gets_no_data(server: RunningServer, path: str) -> None:
    assert httpx.get(server.url + path).status_code == 401


def test_a_stranger_is_refused_by_every_route_that_is_not_open(server: RunningServer) -> None:
    guarded = {
        (method, re.sub(r"{.*?}", "1", route.path))
        for route in ROUTES
        for method in route.methods or ()
        if not route.path.startswith(tuple(OPEN_PATHS))
    }
    assert ("GET", "/report-letters") in guarded
    answers = {each: httpx.request(each[0], server.url + each[1]).status_code for each in guarded}
    assert {each: status for each, status in answers.items() if status not in {303, 401, 403}} == {}


def test_a_stranger_gets_no_websocket(server: RunningServer) -> None:
    with pytest.raises(InvalidStatus), open_socket(server.url):
        pass


@pytest.mark.parametrize("origin", ["https://evil.example", "", "null"])
def test_a_websocket_from_elsewhere_is_refused_even_with_a_session(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], origin: str
) -> None:
    with pytest.raises(InvalidStatus), open_socket(server.url, cookie(people.alice), origin=origin):
        pass


@pytest.mark.parametrize("origin", ["https://evil.example", None])
def test_a_post_from_elsewhere_is_refused_even_with_a_session(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], origin: str | None
) -> None:
    headers = {"Cookie": cookie(people.alice)} | ({"Origin": origin} if origin else {})
    assert httpx.post(server.url + "/sign-out", headers=headers).status_code == 403


def test_another_host_name_is_refused(server: RunningServer) -> None:
    assert httpx.get(server.url + "/sign-in", headers={"Host": "rebound.example"}).status_code == 421


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_reflex_own_upload_route_is_closed_to_everyone(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], method: str
) -> None:
    headers = {"Cookie": cookie(people.dana), "Origin": server.url}
    assert httpx.request(method, server.url + "/_upload", headers=headers).status_code == 404


def test_answers_carry_a_policy_without_eval(server: RunningServer) -> None:
    headers = httpx.get(server.url + "/sign-in").headers
    assert "script-src 'self' 'sha256-" in headers["content-security-policy"]
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"

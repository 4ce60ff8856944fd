"""What a stranger can do with tools of their own at the door: raw HTTP, and a websocket that is refused."""

import re
from collections.abc import Callable
from http.client import HTTPConnection
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from carehub.core.actor import Actor
from carehub.door import OPEN_PATHS
from carehub.routes import ROUTES
from carehub.serving import frontend
from tests.conftest import People, Tell
from tests.e2e.steps import PASSWORD
from tests.raw_client import open_socket
from tests.serving.running import RunningServer
from tests.sizes import size

EVIL = "https://evil.example"
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


@pytest.mark.parametrize("origin", [EVIL, "", "null"])
def test_a_websocket_from_elsewhere_is_refused_even_with_a_session(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], origin: str
) -> None:
    with pytest.raises(InvalidStatus), open_socket(server.url, cookie(people.alice), origin=origin):
        pass


@pytest.mark.parametrize("origin", [EVIL, None])
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


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/_upload", 404),
        ("PUT", "/api/imports/file?name=list.xlsx", 401),
        ("PUT", "/api/patients/1/documents", 401),
        ("PUT", "/api/calendar/file/1", 401),
    ],
)
def test_four_hundred_megabytes_of_a_stranger_are_refused_before_they_come(
    server: RunningServer, method: str, path: str, status: int
) -> None:
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    connection.putrequest(method, path)
    for name, value in (("Origin", server.url), ("Content-Length", str(400_000_000))):
        connection.putheader(name, value)
    connection.endheaders(b"x" * 1_000)
    assert connection.getresponse().status == status
    connection.close()


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
@pytest.mark.parametrize("path", DATA)
def test_no_other_site_may_read_what_is_answered_to_a_session(
    server: RunningServer, people: People, cookie: Callable[[Actor], str], method: str, path: str
) -> None:
    asked = {"Cookie": cookie(people.alice), "Origin": EVIL, "Access-Control-Request-Method": "GET"}
    allowed = httpx.request(method, server.url + path, headers=asked).headers
    assert allowed.get("access-control-allow-origin") in {None, server.url}


def test_long_polling_is_no_way_around_what_watches_over_sockets(
    server: RunningServer, people: People, cookie: Callable[[Actor], str]
) -> None:
    """Limits, and the end with its session, are those of the websocket."""
    address, headers = "/_event/?EIO=4&transport=polling", {"Cookie": cookie(people.alice)}
    assert httpx.get(server.url + address, headers=headers).status_code == 400
    assert httpx.get(server.url + address).status_code == 401


@pytest.mark.campaign
@pytest.mark.parametrize("name", ["charlie", "nobody-of-that-name"])
def test_a_row_of_guesses_is_a_handful_of_tries_and_a_colleague_signs_in_meanwhile(
    server: RunningServer, name: str, tell: Tell
) -> None:
    guesses = size(30, 3_000)
    with httpx.Client(base_url=server.url, headers={"Origin": server.url}) as guessing:
        said = [
            guessing.post("/sign-in", data={"user_name": name, "password": f"guess {number}"}).text
            for number in range(guesses)
        ]
        bob = {"user_name": "bob", "password": PASSWORD}
        assert guessing.post("/sign-in", data=bob).status_code == 303
    tried, waited = (sum(words in each for each in said) for words in ("do not fit", "Too many tries"))
    # Four at once; after that each one more takes twice the time of the one before.
    assert 4 <= tried <= 12
    assert tried + waited == guesses
    tell(
        f"Guesses over HTTP at the password of {name}",
        f"{guesses:,}",
        f"{tried} were tried, the others waited",
    )


@pytest.mark.parametrize("path", ["/sign-in", "/", "/theme.css", DATA[0]])
def test_answers_carry_a_policy_without_eval(server: RunningServer, path: str) -> None:
    headers = httpx.get(server.url + path).headers
    policy = headers["content-security-policy"]
    # Only a page has scripts of its own, which are named one by one.
    assert ("script-src 'self' 'sha256-" in policy) == headers.get("content-type", "").startswith("text/html")
    assert "script-src 'self'" in policy
    assert "unsafe-eval" not in policy
    for part in ("frame-ancestors 'none'", "object-src 'none'", "base-uri 'self'", "connect-src 'self'"):
        assert part in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_files_named_by_their_hash_are_asked_for_once(server: RunningServer) -> None:
    script = next((frontend.BUILDS / frontend.digest() / "build/client/assets").glob("*.js"))
    headers = httpx.get(f"{server.url}/assets/{script.name}").headers
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert httpx.get(f"{server.url}/assets/none.js").headers["cache-control"] == "no-store"

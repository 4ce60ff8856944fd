import logging
import re

import pytest
from argon2 import PasswordHasher
from httpx import Response
from sqlmodel import select
from starlette.testclient import TestClient

from carehub.accounts import host, service, sessions
from carehub.accounts.models import SignInSession, User
from carehub.accounts.passwords import NO_PASSWORD, new_hash
from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.settings import settings
from tests.accounts.browsing import NEW, PASSWORD, new_browser, sign_in, token
from tests.conftest import People

# The routes hold no query of their own: one database will do.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _problem(response: Response) -> str:
    found = re.search(r'role="alert"[^>]*>(.*?)</p>', response.text)
    return found.group(1) if found else ""


def test_the_right_password_leads_to_the_page_that_was_wanted(browser: TestClient) -> None:
    response = sign_in(browser, to="/patients/7?tab=plan")
    assert (response.status_code, response.headers["location"]) == (303, "/patients/7?tab=plan")
    assert browser.get("/account/password").status_code == 200


def test_scripts_and_other_sites_cannot_use_the_cookie(browser: TestClient) -> None:
    cookie = sign_in(browser).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert "domain" not in cookie
    assert "secure" not in cookie


def test_under_https_the_cookie_never_travels_in_clear(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAREHUB_BASE_URL", "https://carehub.example.org")
    settings.cache_clear()
    cookie = sign_in(browser).headers["set-cookie"]
    assert cookie.startswith("__Host-carehub=")
    assert "; Secure" in cookie


@pytest.mark.parametrize(
    ("user_name", "password"), [("alice", NEW), ("nobody", PASSWORD), ("bob", ""), ("", "")]
)
def test_every_wrong_sign_in_gets_the_same_answer(browser: TestClient, user_name: str, password: str) -> None:
    response = sign_in(browser, user_name, password)
    assert response.status_code == 401
    assert _problem(response) == "User name and password do not fit. Check both and try again."
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("user_name", ["alice", "nobody", "pat", "bob"])
def test_a_wrong_sign_in_costs_the_same_whoever_is_named(
    browser: TestClient, people: People, monkeypatch: pytest.MonkeyPatch, user_name: str
) -> None:
    """So that the time tells nothing: somebody, nobody, somebody disabled, somebody without a password."""
    compared: list[str] = []

    def counting(hasher: PasswordHasher, stored: str, typed: str) -> bool:
        compared.append(stored.rpartition("$")[0].rpartition("$")[0])
        return verify(hasher, stored, typed)

    verify = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", counting)
    with unit_of_work() as session:
        host.disable_from_host(session, "pat")
        session.get_one(User, people.bob.user_id).password_hash = NO_PASSWORD
    assert sign_in(browser, user_name, NEW).status_code == 401
    # One comparison, with the same parameters for all.
    assert compared == [new_hash(PASSWORD, user_name="").rpartition("$")[0].rpartition("$")[0]]


def test_a_refused_form_keeps_the_user_name_and_not_the_password(browser: TestClient) -> None:
    page = sign_in(browser, 'al"><b>', PASSWORD, to="/board").text
    assert "al&#34;&gt;&lt;b&gt;" in page
    assert 'value="/board"' in page
    assert PASSWORD not in page


def test_too_many_tries_must_wait_even_with_the_right_password(browser: TestClient) -> None:
    # The clock stands still: on a busy machine the wait would be over before the last try.
    with clock.freeze(clock.now()):
        for _ in range(5):
            sign_in(browser, password=NEW)
        response = sign_in(browser)
    assert (response.status_code, _problem(response)[:14]) == (429, "Too many tries")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/..//evil.example",
        "evil.example",
        "?next=x",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\r\nb",
        "/sign-in",
        "",
    ],
)
def test_signing_in_never_leads_elsewhere(browser: TestClient, elsewhere: str) -> None:
    assert sign_in(browser, to=elsewhere).headers["location"] == "/"


def test_the_session_changes_at_sign_in(browser: TestClient) -> None:
    sign_in(browser)
    first = token(browser)
    sign_in(browser)
    assert token(browser) != first
    with unit_of_work(write=False) as session:
        assert sessions.actor_of(session, first) is None


def test_someone_signed_in_needs_no_sign_in_page(browser: TestClient) -> None:
    assert browser.get("/sign-in").status_code == 200
    sign_in(browser)
    assert browser.get("/sign-in?next=/board").headers["location"] == "/board"


def test_signing_out_ends_the_session(browser: TestClient) -> None:
    sign_in(browser)
    held = token(browser)
    response = browser.post("/sign-out")
    assert (response.status_code, response.headers["location"]) == (303, "/sign-in")
    assert token(browser) == ""
    with unit_of_work(write=False) as session:
        assert sessions.actor_of(session, held) is None


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/set-up", "/set-password", "/account/password"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_form_on_another_site_is_refused(browser: TestClient, path: str, origin: str) -> None:
    sign_in(browser)
    response = browser.post(path, data={"user_name": "alice"}, headers={"origin": origin})
    assert response.status_code == 403


@pytest.mark.parametrize("path", ["/sign-in", "/set-up", "/set-password"])
def test_a_flood_of_text_is_refused(browser: TestClient, path: str) -> None:
    response = browser.post(path, data={"user_name": "x" * 20_000})
    assert (response.status_code, _problem(response)[:22]) == (422, "This was too much text")


def test_a_form_that_is_no_form_is_refused_in_words(browser: TestClient) -> None:
    for body in (b"\xff\xfe=1", b"&".join(b"a%d=1" % number for number in range(50))):
        response = browser.post("/sign-in", content=body)
        assert (response.status_code, _problem(response)[:28]) == (422, "CareHub could not read this ")


def test_the_practice_center_says_what_it_is(browser: TestClient) -> None:
    assert "Practice center" not in browser.get("/sign-in").text
    with unit_of_work() as session:
        service.center(session).is_practice = True
    assert "Practice center" in browser.get("/sign-in").text


def test_a_one_time_code_sets_a_password_and_signs_in(browser: TestClient, people: People) -> None:
    with unit_of_work() as session:
        code = service.issue_code(session, people.dana, people.bob.user_id)
    fields = {"user_name": "bob", "code": code, "password": NEW, "password_again": NEW}
    assert browser.post("/set-password", data=fields).headers["location"] == "/"
    assert token(browser)
    assert sign_in(new_browser(), "bob", NEW).status_code == 303


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code": "0000-0000-0000"}, "does not fit"),
        ({"user_name": "alice"}, "does not fit"),
        ({"password_again": PASSWORD}, "not the same"),
        ({"password": "short", "password_again": "short"}, "at least 15"),
    ],
)
def test_a_code_is_refused_in_words(
    browser: TestClient, people: People, changed: dict[str, str], said: str
) -> None:
    with unit_of_work() as session:
        code = service.issue_code(session, people.dana, people.bob.user_id)
    fields = {"user_name": "bob", "code": code, "password": NEW, "password_again": NEW, **changed}
    response = browser.post("/set-password", data=fields)
    assert response.status_code == 422
    assert said in _problem(response)


def test_codes_cannot_be_guessed_quickly(browser: TestClient) -> None:
    fields = {"user_name": "bob", "code": "0000", "password": NEW, "password_again": NEW}
    answers = [browser.post("/set-password", data=fields).status_code for _ in range(6)]
    assert answers[-1] == 429


def test_one_changes_ones_own_password(browser: TestClient) -> None:
    sign_in(browser)
    fields = {"current": PASSWORD, "password": NEW, "password_again": NEW}
    assert "Password changed" in browser.post("/account/password", data=fields).text
    assert sign_in(new_browser(), "alice", PASSWORD).status_code == 401
    assert sign_in(new_browser(), "alice", NEW).status_code == 303


def test_a_wrong_current_password_changes_nothing(browser: TestClient) -> None:
    sign_in(browser)
    fields = {"current": "canary wrong", "password": NEW, "password_again": NEW}
    assert "current password is different" in _problem(browser.post("/account/password", data=fields))
    assert sign_in(new_browser()).status_code == 303


def test_a_stranger_changes_no_password(browser: TestClient) -> None:
    assert browser.get("/account/password").headers["location"].startswith("/sign-in")
    assert browser.post("/account/password", data={"current": PASSWORD}).status_code == 401


def test_activity_keeps_the_session_awake_for_those_who_have_one(browser: TestClient) -> None:
    assert browser.post("/api/activity").status_code == 401
    sign_in(browser)
    with unit_of_work() as session:
        row = session.exec(select(SignInSession)).one()
        row.last_active_at = before = row.last_active_at.replace(microsecond=0) - 3 * sessions.ACTIVITY_GRAIN
    assert browser.post("/api/activity").status_code == 204
    with unit_of_work(write=False) as session:
        assert session.exec(select(SignInSession.last_active_at)).one() > before


def test_set_up_is_closed_where_there_is_an_admin(browser: TestClient) -> None:
    for response in (browser.get("/set-up?token=x"), browser.post("/set-up", data={"token": "x"})):
        assert (response.status_code, _problem(response)) == (
            409,
            "CareHub is set up already. Sign in instead.",
        )


@pytest.fixture
def set_up_token(browser: TestClient, people: People) -> str:
    """Nobody is an admin any more: the set-up link works again."""
    with unit_of_work() as session:
        session.get_one(User, people.dana.user_id).is_active = False
    with unit_of_work() as session:
        return service.issue_setup_token(session) or ""


def test_set_up_asks_and_then_signs_in(browser: TestClient, set_up_token: str) -> None:
    page = browser.get(f"/set-up?token={set_up_token}")
    assert page.status_code == 200
    assert "America/Chicago" in page.text
    fields = {
        "token": set_up_token,
        "center": "Riverbend",
        "site": "Northside",
        "time_zone": "America/Denver",
        "name": "Fay Stone",
        "user_name": "fay",
        "password": NEW,
        "password_again": NEW,
    }
    refused = browser.post("/set-up", data={**fields, "password": "short", "password_again": "short"})
    assert (refused.status_code, "Fay Stone" in refused.text, "short" in refused.text) == (422, True, False)
    welcome = browser.post("/set-up", data=fields)
    assert "AGE-SECRET-KEY-1" in welcome.text
    assert browser.get("/account/password").status_code == 200


def test_a_wrong_set_up_link_shows_no_form(browser: TestClient, set_up_token: str) -> None:
    response = browser.get("/set-up?token=guess")
    assert response.status_code == 403
    assert "<form" not in response.text


def test_before_set_up_the_sign_in_page_says_where_the_link_is(
    browser: TestClient, set_up_token: str
) -> None:
    assert "not set up yet" in browser.get("/sign-in").text


def test_no_password_reaches_a_log(browser: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        sign_in(browser, PASSWORD, PASSWORD)
        sign_in(browser)
        browser.post("/account/password", data={"current": PASSWORD, "password": NEW, "password_again": NEW})
        browser.post("/sign-in", content=f"password={PASSWORD}".encode() + b"\xff")
    assert "canary" not in caplog.text

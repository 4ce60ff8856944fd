"""A locked page and its person, by the routes that the page uses."""

from datetime import timedelta

import pytest
from pyotp.totp import TOTP
from starlette.testclient import TestClient

from carehub.accounts import locking, second_factor, sessions
from carehub.accounts.models import User
from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.settings import settings
from tests.accounts.browsing import HOME, NEW, PASSWORD, sign_in, token
from tests.conftest import People

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def locked(browser: TestClient, people: People) -> TestClient:
    """alice's browser, from which she went away."""
    sign_in(browser)
    with unit_of_work() as session:
        actor = sessions.actor_of(session, token(browser))
        assert actor is not None
        locking.lock(session, actor)
    return browser


def unlock(browser: TestClient, secret: str) -> int:
    return browser.post("/api/unlock", data={"secret": secret}).status_code


def test_a_locked_session_opens_no_page_and_no_data(locked: TestClient) -> None:
    assert locked.get("/board").status_code == 303
    assert locked.get("/api/calendar/events").status_code == 401
    assert locked.get("/api/activity").status_code == 423
    assert locked.post("/api/activity").status_code == 423


def test_the_password_unlocks_and_another_does_not(locked: TestClient) -> None:
    assert unlock(locked, NEW) == 422
    assert locked.get("/api/activity").status_code == 423
    assert unlock(locked, PASSWORD) == 204
    assert 890 < locked.get("/api/activity").json()["left"] <= 900


def test_a_code_of_the_app_unlocks_once(locked: TestClient, people: People) -> None:
    with unit_of_work() as session:
        alice = session.get_one(User, people.alice.user_id)
        secret = second_factor.begin(session, alice).secret
        second_factor.confirm(session, alice, TOTP(secret).now())
    with clock.freeze(clock.now() + timedelta(seconds=30)):
        code = TOTP(secret).at(clock.now())
        assert unlock(locked, code) == 204
        with unit_of_work() as session:
            actor = sessions.actor_of(session, token(locked))
            assert actor is not None
            locking.lock(session, actor)
        assert unlock(locked, code) == 422


def test_guessing_at_a_lock_is_as_slow_as_at_the_door(locked: TestClient) -> None:
    with clock.freeze(clock.now()):
        answers = [unlock(locked, f"guess {number}") for number in range(5)]
    assert answers[-1] == 429


def test_nobody_unlocks_what_is_over_or_never_was(browser: TestClient, locked: TestClient) -> None:
    with unit_of_work() as session:
        sessions.end(session, token(locked))
    assert unlock(locked, PASSWORD) == 401
    assert locked.get("/api/activity").status_code == 401


def test_under_https_browsers_are_told_to_stay_there(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "strict-transport-security" not in browser.get("/sign-in").headers
    monkeypatch.setenv("CAREHUB_BASE_URL", f"https://carehub.example.org,{HOME}")
    settings.cache_clear()
    assert "max-age=31536000" in browser.get("/sign-in").headers["strict-transport-security"]


def test_asking_how_long_is_left_does_not_keep_a_page_open(browser: TestClient, people: People) -> None:
    sign_in(browser)
    with clock.freeze(clock.now() + timedelta(minutes=14)):
        assert 0 < browser.get("/api/activity").json()["left"] <= 60
        assert 0 < browser.get("/api/activity").json()["left"] <= 60
        browser.post("/api/activity")
        assert browser.get("/api/activity").json()["left"] == 900

"""Who has no password here unlocks a page by signing on again, asked anew by the provider."""

from urllib.parse import parse_qs, urlsplit

import pytest
from httpx import Response
from sqlmodel import select
from starlette.testclient import TestClient

from carehub.accounts import locking, sessions
from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.core.journal import JournalEntry
from carehub.single_sign_on.models import ProviderLink
from tests.single_sign_on.identity_provider import IdentityProvider
from tests.single_sign_on.test_signing_on import ALICE, browser, problem, provider, served, sign_on, who

__all__ = ["browser", "provider", "served"]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def locked(browser: TestClient, provider: IdentityProvider) -> TestClient:
    """Alice's browser, signed on, with its page locked."""
    sign_on(browser, provider)
    with unit_of_work() as session:
        actor = sessions.actor_of(session, browser.cookies.get(sessions.cookie_name()) or "")
        assert actor is not None
        locking.lock(session, actor)
    return browser


def unlock(browser: TestClient, provider: IdentityProvider, *, seconds_ago: int | None = 0) -> Response:
    """The provider last asked for a password so long ago; None: it does not say."""
    there = browser.get("/sign-on", params={"unlock": "1"}).headers["location"]
    assert parse_qs(urlsplit(there).query).items() >= {"prompt": ["login"], "max_age": ["0"]}.items()
    if seconds_ago is not None:
        provider.claims["auth_time"] = int(clock.now().timestamp()) - seconds_ago
    return browser.get(provider.sign_on(there))


def test_the_same_person_goes_on_in_the_same_session(locked: TestClient, provider: IdentityProvider) -> None:
    before = locked.cookies.get(sessions.cookie_name())
    answer = unlock(locked, provider)
    assert (answer.status_code, "as you left it" in answer.text) == (200, True)
    assert (who(locked), locked.cookies.get(sessions.cookie_name())) == ("Alice Moreno", before)
    with unit_of_work(write=False) as session:
        assert "sessions.unlock" in session.exec(select(JournalEntry.action)).all()


@pytest.mark.parametrize("seconds_ago", [3_600, None])
def test_a_provider_that_did_not_ask_again_unlocks_nothing(
    locked: TestClient, provider: IdentityProvider, seconds_ago: int | None
) -> None:
    answer = unlock(locked, provider, seconds_ago=seconds_ago)
    assert problem(answer).startswith("Your provider did not ask you again")
    assert who(locked) == ""


def test_somebody_else_unlocks_nothing(locked: TestClient, provider: IdentityProvider) -> None:
    with unit_of_work() as session:
        session.add(
            ProviderLink(user_id=2, name="bob@riverbend.example", subject="b-2", linked_at=clock.now())
        )
    provider.claims = {**ALICE, "sub": "b-2", "email": "bob@riverbend.example"}
    assert problem(unlock(locked, provider)).startswith("This page is somebody else")
    assert who(locked) == ""


def test_a_page_that_is_not_locked_or_not_there_is_not_opened_by_it(
    browser: TestClient, provider: IdentityProvider
) -> None:
    assert problem(unlock(browser, provider)).startswith("You are signed out")
    assert who(browser) == ""

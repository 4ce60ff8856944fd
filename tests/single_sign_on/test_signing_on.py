"""Single sign-on against a provider of the tests: who comes in, and everything that must not."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from httpx import Response
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from carehub.accounts import sessions
from carehub.accounts.models import SignInSession, User
from carehub.accounts.routes import ROUTES as ACCOUNTS
from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.core.journal import JournalEntry
from carehub.door import Door
from carehub.settings import settings
from carehub.single_sign_on import provider as asking
from carehub.single_sign_on import service
from carehub.single_sign_on.provider import CALLBACK
from carehub.single_sign_on.routes import ROUTES
from tests.accounts.browsing import HOME
from tests.conftest import People
from tests.single_sign_on.identity_provider import CLIENT, SECRET, IdentityProvider, identity_provider

# What comes over the network has nothing to do with the kind of database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ALICE: dict[str, object] = {"sub": "a-1", "email": "Alice@riverbend.example", "email_verified": True}


@pytest.fixture(scope="module")
def served() -> Iterator[IdentityProvider]:
    with identity_provider() as started:
        yield started


@pytest.fixture
def provider(served: IdentityProvider, people: People, monkeypatch: pytest.MonkeyPatch) -> IdentityProvider:
    """Alice's name there is known here; the next to come is alice."""
    monkeypatch.setenv("CAREHUB_OIDC_ISSUER", served.address)
    monkeypatch.setenv("CAREHUB_OIDC_CLIENT_ID", CLIENT)
    monkeypatch.setenv("CAREHUB_OIDC_CLIENT_SECRET", SECRET)
    settings.cache_clear()
    asking.forget()
    served.claims, served.wrong, served.published = dict(ALICE), {}, {}
    served.signed, served.is_broken = "RS256", False
    served.asked.clear()
    with unit_of_work() as session:
        service.set_name(session, people.dana, people.alice.user_id, "alice@Riverbend.example")
    return served


@pytest.fixture
def browser(provider: IdentityProvider) -> TestClient:
    return TestClient(Door(Starlette(routes=[*ACCOUNTS, *ROUTES])), base_url=HOME, follow_redirects=False)


def sign_on(browser: TestClient, provider: IdentityProvider, wanted: str = "") -> Response:
    there = browser.get("/sign-on", params={"next": wanted}).headers["location"]
    return browser.get(provider.sign_on(there))


def problem(response: Response) -> str:
    found = re.search(r'role="alert"[^>]*>(.*?)</p>', response.text)
    return found.group(1) if found else ""


def who(browser: TestClient) -> str:
    with unit_of_work(write=False) as session:
        actor = sessions.actor_of(session, browser.cookies.get(sessions.cookie_name()) or "")
        return actor.name if actor else ""


def test_the_provider_says_who_it_is_and_the_page_that_was_wanted_opens(
    browser: TestClient, provider: IdentityProvider
) -> None:
    assert "Sign in with single sign-on" in browser.get("/sign-in").text
    answer = sign_on(browser, provider, "/patients/7?tab=plan")
    assert (answer.status_code, answer.headers["location"]) == (303, "/patients/7?tab=plan")
    assert who(browser) == "Alice Moreno"
    assert "carehub_sign_on" not in browser.cookies


def test_once_linked_the_providers_own_number_counts_and_no_name(
    browser: TestClient, provider: IdentityProvider, people: People
) -> None:
    sign_on(browser, provider)
    provider.claims = {"sub": "a-1", "email": "alice.married@riverbend.example", "email_verified": True}
    sign_on(browser, provider)
    assert who(browser) == "Alice Moreno"
    browser.cookies.clear()
    provider.claims = {**ALICE, "sub": "somebody else who got her old address"}
    assert problem(sign_on(browser, provider)).startswith("You are signed on there, but not linked")
    assert who(browser) == ""
    with unit_of_work() as session:
        service.set_name(session, people.dana, people.alice.user_id, "")
    provider.claims = dict(ALICE)
    sign_on(browser, provider)
    assert who(browser) == ""


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "x", "email": "nobody@riverbend.example", "email_verified": True},
        {**ALICE, "email_verified": False},
        {**ALICE, "email_verified": "true"},
        {"sub": "x"},
    ],
)
def test_who_is_not_linked_does_not_come_in_and_nobody_is_made(
    browser: TestClient, provider: IdentityProvider, claims: dict[str, object]
) -> None:
    provider.claims = claims
    answer = sign_on(browser, provider)
    assert (answer.status_code, who(browser)) == (403, "")
    with unit_of_work(write=False) as session:
        assert len(session.exec(select(User)).all()) == 6
        assert session.exec(select(SignInSession)).all() == []


def test_a_disabled_person_does_not_come_in(
    browser: TestClient, provider: IdentityProvider, people: People
) -> None:
    sign_on(browser, provider)
    with unit_of_work() as session:
        session.get_one(User, people.alice.user_id).is_active = False
    assert sign_on(browser, provider).status_code == 403
    assert who(browser) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "of another browser"},
        {"nonce": None},
        {"aud": "another-program"},
        {"aud": [CLIENT, "another-program"], "azp": "another-program"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_for_us_and_now_is_not_believed(
    browser: TestClient, provider: IdentityProvider, wrong: dict[str, object]
) -> None:
    provider.wrong = wrong
    assert problem(sign_on(browser, provider)).startswith("Your sign-on could not be proved")
    assert who(browser) == ""


@pytest.mark.parametrize("signed", ["none", "HS256", "by another key"])
def test_a_token_that_the_provider_did_not_sign_is_not_believed(
    browser: TestClient, provider: IdentityProvider, signed: str
) -> None:
    provider.signed = signed
    assert problem(sign_on(browser, provider)).startswith("Your sign-on could not be proved")
    assert who(browser) == ""


def test_new_keys_of_the_provider_are_learned(browser: TestClient, provider: IdentityProvider) -> None:
    old, moment = provider.key, clock.now()
    with clock.freeze(moment):
        sign_on(browser, provider)
    provider.key = type(old).generate_key(2048, {"kid": "one"})
    try:
        with clock.freeze(moment + timedelta(minutes=2)):
            browser.cookies.clear()
            sign_on(browser, provider)
            assert who(browser) == "Alice Moreno"
    finally:
        provider.key = old


def test_an_answer_to_another_browsers_question_is_refused(
    browser: TestClient, provider: IdentityProvider
) -> None:
    there = browser.get("/sign-on").headers["location"]
    own = browser.cookies["carehub_sign_on"]
    theirs, forged = provider.sign_on(there), f"{CALLBACK}?code=x&state=y"
    for cookie, back in (("", theirs), ("x", theirs), (own, forged)):
        browser.cookies.clear()
        browser.cookies.set("carehub_sign_on", cookie)
        assert problem(browser.get(back)).startswith("This sign-on was not begun in this browser")
    assert who(browser) == ""
    assert provider.asked == []


def test_a_code_is_good_once_and_a_question_for_ten_minutes(
    browser: TestClient, provider: IdentityProvider
) -> None:
    there = browser.get("/sign-on").headers["location"]
    kept, back = browser.cookies["carehub_sign_on"], provider.sign_on(there)
    with clock.freeze(clock.now() + timedelta(minutes=11)):
        assert problem(browser.get(back)).startswith("This sign-on was not begun in this browser")
    browser.cookies.set("carehub_sign_on", kept)
    assert browser.get(back).status_code == 303
    browser.cookies.clear()
    browser.cookies.set("carehub_sign_on", kept)
    assert problem(browser.get(back)).startswith("Your sign-on could not be proved")
    assert who(browser) == ""


def test_who_gave_up_there_is_told_how_to_go_on(browser: TestClient, provider: IdentityProvider) -> None:
    there = browser.get("/sign-on").headers["location"]
    state = provider.sign_on(there).rpartition("state=")[2]
    assert "not completed there" in problem(browser.get(f"/sign-on/callback?error=denied&state={state}"))


def test_a_provider_that_does_not_answer_is_said_so(
    browser: TestClient, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.is_broken = True
    assert "does not answer just now" in problem(browser.get("/sign-on"))
    provider.is_broken = False
    provider.published = {"issuer": "https://evil.example"}
    assert "does not answer just now" in problem(browser.get("/sign-on"))
    provider.published = {"jwks_uri": "http://keys.example/keys"}
    assert "does not answer just now" in problem(browser.get("/sign-on"))
    monkeypatch.setenv("CAREHUB_OIDC_ISSUER", "http://127.0.0.1:9")
    settings.cache_clear()
    assert "does not answer just now" in problem(browser.get("/sign-on"))


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "/sign-in"])
def test_nobody_is_led_elsewhere(browser: TestClient, provider: IdentityProvider, wanted: str) -> None:
    assert sign_on(browser, provider, wanted).headers["location"] == "/"


@pytest.mark.parametrize(
    ("policy", "methods", "is_whole"),
    [("ours", ["pwd", "mfa"], False), ("theirs", ["pwd", "mfa"], True), ("theirs", ["pwd"], False)],
)
def test_our_second_factor_is_asked_unless_theirs_is_trusted(
    browser: TestClient, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch,
    policy: str, methods: list[str], is_whole: bool,
) -> None:  # fmt: skip
    monkeypatch.setenv("CAREHUB_OIDC_SECOND_FACTOR", policy)
    monkeypatch.setenv("CAREHUB_SECOND_FACTOR", "everyone")
    settings.cache_clear()
    provider.claims = {**ALICE, "amr": methods}
    answer = sign_on(browser, provider)
    assert answer.headers["location"].startswith("/second-factor") is not is_whole
    assert bool(who(browser)) is is_whole


def test_on_a_shared_computer_the_provider_is_left_too(
    browser: TestClient, provider: IdentityProvider
) -> None:
    assert (
        browser.get("/sign-on/leave").headers["location"].startswith(f"{provider.address}/leave?client_id=")
    )
    provider.published = {"end_session_endpoint": ""}
    asking.forget()
    assert browser.get("/sign-on/leave").headers["location"] == f"{HOME}/sign-in"


def test_every_try_is_on_record_without_what_was_claimed(
    browser: TestClient, provider: IdentityProvider
) -> None:
    provider.claims = {"sub": "secret-number", "email": "eve@elsewhere.example", "email_verified": True}
    sign_on(browser, provider)
    provider.claims = dict(ALICE)
    sign_on(browser, provider)
    with unit_of_work(write=False) as session:
        entries = session.exec(select(JournalEntry)).all()
    assert [(each.action, each.outcome) for each in entries] == [
        ("people.sign_on_name", "done"),
        ("sessions.sign_on", "refused"),
        ("people.sign_on_linked", "done"),
        ("sessions.sign_in", "done"),
    ]
    assert "secret-number" not in str(entries)
    assert "elsewhere" not in str(entries)


def test_without_a_provider_there_is_no_button_and_no_way(people: People) -> None:
    browser = TestClient(Door(Starlette(routes=[*ACCOUNTS, *ROUTES])), base_url=HOME, follow_redirects=False)
    assert "single sign-on" not in browser.get("/sign-in").text
    for path in ("/sign-on", "/sign-on/callback", "/sign-on/leave"):
        assert browser.get(path).status_code == 403

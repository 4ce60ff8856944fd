"""The second factor: who needs one, that each code works once, and that half a session opens nothing."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from pyotp.totp import TOTP
from sqlmodel import Session, select
from starlette.testclient import TestClient

from carehub.accounts import second_factor, sessions
from carehub.accounts.models import Center, SecondFactor, User
from carehub.accounts.second_factor import CODES, WrongCode
from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.core.errors import Conflict, NotAllowed
from carehub.core.journal import JournalEntry
from tests.accounts.browsing import new_browser, sign_in, token
from tests.conftest import People

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _user(session: Session, user_id: int) -> User:
    return session.get_one(User, user_id)


def _app_of(session: Session, user: User) -> TOTP:
    """The authenticator app of somebody who has set up a second factor."""
    app = TOTP(second_factor.begin(session, user).secret)
    second_factor.confirm(session, user, app.at(clock.now() - timedelta(seconds=30)))
    return app


@pytest.mark.parametrize(
    ("policy", "asked"),
    [
        ("leaders", {"dana", "erin"}),
        ("everyone", {"alice", "bob", "charlie", "dana", "erin", "pat"}),
        ("nobody", set()),
    ],
)
def test_the_setting_says_who_needs_one(
    session: Session, people: People, monkeypatch: pytest.MonkeyPatch, policy: str, asked: set[str]
) -> None:
    monkeypatch.setattr("carehub.accounts.second_factor.settings", lambda: _Policy(policy))
    everyone = ("alice", "bob", "charlie", "dana", "erin", "pat")
    found = {
        name
        for name in everyone
        if second_factor.is_asked(session, _user(session, getattr(people, name).user_id))
    }
    assert found == asked


class _Policy:
    def __init__(self, second_factor: str) -> None:
        self.second_factor = second_factor


def test_nobody_needs_one_in_the_practice_center(session: Session, people: People) -> None:
    session.get_one(Center, 1).is_practice = True
    assert not second_factor.is_asked(session, _user(session, people.dana.user_id))


def test_who_has_one_is_asked_for_it_whatever_the_setting(session: Session, people: People) -> None:
    alice = _user(session, people.alice.user_id)
    assert not second_factor.is_asked(session, alice)
    _app_of(session, alice)
    assert second_factor.is_asked(session, alice)


def test_a_code_works_once_and_within_thirty_seconds_to_either_side(session: Session, people: People) -> None:
    alice = _user(session, people.alice.user_id)
    with clock.freeze(NOON):
        app = _app_of(session, alice)
        second_factor.prove(session, alice, app.at(NOON))
        with pytest.raises(WrongCode, match="used already"):
            second_factor.prove(session, alice, app.at(NOON))
        second_factor.prove(session, alice, f" {app.at(NOON + timedelta(seconds=30))} ")
        # An older one than the last is as good as used.
        for at in (NOON, NOON - timedelta(seconds=60), NOON + timedelta(seconds=60)):
            with pytest.raises(WrongCode):
                second_factor.prove(session, alice, app.at(at))


def test_a_recovery_code_works_once_for_its_person(session: Session, people: People) -> None:
    alice, pat = (_user(session, each.user_id) for each in (people.alice, people.pat))
    app = TOTP(second_factor.begin(session, alice).secret)
    codes = second_factor.confirm(session, alice, app.at(clock.now()))
    _app_of(session, pat)
    assert len(set(codes)) == CODES
    with pytest.raises(WrongCode):
        second_factor.prove(session, pat, codes[0])
    second_factor.prove(session, alice, codes[0].lower().replace("-", " "))
    with pytest.raises(WrongCode):
        second_factor.prove(session, alice, codes[0])


def test_the_database_holds_neither_secret_nor_codes(session: Session, people: People) -> None:
    alice = _user(session, people.alice.user_id)
    secret = second_factor.begin(session, alice).secret
    kept = session.exec(select(SecondFactor)).one()
    assert secret not in kept.secret


def test_one_that_counts_is_not_replaced_by_whoever_sits_there(session: Session, people: People) -> None:
    alice = _user(session, people.alice.user_id)
    _app_of(session, alice)
    with pytest.raises(Conflict, match="Ask your admin"):
        second_factor.begin(session, alice)


def test_an_admin_removes_one_and_the_person_is_signed_out(session: Session, people: People) -> None:
    alice = _user(session, people.alice.user_id)
    _app_of(session, alice)
    held = sessions.start(session, people.alice.user_id)
    for who in (people.alice, people.erin):
        with pytest.raises(NotAllowed):
            second_factor.remove(session, who, people.alice.user_id)
    second_factor.remove(session, people.dana, people.alice.user_id)
    assert not second_factor.is_set_up(session, people.alice.user_id)
    assert sessions.actor_of(session, held) is None
    last = session.exec(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()  # pyright: ignore
    assert last is not None
    assert last.action == "people.remove_second_factor"


def test_a_half_session_ends_after_ten_minutes(session: Session, people: People) -> None:
    with clock.freeze(NOON):
        half = sessions.start(session, people.dana.user_id, is_half=True)
        session.flush()
        assert sessions.half_of(session, half) is not None
    with clock.freeze(NOON + timedelta(minutes=10, seconds=1)):
        assert sessions.half_of(session, half) is None


@on_sqlite
def test_the_password_alone_opens_nothing_to_an_admin(browser: TestClient) -> None:
    answer = sign_in(browser, "dana", to="/board")
    assert answer.headers["location"] == "/second-factor/set-up?next=%2Fboard"
    assert browser.get("/account/password").headers["location"].startswith("/sign-in")
    assert browser.get("/api/calendar/events").status_code == 401
    assert browser.get("/sign-in?next=/board").headers["location"].startswith("/second-factor/set-up")


@on_sqlite
def test_an_admin_sets_it_up_at_the_first_sign_in_and_shows_it_at_the_next(browser: TestClient) -> None:
    sign_in(browser, "dana")
    half = token(browser)
    page = browser.get("/second-factor/set-up")
    app = TOTP(re.sub(r"\W", "", re.search(r"<code>(.*?)</code>", page.text).group(1)))  # pyright: ignore
    assert browser.post("/second-factor/set-up", data={"code": "000000"}).status_code == 422
    done = browser.post("/second-factor/set-up", data={"code": app.now()})
    assert len(re.findall(r"<code>[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}</code>", done.text)) == CODES
    assert token(browser) != half
    assert browser.get("/account/password").status_code == 200
    later = new_browser()
    assert sign_in(later, "dana", to="/board").headers["location"] == "/second-factor?next=%2Fboard"
    code = re.search(r"<code>(\w{4}-\w{4}-\w{4})</code>", done.text).group(1)  # pyright: ignore
    shown = later.post("/second-factor", data={"code": code, "next": "/board"})
    assert shown.headers["location"] == "/board"
    assert later.get("/account/password").status_code == 200


@on_sqlite
def test_codes_of_the_app_cannot_be_guessed_quickly(browser: TestClient, people: People) -> None:
    with unit_of_work() as session:
        _app_of(session, _user(session, people.alice.user_id))
    sign_in(browser)
    answers = [browser.post("/second-factor", data={"code": f"{guess:06}"}).status_code for guess in range(6)]
    assert answers[:4] == [422] * 4
    assert answers[-1] == 429


@on_sqlite
def test_without_a_session_there_is_nothing_to_prove_or_set_up(browser: TestClient) -> None:
    for path in ("/second-factor", "/second-factor/set-up"):
        assert browser.get(path).headers["location"] == "/sign-in"
        assert browser.post(path, data={"code": "123456"}).headers["location"] == "/sign-in"


@on_sqlite
def test_a_person_who_needs_none_may_set_one_up(browser: TestClient) -> None:
    assert sign_in(browser).headers["location"] == "/"
    assert "Turn it on" in browser.get("/second-factor/set-up").text

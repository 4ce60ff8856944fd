from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from carehub.accounts import passwords, service, sessions
from carehub.accounts.models import OneTimeCode, SignInAttempt, User
from carehub.accounts.passwords import PasswordHash
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Conflict, Invalid
from carehub.core.journal import JournalEntry
from tests.conftest import People

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HERE, THERE = "10.0.0.1", "10.0.0.2"
NEW = PasswordHash("the hash of a new password")


def _sign_in(session: Session, user_name: str = "alice", *, fits: bool = True, replacing: str = "") -> str:
    token = service.sign_in(
        session, user_name, fits, address=HERE, browser="Firefox on Windows", replacing=replacing
    )
    return token or ""


def _wait_after(session: Session, tries: int, user_name: str = "alice", address: str = HERE) -> str:
    with clock.freeze(NOON):
        for _ in range(tries):
            service.admit(session, user_name, address)
        with pytest.raises(service.TooSoon) as refusal:
            service.admit(session, user_name, address)
    return str(refusal.value)


def test_of_many_who_guess_at_the_same_moment_no_more_get_a_try_than_one_after_the_other(
    people: People,
) -> None:
    def is_admitted(_: int) -> bool:
        try:
            with unit_of_work() as session:
                service.admit(session, "alice", HERE)
        except service.TooSoon:
            return False
        return True

    # As many as are free, and the one that the wait begins with.
    with clock.freeze(NOON), ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(is_admitted, range(16))) == 4


def test_a_fitting_password_starts_a_session(session: Session, people: People) -> None:
    actor = sessions.actor_of(session, _sign_in(session, " Alice "))
    assert actor is not None
    assert (actor.user_id, actor.address) == (people.alice.user_id, HERE)


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(session: Session, people: People) -> None:
    assert _sign_in(session, fits=False) == _sign_in(session, "nobody", fits=False) == ""
    assert service.admit(session, "nobody", HERE) == ""


def test_a_disabled_person_stays_out_with_the_right_password(session: Session, people: People) -> None:
    service.disable(session, people.dana, people.bob.user_id, 1)
    assert service.admit(session, "bob", HERE) == ""
    assert _sign_in(session, "bob") == ""


def test_signing_in_ends_the_session_that_the_browser_had(session: Session, people: People) -> None:
    first = _sign_in(session)
    second = _sign_in(session, replacing=first)
    assert sessions.actor_of(session, first) is None
    assert sessions.actor_of(session, second) is not None


def test_refusals_are_journaled_with_the_address_and_without_the_typed_name(
    session: Session, people: People
) -> None:
    _sign_in(session, "my-secret-password", fits=False)
    entry = session.exec(select(JournalEntry).where(JournalEntry.outcome == "refused")).one()
    assert (entry.action, entry.reason, entry.subject) == ("sessions.sign_in", HERE, "")


def test_a_typed_name_is_not_kept_in_clear(session: Session, people: People) -> None:
    service.admit(session, "my-secret-password", HERE)
    assert "secret" not in session.exec(select(SignInAttempt.name_hash)).one()


def test_wrong_passwords_cost_a_growing_wait(session: Session, people: People) -> None:
    assert _wait_after(session, 4) == "Too many tries. Wait 1 second, then try again."
    with clock.freeze(NOON + timedelta(seconds=1)):
        service.admit(session, "alice", HERE)
        with pytest.raises(service.TooSoon, match="Wait 2 seconds"):
            service.admit(session, "Alice", HERE)


def test_the_wait_is_the_same_for_a_name_that_does_not_exist(session: Session, people: People) -> None:
    assert _wait_after(session, 4, "nobody") == "Too many tries. Wait 1 second, then try again."


def test_the_wait_ends_and_never_becomes_a_lock(session: Session, people: People) -> None:
    at = NOON
    for _ in range(30):
        at += timedelta(seconds=61)
        with clock.freeze(at):
            service.admit(session, "alice", HERE)


def test_trying_during_the_wait_does_not_prolong_it(session: Session, people: People) -> None:
    _wait_after(session, 4)
    with clock.freeze(NOON + timedelta(seconds=0.5)), pytest.raises(service.TooSoon):
        service.admit(session, "alice", HERE)
    with clock.freeze(NOON + timedelta(seconds=1)):
        service.admit(session, "alice", HERE)


def test_a_colleague_at_the_same_address_does_not_wait(session: Session, people: People) -> None:
    _wait_after(session, 4)
    with clock.freeze(NOON):
        service.admit(session, "bob", HERE)


def test_guessing_from_many_addresses_waits_too(session: Session, people: People) -> None:
    with clock.freeze(NOON):
        for number in range(12):
            service.admit(session, "alice", f"10.0.1.{number}")
        with pytest.raises(service.TooSoon):
            service.admit(session, "alice", THERE)


def test_guessing_many_names_from_one_address_waits_too(session: Session, people: People) -> None:
    with clock.freeze(NOON):
        for number in range(40):
            service.admit(session, f"name{number}", HERE)
        with pytest.raises(service.TooSoon):
            service.admit(session, "alice", HERE)
        service.admit(session, "alice", THERE)


def test_the_right_password_clears_the_tries_made_here_only(session: Session, people: People) -> None:
    service.admit(session, "alice", HERE)
    service.admit(session, "alice", THERE)
    _sign_in(session)
    assert session.exec(select(SignInAttempt.address)).all() == [THERE]


def test_signing_out_ends_this_session_only(session: Session, people: People) -> None:
    here, elsewhere = _sign_in(session), _sign_in(session)
    service.sign_out(session, _actor(session, here), here)
    assert sessions.actor_of(session, here) is None
    assert sessions.actor_of(session, elsewhere) is not None


def test_signing_out_elsewhere_keeps_this_session(session: Session, people: People) -> None:
    here, elsewhere, bobs = _sign_in(session), _sign_in(session), _sign_in(session, "bob")
    alice = _actor(session, here)
    assert [each.is_this for each in service.my_sessions(session, alice)].count(True) == 1
    service.sign_out_elsewhere(session, alice)
    assert [each.session_id for each in service.my_sessions(session, alice)] == [alice.session_id]
    assert sessions.actor_of(session, elsewhere) is None
    assert sessions.actor_of(session, bobs) is not None


def _actor(session: Session, token: str) -> Actor:
    actor = sessions.actor_of(session, token)
    assert actor is not None
    return actor


def test_a_new_password_needs_the_old_one(session: Session, people: People) -> None:
    with pytest.raises(Invalid, match="current password"):
        service.change_password(session, people.alice, False, NEW)
    assert session.get_one(User, people.alice.user_id).password_hash != NEW


def test_a_new_password_signs_other_browsers_out(session: Session, people: People) -> None:
    here, elsewhere = _sign_in(session), _sign_in(session)
    service.change_password(session, _actor(session, here), True, NEW)
    assert session.get_one(User, people.alice.user_id).password_hash == NEW
    assert sessions.actor_of(session, here) is not None
    assert sessions.actor_of(session, elsewhere) is None


def test_a_one_time_code_sets_a_password_once(session: Session, people: People) -> None:
    code = service.issue_code(session, people.dana, people.bob.user_id)
    token = _sign_in(session, "bob")
    service.redeem_code(session, "Bob", code.lower().replace("-", " "), NEW)
    assert session.get_one(User, people.bob.user_id).password_hash == NEW
    assert sessions.actor_of(session, token) is None
    with pytest.raises(Invalid, match="does not fit"):
        service.redeem_code(session, "bob", code, NEW)


def test_letters_of_a_code_that_look_like_digits_are_read_as_digits(session: Session, people: People) -> None:
    code = service.issue_code(session, people.dana, people.bob.user_id)
    service.redeem_code(session, "bob", code.replace("0", "o").replace("1", "l"), NEW)


def test_a_code_dies_after_fifteen_minutes_and_when_a_newer_one_is_issued(
    session: Session, people: People
) -> None:
    with clock.freeze(NOON):
        old = service.issue_code(session, people.dana, people.bob.user_id)
        new = service.issue_code(session, people.dana, people.bob.user_id)
        with pytest.raises(Invalid):
            service.redeem_code(session, "bob", old, NEW)
    with clock.freeze(NOON + timedelta(minutes=15)), pytest.raises(Invalid, match="too old"):
        service.redeem_code(session, "bob", new, NEW)


def test_a_code_is_for_one_person_and_stored_as_a_hash(session: Session, people: People) -> None:
    code = service.issue_code(session, people.dana, people.bob.user_id)
    for other in ("alice", "nobody", ""):
        with pytest.raises(Invalid):
            service.redeem_code(session, other, code, NEW)
    assert code.replace("-", "") not in session.exec(select(OneTimeCode.code_hash)).one()


def test_a_disabled_person_gets_no_code_and_cannot_use_one(session: Session, people: People) -> None:
    code = service.issue_code(session, people.dana, people.bob.user_id)
    service.disable(session, people.dana, people.bob.user_id, 1)
    with pytest.raises(Invalid):
        service.redeem_code(session, "bob", code, NEW)
    with pytest.raises(Conflict, match="disabled"):
        service.issue_code(session, people.dana, people.bob.user_id)


def test_a_person_added_without_a_password_cannot_sign_in(session: Session, people: People) -> None:
    stored = passwords.NO_PASSWORD
    session.get_one(User, people.bob.user_id).password_hash = stored
    assert not passwords.fits("", service.admit(session, "bob", HERE))

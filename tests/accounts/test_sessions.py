"""A session ends by itself: when nobody does anything, and at the end of a working day in any case."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from carehub.accounts import locking, sessions
from carehub.core import clock
from carehub.core.errors import NotAllowed
from tests.conftest import People

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def token(session: Session, people: People) -> str:
    with clock.freeze(MORNING):
        begun = sessions.start(session, people.alice.user_id)
        session.flush()
    return begun


@pytest.mark.parametrize(("minutes", "alive"), [(14, True), (16, False)])
def test_a_session_ends_after_a_quarter_of_an_hour_in_which_nothing_was_done(
    session: Session, token: str, minutes: int, alive: bool
) -> None:
    with clock.freeze(MORNING + timedelta(minutes=minutes)):
        assert (sessions.actor_of(session, token) is not None) is alive


def test_who_goes_on_working_stays_signed_in_until_twelve_hours_are_over(
    session: Session, token: str
) -> None:
    for quarter in range(1, 12 * 6):
        with clock.freeze(MORNING + quarter * timedelta(minutes=10)):
            actor = sessions.actor_of(session, token)
            assert actor is not None, f"out after {quarter * 10} minutes"
            assert actor.session_id is not None
            sessions.touch(session, actor.session_id)
            session.flush()
    with clock.freeze(MORNING + timedelta(hours=12, seconds=1)):
        assert sessions.actor_of(session, token) is None


@pytest.mark.parametrize(("minutes", "is_kept"), [(14, False), (16, True), (59, True), (61, False)])
def test_an_idle_session_is_locked_before_it_ends(
    session: Session, people: People, token: str, minutes: int, is_kept: bool
) -> None:
    with clock.freeze(MORNING + timedelta(minutes=minutes)):
        locked = sessions.locked_of(session, token)
        assert (locked.id if locked else None) == (people.alice.user_id if is_kept else None)
        assert sessions.seconds_left(session, token) == {14: 60, 16: 0, 59: 0, 61: None}[minutes]


def test_a_session_that_its_person_locked_opens_nothing_until_it_is_unlocked(
    session: Session, token: str
) -> None:
    with clock.freeze(MORNING):
        actor = sessions.actor_of(session, token)
        assert actor is not None
        locking.lock(session, actor)
        assert sessions.actor_of(session, token) is None
        assert sessions.alive_among(session, {sessions.hashed(token)}) == {sessions.hashed(token): True}
        sessions.unlock(session, token)
        assert sessions.actor_of(session, token) == actor


def test_a_session_that_ended_cannot_be_unlocked(session: Session, token: str) -> None:
    with clock.freeze(MORNING + timedelta(minutes=20)):
        sessions.end(session, token)
        with pytest.raises(NotAllowed):
            locking.admit(session, token, "10.0.0.1")

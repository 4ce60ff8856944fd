"""A session ends by itself: when nobody does anything, and at the end of a working day in any case."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from carehub.accounts import sessions
from carehub.core import clock
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

"""Settings > Privacy asks before a shorter time of keeping counts, and says what goes."""

import asyncio

import pytest
from sqlmodel import select

from carehub.accounts import sessions
from carehub.accounts.models import SignInSession
from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid, NotAllowed
from carehub.retention import service
from carehub.retention.models import Kept
from carehub.settings_pages.privacy.retention_state import RetentionState
from carehub.settings_pages.privacy.retention_words import FOR_GOOD
from tests.conftest import People
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def page(people: People) -> RetentionState:
    state = state_of(RetentionState, people.dana, "/settings/privacy")
    asyncio.run(state.load())
    return state


def days_of(people: People, kept: Kept) -> int | None:
    with unit_of_work(write=False) as session:
        return next(each.days for each in service.periods(session, people.dana) if each.kept is kept)


def test_what_would_go_is_said_first_and_then_it_counts(people: People, page: RetentionState) -> None:
    with unit_of_work() as session:
        sessions.start(session, people.bob.user_id)
        row = session.exec(select(SignInSession).where(SignInSession.user_id == people.bob.user_id)).one()
        row.last_active_at = clock.now().replace(year=2020)
    assert page.chosen == {"sessions": "365", "codes": "30", "documents": FOR_GOOD}
    asyncio.run(page.ask("sessions", "90"))
    assert page.question == "Keep ended sessions for 90 days?"
    assert page.goes.startswith("1 ended session goes within the hour")
    assert days_of(people, Kept.SESSIONS) == 365
    asyncio.run(page.choose())
    assert (page.question, page.chosen["sessions"], days_of(people, Kept.SESSIONS)) == ("", "90", 90)


def test_who_thinks_better_of_it_changes_nothing(people: People, page: RetentionState) -> None:
    asyncio.run(page.ask("documents", "2190"))
    assert page.goes == "Nothing goes now."
    asyncio.run(page.leave())
    asyncio.run(page.choose())
    assert (page.chosen["documents"], days_of(people, Kept.DOCUMENTS)) == (FOR_GOOD, None)


def test_another_admin_was_faster(people: People, page: RetentionState) -> None:
    with unit_of_work() as session:
        service.choose(session, people.dana, Kept.CODES, 7, 0)
    asyncio.run(page.ask("codes", "90"))
    asyncio.run(page.choose())
    assert (page.chosen["codes"], days_of(people, Kept.CODES)) == ("7", 7)


@pytest.mark.parametrize(("kept", "days"), [("everything", "30"), ("codes", "-1"), ("codes", "soon")])
def test_nonsense_is_refused(page: RetentionState, kept: str, days: str) -> None:
    with pytest.raises(Invalid):
        asyncio.run(page.ask(kept, days))


def test_who_is_no_admin_sees_and_chooses_nothing(people: People) -> None:
    state = state_of(RetentionState, people.erin, "/settings/privacy")
    for call in (state.load, lambda: state.ask("codes", "7")):
        with pytest.raises(NotAllowed):
            asyncio.run(call())
    assert state.chosen == {}

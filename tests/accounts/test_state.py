import pytest

from carehub.accounts import sessions
from carehub.accounts.state import AccountState
from carehub.core.database import unit_of_work
from tests.conftest import People
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_my_account_tells_who_i_am_and_where_i_am_signed_in(people: People) -> None:
    page = state_of(AccountState, people.alice)
    await page.load()
    assert (page.user_name, page.works_at) == ("alice", "Northside")
    assert [row["is_this"] for row in page.open_sessions] == [True]


async def test_signing_out_elsewhere_leaves_this_browser_signed_in(people: People) -> None:
    page = state_of(AccountState, people.alice)
    with unit_of_work() as session:
        elsewhere = sessions.start(session, people.alice.user_id)
    await page.load()
    assert len(page.open_sessions) == 2
    await page.sign_out_elsewhere()
    assert [row["is_this"] for row in page.open_sessions] == [True]
    with unit_of_work(write=False) as session:
        assert sessions.actor_of(session, elsewhere) is None


async def test_nobody_sees_where_a_colleague_is_signed_in(people: People) -> None:
    page = state_of(AccountState, people.dana)
    state_of(AccountState, people.bob)
    await page.load()
    assert len(page.open_sessions) == 1

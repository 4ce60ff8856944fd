"""The panel's part for Part 2 records: marked, given a consent, and what a browser may not claim."""

import asyncio
from datetime import timedelta

import pytest

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, Invalid, NotAllowed
from carehub.referrals import disclosing
from carehub.referrals.disclosing_state import DisclosingState
from carehub.referrals.panel_state import ReferralState
from tests.conftest import People
from tests.referrals.conftest import Draft, draft
from tests.states import state_of

__all__ = ["draft"]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def consent(days: int = 30) -> dict[str, object]:
    today = clock.now().date()
    return {
        "ground": "consent", "what": "Referral and last notes", "purpose": "Treatment",
        "signed_on": (today - timedelta(days=1)).isoformat(),
        "expires_on": (today + timedelta(days=days)).isoformat(),
    }  # fmt: skip


@pytest.fixture
def opened(people: People, draft: Draft) -> DisclosingState:
    """Alice's panel of a referral, in a center that runs such a program."""
    with unit_of_work() as session:
        disclosing.set_runs_part2(session, people.dana, True)
    return panel_of(people.alice, draft())


def panel_of(actor: Actor, referral_id: int) -> DisclosingState:
    state = state_of(DisclosingState, actor, f"/board?referral={referral_id}")
    asyncio.run(panel(state).load())
    return state


def panel(state: DisclosingState) -> ReferralState:
    return asyncio.run(state.get_state(ReferralState))


def test_a_record_is_marked_gets_a_consent_and_loses_it(opened: DisclosingState) -> None:
    asyncio.run(opened.mark(True))
    shown = panel(opened).part2
    assert (shown["is_record"], shown["may_leave"], shown["lines"]) == (True, False, [])
    opened.ask()
    asyncio.run(opened.save(consent()))
    shown = panel(opened).part2
    assert (opened.is_asking, opened.problem, shown["may_leave"]) == (False, "", True)
    asyncio.run(opened.revoke(shown["lines"][0]["id"]))
    shown = panel(opened).part2
    assert (shown["may_leave"], shown["lines"][0]["standing"].startswith("Revoked")) == (False, True)
    asyncio.run(opened.mark(False))
    assert not panel(opened).part2["is_record"]


def test_what_is_refused_keeps_the_form_open_and_says_why(opened: DisclosingState) -> None:
    asyncio.run(opened.mark(True))
    opened.ask()
    asyncio.run(opened.save({**consent(), "expires_on": ""}))
    assert (opened.is_asking, opened.problem) == (True, "Write the day on which the consent ends.")
    asyncio.run(opened.save({**consent(), "ground": "because I say so"}))
    assert opened.problem == "Choose by what the record may leave."
    assert panel(opened).part2["lines"] == []


def test_nobody_of_another_site_and_no_front_desk_marks_or_frees_a_record(
    people: People, opened: DisclosingState
) -> None:
    asyncio.run(opened.mark(True))
    number = panel(opened)._opened
    for actor in (people.charlie, people.bob):
        state = panel_of(actor, number)
        with pytest.raises(CareHubError):
            asyncio.run(state.mark(False))
        asyncio.run(state.save(consent()))
        assert state.problem
    asyncio.run(opened.save(consent()))
    with pytest.raises(CareHubError):
        asyncio.run(panel_of(people.charlie, number).revoke(panel(opened).part2["lines"][0]["id"]))
    assert panel(opened).part2["may_leave"]


@pytest.mark.parametrize("claim", ["yes", None, 1])
def test_a_claim_of_another_type_is_refused(opened: DisclosingState, claim: object) -> None:
    with pytest.raises(Invalid):
        asyncio.run(opened.mark(claim))  # pyright: ignore[reportArgumentType]


def test_a_center_without_such_a_program_marks_nothing(people: People, draft: Draft) -> None:
    with pytest.raises(NotAllowed):
        asyncio.run(panel_of(people.alice, draft()).mark(True))

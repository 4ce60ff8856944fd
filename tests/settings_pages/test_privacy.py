"""Settings > Privacy: an admin ticks who sees sensitive referrals."""

import asyncio

import pytest

from carehub.core.errors import Invalid, NotAllowed
from carehub.settings_pages.privacy.state import PrivacyState
from tests.conftest import People
from tests.states import state_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_an_admin_grants_a_person_and_a_role(people: People) -> None:
    state = state_of(PrivacyState, people.dana)
    asyncio.run(state.grant_person(people.alice.user_id, True))
    asyncio.run(state.grant_role("provider", True))
    seen = {row["name"]: (row["is_granted"], row["by_role"]) for row in state.people}
    assert (seen["Alice Moreno"], seen["Pat Lindqvist"]) == ((True, False), (False, True))
    asyncio.run(state.grant_role("provider", False))
    assert state.roles == []


def test_nobody_else_and_no_nonsense(people: People) -> None:
    for call in (("grant_person", people.charlie.user_id), ("grant_role", "coordinator")):
        with pytest.raises(NotAllowed):
            asyncio.run(getattr(state_of(PrivacyState, people.charlie), call[0])(call[1], True))
    state = state_of(PrivacyState, people.dana)
    for call in (("grant_role", "queen", True), ("grant_person", "1", True), ("grant_person", 1, "yes")):
        with pytest.raises(Invalid):
            asyncio.run(getattr(state, call[0])(*call[1:]))

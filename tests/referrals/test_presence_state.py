"""Who else looks at the board."""

import asyncio
from datetime import timedelta

import pytest

from carehub.accounts.models import User
from carehub.core import clock
from carehub.core.changes import HUB, Change, Hub, Topic
from carehub.core.database import unit_of_work
from carehub.referrals.presence_state import PresenceState
from tests.conftest import People
from tests.states import state_of


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_those_who_look_see_one_another_until_they_leave(people: People) -> None:
    HUB._seen.clear()
    alices, charlies = state_of(PresenceState, people.alice), state_of(PresenceState, people.charlie)
    await alices._look()
    await charlies._look()
    await alices._look()
    assert [one["initials"] for one in alices.others] == ["CO"]
    assert [one["name"] for one in charlies.others] == ["Alice Moreno"]
    with clock.freeze(clock.now() + timedelta(minutes=1)):
        await alices._look()
        assert alices.others == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_more_than_five_are_counted_and_nobody_who_left_the_center_is_shown(people: People) -> None:
    everyone = (people.bob, people.charlie, people.dana, people.erin, people.pat)
    HUB._seen.clear()
    HUB.publish(Change(Topic.PRESENCE, tuple(person.user_id for person in everyone)))
    page = state_of(PresenceState, people.alice)
    await page._look()
    assert (len(page.others), page.more) == (5, 0)
    with unit_of_work() as session:
        session.get_one(User, people.bob.user_id).is_active = False
    await page._look()
    assert "Bob Tran" not in [one["name"] for one in page.others]


async def test_presence_is_passing_news() -> None:
    hub = Hub()
    with hub.subscribe(Topic.PRESENCE) as woken:
        hub.receive(Change(Topic.PRESENCE, (7,)))
        await asyncio.wait_for(woken.wait(), 5)
        woken.clear()
        hub.receive(Change(Topic.PRESENCE, (7,)))
        await asyncio.sleep(0)
        assert not woken.is_set()
    assert (hub.rev, hub.present()) == (0, frozenset({7}))

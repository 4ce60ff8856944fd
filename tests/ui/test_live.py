"""How open pages follow what others do: once for a burst."""

import asyncio

import pytest

from carehub.core.changes import HUB, Change, Topic
from carehub.ui import live
from carehub.ui.live import changes_of
from tests.conftest import People

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MOVED = Change(Topic.REFERRALS, (1,))


async def a_while() -> None:
    """Let everything run that is ready."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_burst_wakes_a_page_once(people: People) -> None:
    changes = changes_of(Topic.REFERRALS)
    woken = asyncio.ensure_future(anext(changes))
    await a_while()
    assert not woken.done()
    for _ in range(3):
        HUB.publish(MOVED)
    await woken
    HUB.publish(Change(Topic.RECEIVERS, (1,)))
    again = asyncio.ensure_future(anext(changes))
    await a_while()
    assert not again.done()
    HUB.publish(MOVED)
    await again


async def test_pages_follow_one_after_the_other(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_TURN_SECONDS", 3_600)
    pages = {asyncio.ensure_future(anext(page)): page for page in map(changes_of, (MOVED.topic, MOVED.topic))}
    await a_while()
    HUB.publish(MOVED)
    # Which of them is woken first is nobody's business.
    (first,), (second,) = await asyncio.wait(pages, return_when=asyncio.FIRST_COMPLETED)
    await a_while()
    assert not second.done()
    await pages[first].aclose()
    await second


async def test_a_page_that_waits_for_something_does_not_hold_the_others_up(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_TURN_SECONDS", 0.001)
    held_up, other = changes_of(Topic.REFERRALS), changes_of(Topic.REFERRALS)
    first, second = (asyncio.ensure_future(anext(changes)) for changes in (held_up, other))
    await a_while()
    HUB.publish(MOVED)
    await first
    await second


async def test_a_page_that_shows_time_is_woken_by_time(people: People) -> None:
    await anext(changes_of(Topic.REFERRALS, at_least_every=0.001))


async def test_who_left_is_not_counted_any_more(people: People) -> None:
    before = HUB.waiting_for(Topic.REFERRALS)
    with HUB.subscribe(Topic.REFERRALS, Topic.PATIENTS):
        assert HUB.waiting_for(Topic.REFERRALS) == before + 1
    assert HUB.waiting_for(Topic.REFERRALS) == before

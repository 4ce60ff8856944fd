import asyncio

from carehub.core.changes import Change, Hub, Topic
from carehub.core.redis_bridge import bridged
from tests.serving.stoppable import own_redis


async def test_a_change_in_one_process_wakes_the_pages_of_another(redis_url: str) -> None:
    here, there = Hub(), Hub()
    async with bridged(here, redis_url, _nothing), bridged(there, redis_url, _nothing):
        with here.subscribe(Topic.REFERRALS) as woken_here, there.subscribe(Topic.REFERRALS) as woken:
            await _both_listen(woken_here, woken)
            before = there.rev
            here.publish(Change(Topic.REFERRALS, (7,)))
            await asyncio.wait_for(woken.wait(), 5)
    assert there.since(Topic.REFERRALS, before) == {7}


async def test_a_process_does_not_hear_itself_twice(redis_url: str) -> None:
    here, there = Hub(), Hub()
    async with bridged(here, redis_url, _nothing), bridged(there, redis_url, _nothing):
        with here.subscribe(Topic.PATIENTS) as woken_here, there.subscribe(Topic.PATIENTS) as woken:
            await _both_listen(woken_here, woken)
            before = here.rev
            here.publish(Change(Topic.PATIENTS, (1,)))
            await asyncio.wait_for(woken.wait(), 5)
            there.publish(Change(Topic.PATIENTS, (2,)))
            woken_here.clear()
            while here.since(Topic.PATIENTS, before) != {1, 2}:
                await asyncio.wait_for(woken_here.wait(), 5)
                woken_here.clear()
    assert here.rev == before + 2


async def test_after_redis_was_killed_the_pages_hear_each_other_again_and_are_told() -> None:
    here, there, told = Hub(), Hub(), asyncio.Event()
    with own_redis() as redis:
        async with bridged(here, redis.url, _nothing), bridged(there, redis.url, told.set):
            with here.subscribe(Topic.REFERRALS) as woken_here, there.subscribe(Topic.REFERRALS) as woken:
                await _both_listen(woken_here, woken)
                redis.stop()
                redis.start()
                await asyncio.wait_for(told.wait(), 10)
                await _both_listen(woken_here, woken)
                before = there.rev
                here.publish(Change(Topic.REFERRALS, (7,)))
                await asyncio.wait_for(woken.wait(), 5)
    assert there.since(Topic.REFERRALS, before) == {7}


async def test_a_redis_that_was_emptied_is_noticed_although_nobody_says_so() -> None:
    hub, told = Hub(), asyncio.Event()
    with own_redis() as redis:
        async with bridged(hub, redis.url, told.set):
            with hub.subscribe(Topic.REFERRALS) as woken:
                await _both_listen(woken)
                redis.flush()
                await asyncio.wait_for(told.wait(), 10)
                await _both_listen(woken)


def _nothing() -> None:
    """No page is open."""


async def _both_listen(*woken: asyncio.Event) -> None:
    """A bridge that begins to listen wakes everyone once: from then on nothing is missed."""
    for each in woken:
        await asyncio.wait_for(each.wait(), 5)
        each.clear()

"""An event is called off while its page's lock is taken in Redis, or given back."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
import reflex as rx
from redis.asyncio import Redis
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.redis import StateManagerRedis
from reflex.istate.manager.token import BaseStateToken

from carehub.page_locks import PageLocks, leave_no_lock
from carehub.ui.session import SessionState
from tests.serving.stoppable import own_redis

HERS = BaseStateToken(ident="hers", cls=SessionState)
# Reflex's own locks run out after ten.
SOON_SECONDS = 5


class SlowToAnswer(Redis):
    """Redis gives a lock, and that it has is not known here yet; what gives it back is not on its way yet."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.is_waiting, self.may_go_on = asyncio.Event(), asyncio.Event()
        self.slow = ""

    async def execute_command(self, *asked: Any, **how: Any) -> Any:
        is_slow = asked[0] == self.slow
        if is_slow and self.slow == "GETDEL":
            await self._wait()
        answer = await super().execute_command(*asked, **how)
        if is_slow and self.slow == "SET":
            await self._wait()
        return answer

    async def _wait(self) -> None:
        self.is_waiting.set()
        await self.may_go_on.wait()


@pytest.fixture
async def redis() -> AsyncIterator[SlowToAnswer]:
    with own_redis() as server:
        client = cast(SlowToAnswer, SlowToAnswer.from_url(server.url))
        yield client
        client.may_go_on.set()
        await client.aclose()


async def called_off(manager: StateManagerRedis, redis: SlowToAnswer, slow: str) -> None:
    """An event of her page is called off while Redis is asked for this."""

    async def hold_it() -> None:
        async with manager.modify_state(HERS):
            pass

    redis.slow = slow
    event = asyncio.create_task(hold_it())
    await redis.is_waiting.wait()
    event.cancel()
    with pytest.raises(asyncio.CancelledError):
        await event
    redis.slow = ""
    redis.may_go_on.set()


@pytest.mark.parametrize("slow", ["SET", "GETDEL"])
async def test_who_comes_after_an_event_that_was_called_off_does_not_wait(
    redis: SlowToAnswer, slow: str
) -> None:
    manager = PageLocks(redis=redis)
    await called_off(manager, redis, slow)

    async with asyncio.timeout(SOON_SECONDS), manager.modify_state(HERS):
        assert await redis.get(manager._lock_key(HERS)) is not None

    await manager.close()


async def test_the_lock_of_who_came_after_stays_theirs(redis: SlowToAnswer) -> None:
    manager = PageLocks(redis=redis)
    async with manager.modify_state(HERS):
        held = await redis.get(manager._lock_key(HERS))
        await manager._give_back(manager._lock_key(HERS), b"of an event before", None)
        assert await redis.get(manager._lock_key(HERS)) == held

    await manager.close()


async def test_an_app_with_its_pages_in_redis_leaves_no_lock(redis: SlowToAnswer) -> None:
    app = SimpleNamespace(state_manager=StateManagerRedis(redis=redis, lock_expiration=7_000))
    leave_no_lock(cast(rx.App, app))

    locks = app._state_manager
    assert isinstance(locks, PageLocks)
    assert (locks.redis, locks.lock_expiration) == (redis, 7_000)


async def test_pages_in_memory_have_no_such_lock() -> None:
    app = SimpleNamespace(state_manager=StateManagerMemory())
    leave_no_lock(cast(rx.App, app))

    assert not hasattr(app, "_state_manager")

"""Redis was emptied while a page had its state in hand."""

import asyncio
from types import SimpleNamespace
from typing import cast

import pytest
import reflex as rx
from redis.asyncio import Redis
from reflex.istate.manager.redis import StateManagerRedis
from reflex.istate.manager.token import BaseStateToken
from reflex_base.utils.exceptions import LockExpiredError

from carehub.beginning_anew import begin_anew
from carehub.ui.session import SessionState
from tests.serving.stoppable import own_redis

# Reflex by itself looks again after ten.
SOON_SECONDS = 5


async def test_who_waits_for_a_lock_that_redis_forgot_has_it_soon() -> None:
    has_it, hers = asyncio.Event(), BaseStateToken(ident="hers", cls=SessionState)

    async def wait_for_it() -> None:
        async with manager.modify_state(hers):
            has_it.set()

    async def lose_it() -> None:
        async with manager.modify_state(hers):
            waiting.append(asyncio.create_task(wait_for_it()))
            while not manager._lock_waiters:
                await asyncio.sleep(0)
            redis.flush()
            begin_anew(cast(rx.App, SimpleNamespace(state_manager=manager)))
            await asyncio.wait_for(has_it.wait(), SOON_SECONDS)

    with own_redis() as redis:
        manager, waiting = StateManagerRedis(redis=Redis.from_url(redis.url)), list[asyncio.Task[None]]()
        with pytest.raises(LockExpiredError):
            await lose_it()
        await waiting[0]
        await manager.close()

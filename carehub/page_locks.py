"""A page's lock in Redis is never left behind by an event that is called off.

Reflex calls off what a page is loading as soon as its person goes on to another. Called off between Redis
giving the lock and Reflex hearing of it, or while it is given back, nobody gave it back: the page waited ten
seconds for it to run out.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import reflex as rx
from redis.exceptions import RedisError
from reflex.istate.manager.redis import StateManagerRedis
from reflex.istate.manager.token import StateToken

_DELETE_OWN = "return redis.call('get', KEYS[1]) == ARGV[1] and redis.call('del', KEYS[1])"
# Held here, or Python could let them go before they are done.
_giving_back = set[asyncio.Task[None]]()


def leave_no_lock(app: rx.App) -> None:
    """From now on, where pages have their state in Redis; before anybody connects."""
    manager = app.state_manager
    if isinstance(manager, StateManagerRedis):
        app._state_manager = PageLocks(
            redis=manager.redis,
            token_expiration=manager.token_expiration,
            lock_expiration=manager.lock_expiration,
            lock_warning_threshold=manager.lock_warning_threshold,
        )


@dataclass
class PageLocks(StateManagerRedis):
    """Reflex's, but for what is called off in the middle of taking a lock or of giving it back."""

    async def _try_get_lock(self, lock_key: bytes, lock_id: bytes) -> bool | None:
        asked = asyncio.ensure_future(super()._try_get_lock(lock_key, lock_id))
        try:
            return await asyncio.shield(asked)
        except asyncio.CancelledError:
            self._give_back_later(lock_key, lock_id, asked)
            raise

    @asynccontextmanager
    async def _lock(self, token: StateToken[Any], event_name: str | None = None) -> AsyncIterator[bytes]:
        lock_id = b""
        try:
            async with super()._lock(token, event_name) as lock_id:
                yield lock_id
        except asyncio.CancelledError:
            self._give_back_later(self._lock_key(token), lock_id)
            raise

    def _give_back_later(
        self, lock_key: bytes, lock_id: bytes, asked: "asyncio.Future[bool | None] | None" = None
    ) -> None:
        """By a task of its own: who is called off waits for nothing more."""
        task = asyncio.create_task(self._give_back(lock_key, lock_id, asked))
        _giving_back.add(task)
        task.add_done_callback(_giving_back.discard)

    async def _give_back(
        self, lock_key: bytes, lock_id: bytes, asked: "asyncio.Future[bool | None] | None"
    ) -> None:
        # A Redis that does not answer holds no lock for long: they run out.
        with suppress(RedisError, OSError):
            if asked is None or await asked:
                await self.redis.eval(_DELETE_OWN, 1, lock_key, lock_id)  # pyright: ignore[reportGeneralTypeIssues]
                self._notify_next_waiter(lock_key)

"""Carries changes between several server processes or machines, through Redis publish and subscribe."""

import asyncio
import json
import logging
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from redis import asyncio as redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from carehub.core.changes import Change, Hub, Topic

CHANNEL = "carehub:changes"
_RETRY_SECONDS = 1
_LOOK_EVERY_SECONDS = 1.0
_MARK = "carehub:remembers:"
_MARK_SECONDS = 60
log = logging.getLogger("carehub")


@asynccontextmanager
async def bridged(hub: Hub, url: str, forgotten: Callable[[], None]) -> AsyncIterator[None]:
    """Publish the hub's changes to Redis and receive those of the others, while the block runs.

    Without Redis the pages of this process still hear each other, and listening is tried again.
    ``forgotten`` is called when Redis is back and may have lost what it held: the state of open pages is
    kept there, too.
    """
    client = redis.from_url(url)
    me = uuid.uuid4().hex
    outgoing: asyncio.Queue[Change] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def send_soon(change: Change) -> None:
        loop.call_soon_threadsafe(outgoing.put_nowait, change)

    stop_relaying = hub.relay_to(send_soon)
    tasks = [
        asyncio.create_task(_send(client, me, outgoing)),
        asyncio.create_task(_listen(client, me, hub, forgotten)),
    ]
    try:
        yield
    finally:
        stop_relaying()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await client.aclose()


async def _send(client: redis.Redis, me: str, outgoing: asyncio.Queue[Change]) -> None:
    while True:
        change = await outgoing.get()
        message = json.dumps({"from": me, "topic": change.topic, "ids": change.ids})
        try:
            await client.publish(CHANNEL, message)
        except RedisError as error:
            log.warning("other processes were not told of a change: %s", type(error).__name__)


async def _listen(client: redis.Redis, me: str, hub: Hub, forgotten: Callable[[], None]) -> None:
    mark, is_back = f"{_MARK}{me}", False
    while True:
        try:
            async with client.pubsub() as subscription:
                await subscription.subscribe(CHANNEL)
                await client.set(mark, 1, ex=_MARK_SECONDS)
                _reread_everything(hub)
                if is_back:
                    forgotten()
                # Nothing says that Redis was emptied: what we left there is gone then.
                while await client.set(mark, 1, ex=_MARK_SECONDS, get=True):
                    await _hear(subscription, me, hub)
        except RedisError as error:
            log.warning("not hearing other processes: %s", type(error).__name__)
            await asyncio.sleep(_RETRY_SECONDS)
        is_back = True


async def _hear(subscription: PubSub, me: str, hub: Hub) -> None:
    """All that is said in the next second."""
    until = time.monotonic() + _LOOK_EVERY_SECONDS
    while (left := until - time.monotonic()) > 0:
        message = await subscription.get_message(ignore_subscribe_messages=True, timeout=left)
        if message is not None:
            _take(message, me, hub)


def _take(message: dict[str, object], me: str, hub: Hub) -> None:
    told = json.loads(str(message["data"], "utf-8") if isinstance(message["data"], bytes) else "{}")
    if told.get("from") != me:
        hub.receive(Change(Topic(told["topic"]), tuple(told["ids"])))


def _reread_everything(hub: Hub) -> None:
    # What was said before we listened is lost, so every open page looks again.
    for topic in Topic:
        hub.receive(Change(topic))

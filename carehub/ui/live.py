"""How an open page hears that others changed what it shows."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from weakref import WeakKeyDictionary

from reflex_base.event.context import EventContext

from carehub.accounts import sessions
from carehub.core.changes import HUB, Topic
from carehub.open_sockets import SOCKETS

# A storm of changes costs each page a few reads a second, not one per change; fewer the more wait for them.
_PAUSE_SECONDS = 0.1
_PAUSE_FOR_EACH_PAGE = 0.008
# A page whose own handler waits for something gives its turn on, or all would wait with it.
_TURN_SECONDS = 0.05
# A locked page follows again so soon after it was unlocked.
_LOOK_AGAIN_SECONDS = 0.5

_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


async def changes_of(*topics: Topic, at_least_every: float | None = None) -> AsyncGenerator[None]:
    """Once for each burst of changes in the topics, for as long as the page is open.

    ``at_least_every`` so many seconds also without one: where the time that passes changes what is shown.
    The page reads again under its own permissions; see a page's background ``watch``. A locked page hears
    nothing, and of everything that was when it is unlocked.
    """
    with HUB.subscribe(*topics) as woken:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), at_least_every)
            await _until_unlocked()
            async with _turn():
                woken.clear()
                yield
            waiting = max(HUB.waiting_for(topic) for topic in topics)
            await asyncio.sleep(max(_PAUSE_SECONDS, _PAUSE_FOR_EACH_PAGE * waiting))


@asynccontextmanager
async def _turn() -> AsyncIterator[None]:
    """One page after the other: who moves something meanwhile waits for one at each step, not for all."""
    loop = asyncio.get_running_loop()
    turns = _turns.setdefault(loop, asyncio.Lock())
    await turns.acquire()
    turn = ExitStack()
    turn.callback(turns.release)
    given_on = loop.call_later(_TURN_SECONDS, turn.close)
    try:
        yield
    finally:
        given_on.cancel()
        turn.close()


async def _until_unlocked() -> None:
    token = _token()
    while token and SOCKETS.is_locked(token):
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)


def _token() -> str:
    """The session token of the page whose event this is; empty outside of any."""
    try:
        headers = EventContext.get().router_data.get("headers", {})
    except LookupError:
        return ""
    return sessions.token_in(str(headers.get("cookie", "")))

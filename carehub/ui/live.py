"""How an open page hears that others changed what it shows."""

import asyncio
from collections.abc import AsyncIterator

from carehub.core.changes import HUB, Topic

# A storm of changes costs each page a few reads a second, not one per change.
_PAUSE_SECONDS = 0.1


async def changes_of(*topics: Topic) -> AsyncIterator[None]:
    """Once for each burst of changes in the topics, for as long as the page is open.

    The page reads again under its own permissions; see a page's background ``watch``.
    """
    with HUB.subscribe(*topics) as woken:
        while True:
            await woken.wait()
            woken.clear()
            yield
            await asyncio.sleep(_PAUSE_SECONDS)

"""What the server does by itself, again and again, as long as it runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

from carehub.core.errors import CareHubError

log = logging.getLogger("carehub")


async def every(seconds: float, work: Callable[[], Awaitable[object]]) -> None:
    """Do the work now, and again so many seconds after each end; an outage is waited out."""
    while True:
        try:
            await work()
        except CareHubError as refusal:
            log.info("%s: %s", work.__name__, type(refusal).__name__)
        except SQLAlchemyError as failure:
            log.warning("%s came to nothing (%s); it is tried again", work.__name__, type(failure).__name__)
        await asyncio.sleep(seconds)

"""What is past its time goes by itself, as long as the server runs."""

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError
from carehub.documents import storage
from carehub.retention.forgetting import expired_keys, forget_old

LOOK_EVERY_SECONDS = 3600

log = logging.getLogger("carehub")


async def forgetting() -> None:
    """Look every hour."""
    while True:
        try:
            await asyncio.to_thread(forget)
        except (CareHubError, SQLAlchemyError):
            log.warning("what is past its time could not be deleted; the next look tries again")
        await asyncio.sleep(LOOK_EVERY_SECONDS)


def forget() -> None:
    """The rows in one transaction; then the bytes, also those that a stopped server left behind."""
    with unit_of_work() as session:
        forget_old(session)
    with unit_of_work(write=False) as session:
        keys = expired_keys(session)
    for key in keys:
        storage.remove(key)

"""What is past its time goes by itself, as long as the server runs."""

import asyncio

from carehub.core import recurring
from carehub.core.database import unit_of_work
from carehub.documents import storage
from carehub.retention.forgetting import expired_keys, forget_old

LOOK_EVERY_SECONDS = 3600


async def forgetting() -> None:
    """Look every hour."""
    await recurring.every(LOOK_EVERY_SECONDS, _forget)


async def _forget() -> None:
    await asyncio.to_thread(forget)


def forget() -> None:
    """The rows in one transaction; then the bytes, also those that a stopped server left behind."""
    with unit_of_work() as session:
        forget_old(session)
    with unit_of_work(write=False) as session:
        keys = expired_keys(session)
    for key in keys:
        storage.remove(key)

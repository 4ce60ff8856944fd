"""The server anchors the journal every day, for as long as it runs."""

import asyncio

from carehub.auditing import anchors
from carehub.core.database import unit_of_work
from carehub.settings import settings

LOOK_EVERY_SECONDS = 3600


async def anchoring() -> None:
    while True:
        await asyncio.to_thread(_drop)
        await asyncio.sleep(LOOK_EVERY_SECONDS)


def _drop() -> None:
    with unit_of_work(write=False) as session:
        anchors.drop(session, settings().home)

"""The server anchors the journal every day, for as long as it runs."""

import asyncio

from carehub.auditing import anchors
from carehub.core import recurring
from carehub.core.database import unit_of_work
from carehub.settings import settings

LOOK_EVERY_SECONDS = 3600


async def anchoring() -> None:
    await recurring.every(LOOK_EVERY_SECONDS, _anchor)


async def _anchor() -> None:
    await asyncio.to_thread(_drop)


def _drop() -> None:
    with unit_of_work(write=False) as session:
        anchors.drop(session, settings().home)

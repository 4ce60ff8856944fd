"""Measures the running server from beside: its transactions, its changes and how late its event loop is."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy import Connection, Engine, event

from carehub.core import measures
from carehub.core.changes import HUB, Change
from carehub.core.database import engine

LOOK_EVERY_SECONDS = 0.5
_BEGAN = "carehub_began"


@asynccontextmanager
async def measuring() -> AsyncIterator[None]:
    """Measure for as long as the server runs."""
    looking = asyncio.create_task(_look_at_the_clock())
    stop_counting = HUB.relay_to(_count)
    try:
        with timing(engine()):
            yield
    finally:
        stop_counting()
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


@contextmanager
def timing(database: Engine) -> Iterator[None]:
    """Time every transaction of this engine from the moment it holds its lock, while the block runs."""
    listeners = {"begin": _began, "commit": _ended, "rollback": _ended}
    for name, listener in listeners.items():
        event.listen(database, name, listener)
    try:
        yield
    finally:
        for name, listener in listeners.items():
            event.remove(database, name, listener)


async def _look_at_the_clock() -> None:
    while True:
        due = time.perf_counter() + LOOK_EVERY_SECONDS
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        measures.LOOP_DELAY_SECONDS.observe(max(0.0, time.perf_counter() - due))


def _count(change: Change) -> None:
    measures.CHANGES.labels(change.topic.value).inc()


def _began(connection: Connection) -> None:
    connection.info[_BEGAN] = time.perf_counter()


def _ended(connection: Connection) -> None:
    if connection.invalidated:
        # It broke meanwhile: asking what it knows would fail in the place of what broke it.
        return
    began = connection.info.pop(_BEGAN, None)
    if began is not None:
        kind = measures.kind_of(write=connection.get_execution_options().get("carehub_write", True))
        measures.TRANSACTION_SECONDS.labels(kind).observe(time.perf_counter() - began)

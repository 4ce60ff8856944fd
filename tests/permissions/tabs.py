"""Open tabs without a browser: events go through the app's own processing, answers are listened to."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import cast

import reflex as rx
from reflex.app import EventNamespace
from reflex.istate.manager.memory import StateManagerMemory
from reflex.state import StateUpdate
from reflex_base.event import Event, EventHandler
from reflex_base.event.processor.base_state_processor import BaseStateEventProcessor
from reflex_base.event.processor.future import EventFuture
from reflex_base.registry import RegistrationContext

from carehub.gate import short_name
from carehub.ui.feedback import explain

LONGEST_SECONDS = 20
# A page's watch never ends: what it says first is enough.
_BEGINNING = 0.02
Shown = dict[str, dict[str, object]]


@dataclass
class Wire:
    """What would go to the browsers, and what the gate wrote down of events that it refused."""

    said: dict[str, list[Shown]] = field(default_factory=lambda: defaultdict(list))
    refused: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    async def emit_update(self, update: StateUpdate, token: str) -> None:
        if update.delta:
            self.said[token].append(cast(Shown, update.delta))


@dataclass
class Tabs:
    processor: BaseStateEventProcessor
    wire: Wire
    begun: list[EventFuture] = field(default_factory=list)

    async def send(
        self, tab: str, cookie: str, handler: str, payload: dict[str, object], path: str = "/"
    ) -> BaseException | None:
        """One event of this tab, until its handler is done: what it raised. Its chain goes on beside."""
        headers = {"cookie": cookie, "origin": "http://127.0.0.1"}
        router = {"pathname": path, "asPath": path, "query": {}, "headers": headers}
        name = registered()[handler][0]
        running = await self.processor.enqueue(tab, Event(name=name, payload=payload, router_data=router))
        self.begun.append(running)
        await asyncio.wait([running], timeout=LONGEST_SECONDS if not goes_on(handler) else _BEGINNING)
        return running.exception() if running.done() and not running.cancelled() else None

    def leave_pages(self) -> None:
        """End what still goes on: a page that nobody looks at any more follows nothing."""
        for begun in self.begun:
            _end(begun)
        self.begun.clear()


def goes_on(handler: str) -> bool:
    """In the background: nobody waits for its end."""
    return registered()[handler][1].is_background


def _end(begun: EventFuture) -> None:
    for chained in begun.children:
        _end(chained)
    begun.cancel()


@cache
def registered() -> dict[str, tuple[str, EventHandler]]:
    """``StateName.handler`` -> its full name and the handler, of everything that a browser may name."""
    found = RegistrationContext.get().event_handlers.items()
    return {short_name(name): (name, each.handler) for name, each in found if not name.endswith(".setvar")}


@asynccontextmanager
async def open_tabs(app: rx.App) -> AsyncIterator[Tabs]:
    """The processing of the real app, its gate included, with tabs that only listen."""
    wire = Wire()
    processor = BaseStateEventProcessor(middleware=app, backend_exception_handler=explain)
    listening = _Listening(wire)
    log = logging.getLogger("carehub")
    log.addHandler(listening)
    try:
        async with processor.configure(
            state_manager=StateManagerMemory(), event_namespace=cast(EventNamespace, wire)
        ):
            yield Tabs(processor, wire)
    finally:
        log.removeHandler(listening)


class _Listening(logging.Handler):
    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self.wire = wire

    def emit(self, record: logging.LogRecord) -> None:
        words = record.getMessage()
        (self.wire.refused if words.startswith("refused event") else self.wire.failed).append(words)

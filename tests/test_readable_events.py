"""Which messages reach Reflex at all."""

import asyncio
from types import SimpleNamespace
from typing import cast

import pytest
import reflex as rx
from reflex_base.event.processor.event_processor import QueueShutDown
from reflex_base.registry import RegistrationContext

from carehub.readable_events import drop_unreadable, is_readable

KNOWN = {"board.move"}


@pytest.mark.parametrize("more", [{}, {"payload": {"id": 1}}, {"payload": {}, "router_data": {"query": {}}}])
def test_what_a_page_sends_is_readable(more: dict[str, object]) -> None:
    assert is_readable({"name": "board.move", **more}, KNOWN)


@pytest.mark.parametrize(
    "data",
    [
        None, "text", 7, ["board.move"], {}, {"name": 7}, {"name": "board.burn"}, {"name": ["board.move"]},
        {"name": "board.move", "payload": None}, {"name": "board.move", "payload": [1]},
        {"name": "board.move", "router_data": "here"},
    ],
    ids=repr,
)  # fmt: skip
def test_anything_else_is_not(data: object) -> None:
    assert not is_readable(data, KNOWN)


def test_what_arrives_while_the_server_stops_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    arrived: list[object] = []

    async def on_event(sid: str, data: object) -> None:
        arrived.append(data)
        raise QueueShutDown

    namespace = SimpleNamespace(on_event=on_event, sid_to_token={"s": "t"})
    registered = SimpleNamespace(event_handlers=KNOWN)
    monkeypatch.setattr(RegistrationContext, "get", lambda: registered)
    drop_unreadable(cast(rx.App, SimpleNamespace(event_namespace=namespace)))

    asyncio.run(namespace.on_event("s", {"name": "board.move"}))

    assert arrived == [{"name": "board.move"}]

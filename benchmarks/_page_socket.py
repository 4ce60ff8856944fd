"""Reflex's websocket as a page speaks it: connect with a session, call a handler, read what changed."""

import json
import uuid
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import urlsplit

from reflex.state import OnLoadInternalState
from websockets.asyncio.client import ClientConnection, connect

from carehub.accounts import sessions

ON_LOAD = f"{OnLoadInternalState.get_full_name()}.on_load_internal"
PING, PONG = "2", "3"
VAR = "_rx_state_"
_NAMESPACE = "/_event"
Delta = dict[str, dict[str, Any]]


async def open_socket(stack: AsyncExitStack, url: str, token: str) -> ClientConnection:
    """A connected socket of the person with this session token; closed with the stack."""
    parts = urlsplit(url)
    address = f"ws://{parts.netloc}{_NAMESPACE}/?token={uuid.uuid4()}&EIO=4&transport=websocket"
    cookie = {"Cookie": f"{sessions.cookie_name()}={token}"}
    socket = await stack.enter_async_context(
        connect(address, additional_headers=cookie, origin=url, max_size=None)  # pyright: ignore[reportArgumentType]
    )
    await socket.recv()
    await socket.send("40" + _NAMESPACE + ",{}")
    await socket.recv()
    return socket


def call_of(handler: str, path: str, **payload: object) -> str:
    """The message that calls a handler from the page at ``path``."""
    data = {"pathname": path, "query": {}, "asPath": path}
    event = {"name": handler, "payload": payload, "router_data": data}
    return f"42{_NAMESPACE},{json.dumps(['event', event])}"


def delta_in(message: str) -> Delta:
    """What changed, by state and variable; empty when the message says nothing of that."""
    if not message.startswith("42" + _NAMESPACE):
        return {}
    update = json.loads(message.partition(",")[2])[1]
    told = json.loads(update) if isinstance(update, str) else update
    return told.get("delta") or {}

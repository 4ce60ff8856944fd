"""A websocket client that speaks Reflex's protocol without any of its manners, for tests that attack."""

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import SHUT_RDWR
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

ANSWER_SECONDS = 5
NAMESPACE = "/_event"
Delta = dict[str, dict[str, object]]


@dataclass
class RawClient:
    """One open socket. ``shown`` is everything that the server said about any state so far, ``path`` the
    address that the page of this tab claims to have."""

    socket: ClientConnection
    shown: list[Delta] = field(default_factory=list)
    path: str = "/"

    def send(self, handler: str, **payload: object) -> list[Delta]:
        """Call an event handler by its full name; the deltas that came back until the server was quiet."""
        self.post(handler, **payload)
        return self.listen()

    def post(self, handler: str, **payload: object) -> None:
        """Call an event handler and do not wait for what it says."""
        router = {"pathname": self.path, "asPath": self.path, "query": {}}
        event = {"name": handler, "payload": payload, "router_data": router}
        self.socket.send("42" + NAMESPACE + "," + json.dumps(["event", event]))

    def listen(self, seconds: float = 0.7) -> list[Delta]:
        """What the server says until it has been silent for ``seconds``."""
        return list(self.hear(seconds))

    def hear(self, seconds: float = ANSWER_SECONDS) -> Iterator[Delta]:
        """The same one by one, as it comes."""
        while (message := self._next(seconds)) is not None:
            for delta in _deltas(message):
                self.shown.append(delta)
                yield delta

    def cut_off(self) -> None:
        """Pull the plug: the server hears no goodbye."""
        self.socket.socket.shutdown(SHUT_RDWR)

    def close_code_within(self, seconds: float) -> int | None:
        """The code with which the server closed the socket in this time; None when it is still open."""
        latest = time.monotonic() + seconds
        try:
            while True:
                self.socket.recv(timeout=max(0.0, latest - time.monotonic()))
        except TimeoutError:
            return None
        except ConnectionClosed:
            return self.socket.close_code

    def _next(self, seconds: float) -> str | None:
        try:
            message = str(self.socket.recv(timeout=seconds))
        except TimeoutError:
            return None
        if message == "2":
            self.socket.send("3")
        return message


@contextmanager
def open_socket(
    url: str, cookie: str = "", *, origin: str | None = None, token: str = ""
) -> Iterator[RawClient]:
    """Connect with a session cookie, an Origin (the server's own unless told) and a tab token."""
    parts = urlsplit(url)
    scheme = "wss" if parts.scheme == "https" else "ws"
    address = f"{scheme}://{parts.netloc}/_event/?token={token or uuid.uuid4()}&EIO=4&transport=websocket"
    headers = {"Cookie": cookie} if cookie else {}
    sent_origin = url if origin is None else origin or None
    # Whoever floods hears no answer to a ping for minutes, and is not the one to hang up for that.
    with connect(
        address,
        additional_headers=headers,
        origin=sent_origin,  # pyright: ignore[reportArgumentType]
        max_size=None,
        ping_interval=None,
    ) as socket:
        socket.recv(timeout=ANSWER_SECONDS)
        socket.send("40" + NAMESPACE + ",{}")
        socket.recv(timeout=ANSWER_SECONDS)
        yield RawClient(socket)


def _deltas(message: str) -> list[Delta]:
    if not message.startswith("42" + NAMESPACE):
        return []
    name, *arguments = json.loads(message.partition(",")[2])
    if name != "event":
        return []
    update = arguments[0] if isinstance(arguments[0], dict) else json.loads(arguments[0])
    return [update["delta"]] if update.get("delta") else []

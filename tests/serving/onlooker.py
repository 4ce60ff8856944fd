"""A page that only looks on: it does nothing, and what others move is seen on it all the same."""

import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.mover import CONNECTS_AGAIN_SECONDS, CUT_OFF, board_handler, versions_of
from tests.raw_client import Delta, open_socket

_LOOKS_UP_SECONDS = 0.2


@dataclass
class Onlooker:
    """``seen``: the newest version of each of the ``cards`` that this page was told of."""

    cookie: str
    cards: Sequence[int]
    seen: dict[int, int] = field(default_factory=dict)
    tab: str = field(default_factory=lambda: str(uuid.uuid4()))

    def look_until(self, over: threading.Event, url: str) -> None:
        """Connected anew by itself when the socket ends, as a page is."""
        while not over.is_set():
            try:
                self._look(over, url)
            except CUT_OFF:
                over.wait(CONNECTS_AGAIN_SECONDS)

    def _look(self, over: threading.Event, url: str) -> None:
        with open_socket(url, self.cookie, token=self.tab) as client:
            client.post(board_handler("load"))
            while not over.is_set():
                for delta in client.hear(_LOOKS_UP_SECONDS):
                    self._see(delta)

    def _see(self, delta: Delta) -> None:
        for card in self.cards:
            for version, _ in versions_of(card, delta):
                self.seen[card] = version

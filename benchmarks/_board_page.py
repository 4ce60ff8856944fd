"""An open board without a browser: speaks Reflex's websocket and keeps the cards as the page would."""

import asyncio
import itertools
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection

from benchmarks._page_socket import ON_LOAD, PING, PONG, VAR, Delta, call_of, delta_in, open_socket
from carehub.referrals.state import BoardState
from carehub.ui.feedback import FeedbackState

OPEN_SECONDS = 60
_numbers = itertools.count(1)


class Refused(Exception):
    """The server put the card back; the text is what it said."""


@dataclass
class Card:
    """``version`` and ``column`` as this page was told last."""

    version: int
    column: str


@dataclass
class BoardPage:
    """One open socket. ``cards`` follows the server; ``bytes_in`` counts what came down.

    ``seen_at[id, version]`` is when (seconds, monotonic) this page learned of that version of a card,
    ``rejected`` the moves that the server put back.
    """

    socket: ClientConnection
    cards: dict[int, Card] = field(default_factory=dict)
    seen_at: dict[tuple[int, int], float] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)
    bytes_in: int = 0
    _acknowledged: dict[str, asyncio.Future[float]] = field(default_factory=dict)
    _waiting: dict[int, tuple[int, str]] = field(default_factory=dict)
    _loaded: asyncio.Event = field(default_factory=asyncio.Event)
    _grown: asyncio.Event = field(default_factory=asyncio.Event)
    _said: str = ""

    async def load(self) -> None:
        """Open the board as the page does, which also ends what watches for it when the socket closes."""
        await self._call(ON_LOAD)
        await asyncio.wait_for(self._loaded.wait(), OPEN_SECONDS)

    async def scroll(self, column: int) -> None:
        """Reach the end of what a column shows: its next cards come."""
        self._grown.clear()
        await self._call(f"{BoardState.get_full_name()}.show_more", column=str(column))
        await asyncio.wait_for(self._grown.wait(), OPEN_SECONDS)

    async def move(self, card: int, column: int) -> float:
        """Move a card; the seconds until the own page knows that it is saved. Refused when it goes back."""
        answered: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        begun = time.monotonic()
        op = await self.claim(card, column, self.cards[card].version, answered)
        try:
            return await asyncio.wait_for(answered, OPEN_SECONDS) - begun
        finally:
            self._acknowledged.pop(op, None)

    async def claim(
        self, card: int, column: int, version: int, answered: "asyncio.Future[float] | None" = None
    ) -> str:
        """Ask for a move and do not wait; the name under which it may be rejected."""
        op = f"bench-{next(_numbers)}"
        if answered:
            self._acknowledged[op], self._waiting[card] = answered, (version + 1, op)
        claim = {"op": op, "id": card, "version": version, "column": str(column)}
        await self._call(f"{BoardState.get_full_name()}.move_card", claim=claim)
        return op

    async def _call(self, handler: str, **payload: object) -> None:
        await self.socket.send(call_of(handler, "/board", **payload))

    async def listen(self) -> None:
        """Take what the server says until the socket closes."""
        async for message in self.socket:
            text = str(message)
            self.bytes_in += len(text)
            if text == PING:
                await self.socket.send(PONG)
            elif delta := delta_in(text):
                self._take(delta)

    def _take(self, delta: Delta) -> None:
        self._take_toasts(delta.get(FeedbackState.get_full_name(), {}))
        self._take_board(delta.get(BoardState.get_full_name(), {}))

    def _take_toasts(self, news: dict[str, Any]) -> None:
        for toast in news.get(f"toasts{VAR}", [])[-1:]:
            self._said = toast["text"]

    def _take_board(self, news: dict[str, Any]) -> None:
        # First what was refused: with it comes the card as another moved it, which is no acknowledgement.
        for op in map(str, news.get(f"rejected{VAR}", [])):
            self.rejected.add(op)
            self._end(op, Refused(self._said))
        for column in news.get(f"columns{VAR}", []):
            self._put(column["cards"])
            self._loaded.set()
        for change in news.get(f"changes{VAR}", []):
            self._put(change["cards"])

    def _put(self, cards: object) -> None:
        assert isinstance(cards, list)
        now = time.monotonic()
        for card in cards:
            number, version = card["id"], card["version"]
            if (number, version) not in self.seen_at:
                self.seen_at[number, version] = now
            if number not in self.cards:
                self._grown.set()
            if number not in self.cards or self.cards[number].version < version:
                self.cards[number] = Card(version, card["column"])
            wanted, op = self._waiting.get(number, (0, ""))
            if op and version >= wanted:
                self._end(op)

    def _end(self, op: str, refusal: Refused | None = None) -> None:
        answered = self._acknowledged.pop(op, None)
        if answered is None or answered.done():
            return
        if refusal:
            answered.set_exception(refusal)
        else:
            answered.set_result(time.monotonic())


async def open_board(stack: AsyncExitStack, url: str, token: str) -> BoardPage:
    """A page of the person with this session token, connected and loaded; closed with the stack."""
    page = BoardPage(await open_socket(stack, url, token))
    listening = asyncio.create_task(page.listen())
    stack.callback(listening.cancel)
    await page.load()
    return page

"""One coordinator at work, without a browser: the board is open, and beside it a tab to look things up."""

import asyncio
import random
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import httpx
from websockets.asyncio.client import ClientConnection

from benchmarks._board_page import BoardPage, Refused, open_board
from benchmarks._page_socket import ON_LOAD, PING, PONG, VAR, call_of, delta_in, open_socket
from carehub.accounts import sessions
from carehub.desk.patient.state import PatientState
from carehub.desk.quick.state import QuickState

ANSWER_SECONDS = 30
FEED = "/api/calendar/events"


@dataclass
class DeskPage:
    """A second tab: patient pages and the search. ``bytes_in`` counts what came down."""

    socket: ClientConnection
    bytes_in: int = 0
    _awaited: dict[str, asyncio.Future[None]] = field(default_factory=dict)

    async def open_patient(self, patient_id: int) -> None:
        """Go to the page of a patient, until its banner is there."""
        path = f"/patients/{patient_id}"
        await self._ask(f"{PatientState.get_full_name()}.patient_number{VAR}", call_of(ON_LOAD, path))

    async def search(self, text: str) -> None:
        """Type into the search of the quick dialog, until it has answered."""
        handler = f"{QuickState.get_full_name()}.search"
        await self._ask(f"{QuickState.get_full_name()}.found{VAR}", call_of(handler, "/patients", text=text))

    async def _ask(self, awaited: str, message: str) -> None:
        answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._awaited[awaited] = answered
        await self.socket.send(message)
        await asyncio.wait_for(answered, ANSWER_SECONDS)

    async def listen(self) -> None:
        """Take what the server says until the socket closes."""
        async for message in self.socket:
            text = str(message)
            self.bytes_in += len(text)
            if text == PING:
                await self.socket.send(PONG)
            for state, news in delta_in(text).items():
                for name in news:
                    answered = self._awaited.pop(f"{state}.{name}", None)
                    if answered and not answered.done():
                        answered.set_result(None)


@dataclass
class Person:
    """``between``: the two stages that need no proof; ``patients`` of their site; ``took`` seconds by act."""

    board: BoardPage
    desk: DeskPage
    web: httpx.AsyncClient
    between: tuple[str, str]
    patients: list[int]
    chance: random.Random
    took: dict[str, list[float]]
    errors: list[str]
    bytes_in: int = 0
    _last: int = 0

    async def act(self) -> None:
        """One thing, as often as people do it; what it took or why it failed is written down."""
        name = self.chance.choices(("move", "search", "patient page", "calendar"), (25, 35, 25, 15))[0]
        acts = {
            "move": self._move,
            "search": self._search,
            "patient page": self._look,
            "calendar": self._feed,
        }
        begun = time.monotonic()
        try:
            await acts[name]()
            self.took.setdefault(name, []).append(time.monotonic() - begun)
        except Refused:
            # Two people had the same card in hand; the second was told so.
            self.took.setdefault("move, refused politely", []).append(time.monotonic() - begun)
        except (TimeoutError, httpx.HTTPError) as error:
            self.errors.append(f"{name}: {type(error).__name__}")

    async def _move(self) -> None:
        draft, ready = self.between
        card = self.chance.choice([n for n, one in self.board.cards.items() if one.column in self.between])
        await self.board.move(card, int(ready if self.board.cards[card].column == draft else draft))

    async def _search(self) -> None:
        await self.desk.search(f"M{self._another():07}")

    async def _look(self) -> None:
        await self.desk.open_patient(self._another())

    def _another(self) -> int:
        """A patient other than the last one: an answer that changes nothing is not sent."""
        self._last = self.chance.choice([each for each in self.patients if each != self._last])
        return self._last

    async def _feed(self) -> None:
        month = self.chance.randrange(1, 12)
        wanted = {"start": f"2026-{month:02}-01T00:00:00Z", "end": f"2026-{month + 1:02}-08T00:00:00Z"}
        answer = await self.web.get(FEED, params=wanted)
        answer.raise_for_status()
        self.bytes_in += len(answer.content)


async def arrive(
    stack: AsyncExitStack, url: str, token: str, between: tuple[str, str], patients: list[int], number: int
) -> Person:
    """A person with the board open, ready to work; gone with the stack."""
    board, socket = await open_board(stack, url, token), await open_socket(stack, url, token)
    desk = DeskPage(socket)
    listening = asyncio.create_task(desk.listen())
    stack.callback(listening.cancel)
    web = await stack.enter_async_context(
        httpx.AsyncClient(base_url=url, cookies={sessions.cookie_name(): token}, timeout=ANSWER_SECONDS)
    )
    return Person(board, desk, web, between, patients, random.Random(number), {}, [])

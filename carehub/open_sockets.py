"""What travels through an open websocket: not too much at once, and nothing after its session has ended.

A page holds its socket open for hours, so the door that it came through must be asked again and again.
"""

import asyncio
from collections.abc import MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs
from weakref import WeakValueDictionary

from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from carehub.accounts import sessions
from carehub.core import measures
from carehub.core.changes import HUB, Change, Topic
from carehub.core.database import unit_of_work

# Sockets of one session, and messages of all of them together: at once, and each second after that. Nobody
# works that fast; who sends more waits, and others do not.
MOST_SOCKETS = 40
AT_ONCE = 200
EACH_SECOND = 50
LARGEST_MESSAGE = 1_000_000

# An end is noticed within one round; the page has the next one to say so, then the socket is closed.
_ROUND_SECONDS = 0.8
ENDED, TOO_MANY, TOO_LARGE, RENEWED = 4401, 4429, 1009, 1012


@dataclass(slots=True, weakref_slot=True)
class Allowance:
    """How much a session may still send; what is over waits for its turn."""

    left: float = AT_ONCE
    at: float = 0.0
    sockets: int = 0

    def wait(self, now: float) -> float:
        """Take one message at ``now`` (seconds of any clock); the seconds it has to wait for."""
        self.left = min(AT_ONCE, self.left + (now - self.at) * EACH_SECOND) - 1
        self.at = now
        return max(0.0, -self.left / EACH_SECOND)


@dataclass(eq=False, slots=True)
class _Open:
    """``tab`` is the name that the page gave itself; ``code`` says why its socket is closed."""

    token_hash: str
    tab: str
    over: asyncio.Event = field(default_factory=asyncio.Event)
    code: int = ENDED
    is_told: bool = False
    is_behind: bool = False


class OpenSockets:
    """Every websocket of this process; ``carry`` is the app for one of them."""

    def __init__(self) -> None:
        self._open: set[_Open] = set()
        self._allowances: MutableMapping[str, Allowance] = WeakValueDictionary()
        self._watching: asyncio.Task[None] | None = None
        self._locked: frozenset[str] = frozenset()

    def is_locked(self, token: str) -> bool:
        """Whether the page behind a socket is locked, as the last round saw it: asked at each change that
        each page hears of, so it costs no look into the database."""
        return bool(self._locked) and sessions.hashed(token) in self._locked

    def lock(self, token: str) -> None:
        """The page has just been locked by its person."""
        self._locked |= {sessions.hashed(token)}

    def renew(self, tab: str) -> None:
        """This page missed something: as soon as the database answers again it connects anew, and reads
        what it shows."""
        for each in self._open:
            each.is_behind |= each.tab == tab

    def renew_all(self) -> None:
        """What the pages were doing is forgotten: each of them connects anew."""
        for each in self._open:
            each.is_behind = True

    async def carry(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, token: str) -> None:
        """Run ``app`` on a websocket of the session with this token, until either of them ends."""
        socket = _Open(sessions.hashed(token), _tab(scope))
        allowance = self._allowances.setdefault(socket.token_hash, Allowance())
        if allowance.sockets >= MOST_SOCKETS:
            await receive()
            await send({"type": "websocket.close", "code": TOO_MANY})
            return
        allowance.sockets += 1
        self._open.add(socket)
        self._watch()
        try:
            with measures.OPEN_SOCKETS.track_inprogress():
                await app(scope, _hearing(socket, allowance, receive, send), _saying(socket, send))
        finally:
            allowance.sockets -= 1
            self._open.discard(socket)

    def _watch(self) -> None:
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._look_again_and_again())

    async def _look_again_and_again(self) -> None:
        while self._open:
            await asyncio.sleep(_ROUND_SECONDS)
            asked = tuple(self._open)
            # A database that does not answer just now is asked again in the next round.
            with suppress(SQLAlchemyError):
                alive = await asyncio.to_thread(_alive, {each.token_hash for each in asked})
                self._locked = frozenset(each for each, is_locked in alive.items() if is_locked)
                for each in asked:
                    if each.token_hash not in alive:
                        _let_go(each)
                    elif each.is_behind:
                        # A page whose socket breaks connects again by itself.
                        each.code = RENEWED
                        each.over.set()


def _alive(token_hashes: set[str]) -> dict[str, bool]:
    with unit_of_work(write=False) as session:
        return sessions.alive_among(session, token_hashes)


def _tab(scope: Scope) -> str:
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    return asked.get("token", [""])[0]


def _let_go(socket: _Open) -> None:
    if socket.is_told:
        socket.over.set()
    else:
        # The page says goodbye by itself when it hears of it; who does not listen is cut off.
        socket.is_told = True
        HUB.publish(Change(Topic.PEOPLE))


def _hearing(socket: _Open, allowance: Allowance, receive: Receive, send: Send) -> Receive:
    async def heard() -> Message:
        message = await _before(socket.over, receive)
        if message is None:
            return await _cut_off(socket, send, socket.code)
        if _size(message) > LARGEST_MESSAGE:
            return await _cut_off(socket, send, TOO_LARGE)
        await asyncio.sleep(allowance.wait(asyncio.get_running_loop().time()))
        return message

    return heard


def _saying(socket: _Open, send: Send) -> Send:
    async def said(message: Message) -> None:
        if not socket.over.is_set():
            await send(message)

    return said


async def _before(over: asyncio.Event, receive: Receive) -> Message | None:
    """The next message, or None when the session was over before it came."""
    coming, ended = asyncio.ensure_future(receive()), asyncio.ensure_future(over.wait())
    try:
        await asyncio.wait({coming, ended}, return_when=asyncio.FIRST_COMPLETED)
        return None if over.is_set() else coming.result()
    finally:
        ended.cancel()
        coming.cancel()


async def _cut_off(socket: _Open, send: Send, code: int) -> Message:
    socket.over.set()
    await send({"type": "websocket.close", "code": code})
    return {"type": "websocket.disconnect", "code": code}


def _size(message: Message) -> int:
    return len(message.get("text") or message.get("bytes") or "")


SOCKETS = OpenSockets()

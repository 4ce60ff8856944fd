"""Somebody who moves one card to and fro as fast as the server takes it, without a browser."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from reflex_base.constants.state import FIELD_MARKER
from sqlmodel import Session, select
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from carehub.accounts import sessions
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.referrals import service
from carehub.referrals.models import Referral, Stage
from carehub.referrals.service import NewReferral
from carehub.referrals.state import BoardState
from carehub.referrals.status import Status
from carehub.ui.feedback import FeedbackState
from tests.conftest import People, make_patient
from tests.raw_client import Delta, RawClient, open_socket

CUT_OFF = (ConnectionClosed, InvalidHandshake, InvalidMessage, OSError)
CONNECTS_AGAIN_SECONDS = 0.2
# As long as the board waits before it doubts (ANSWER_WITHIN_MS in kanban_store.jsx): on a busy server whoever
# hangs up sooner begins anew, and makes it busier.
PATIENCE_SECONDS = 12
LAST_NAME = "Toandfro"


@dataclass
class Mover:
    """``stages``: between which; ``saved``: the newest version of the card of which the server said that it
    is saved; ``moves``: how often it said so, the last time at ``last_at`` (seconds, monotonic);
    ``refusals``: how often it said why not."""

    cookie: str
    card: int
    stages: tuple[str, str]
    saved: int = 1
    moves: int = 0
    last_at: float = 0.0
    refusals: int = 0
    client: RawClient | None = field(default=None, repr=False)

    def move_until_cut_off(self, url: str) -> None:
        """From the board as the server has it now, until the socket ends or nobody answers any more."""
        try:
            with open_socket(url, self.cookie) as self.client:
                there = self._find(self.client)
                while there:
                    there = self._move(self.client, there)
        except CUT_OFF:
            pass
        finally:
            self.client = None

    def move_until(self, over: threading.Event, url: str) -> None:
        """The same again and again, as a page connects anew when its socket ends."""
        while not over.is_set():
            self.move_until_cut_off(url)
            over.wait(CONNECTS_AGAIN_SECONDS)

    def cut_off(self) -> None:
        """Pull the plug: nobody says goodbye."""
        if client := self.client:
            client.cut_off()

    def has_lost_nothing(self, session: Session) -> bool:
        """Whether the database has all that this person was told is saved."""
        return session.get_one(Referral, self.card).version >= self.saved

    def _find(self, client: RawClient) -> tuple[int, str] | None:
        """Version and stage of the card; below the first ones of a stage it shows to who asks for more."""
        client.post(board_handler("load"))
        board = next((each for each in client.hear(PATIENCE_SECONDS) if _is_board(each)), Delta())
        if shown := next(versions_of(self.card, board), None):
            return shown
        for stage in self.stages:
            client.post(board_handler("show_more"), column=stage)
        return self._hear(client, newer_than=0)

    def _move(self, client: RawClient, there: tuple[int, str]) -> tuple[int, str] | None:
        version, stage = there
        target = self.stages[stage == self.stages[0]]
        claim = {"op": f"to-{version}", "id": self.card, "version": version, "column": target}
        client.post(board_handler("move_card"), claim=claim)
        told = self._hear(client, newer_than=version)
        if told:
            self.saved, self.moves, self.last_at = told[0], self.moves + 1, time.monotonic()
        return told

    def _hear(self, client: RawClient, newer_than: int) -> tuple[int, str] | None:
        """Version and stage of the card as soon as the server tells of a newer one; None when it says why
        there is none."""
        latest = time.monotonic() + PATIENCE_SECONDS
        for delta in client.hear(PATIENCE_SECONDS):
            if newer := [each for each in versions_of(self.card, delta) if each[0] > newer_than]:
                return newer[0]
            if _is_refused(delta):
                self.refusals += 1
                return None
            # What others do is heard for ever.
            if time.monotonic() > latest:
                return None
        return None


def movers(people: People, how_many: int) -> list[Mover]:
    """So many sessions of alice's, each with a referral of its own."""
    with unit_of_work() as session:
        stages = {stage.status: str(stage.id) for stage in session.exec(select(Stage))}
        between = stages[Status.DRAFT], stages[Status.READY]
        return [
            Mover(_cookie(session, people.alice), _card(session, people), between) for _ in range(how_many)
        ]


def all_moving(crowd: list[Mover], url: str) -> list[threading.Thread]:
    """Everybody moves, each in a thread that ends when the socket does."""
    threads = [threading.Thread(target=each.move_until_cut_off, args=(url,)) for each in crowd]
    for thread in threads:
        thread.start()
    return threads


def _cookie(session: Session, actor: Actor) -> str:
    return f"{sessions.cookie_name()}={sessions.start(session, actor.user_id)}"


def _card(session: Session, people: People) -> int:
    patient = make_patient(session, people.sites["Northside"], last_name=LAST_NAME)
    kind = service.shown_types(session)[0].id or 0
    new = NewReferral(patient.id or 0, kind, receiver="Lakeside Cardiology", question="Is this angina?")
    return service.create(session, people.alice, new).id or 0


def board_handler(name: str) -> str:
    return f"{BoardState.get_full_name()}.{name}"


def _is_board(told: Delta) -> bool:
    return f"columns{FIELD_MARKER}" in told.get(BoardState.get_full_name(), {})


def _is_refused(told: Delta) -> bool:
    toasts = told.get(FeedbackState.get_full_name(), {}).get(f"toasts{FIELD_MARKER}", [])
    return isinstance(toasts, list) and any(each["tone"] == "refused" for each in toasts[-1:])


def versions_of(card: int, told: object) -> Iterator[tuple[int, str]]:
    """Version and stage wherever the card stands in what was told."""
    if isinstance(told, dict):
        if told.get("id") == card and {"version", "column"} <= told.keys():
            yield told["version"], told["column"]
        for each in told.values():
            yield from versions_of(card, each)
    elif isinstance(told, list):
        for each in told:
            yield from versions_of(card, each)

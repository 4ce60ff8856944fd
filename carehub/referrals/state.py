"""The board of one open page: what it shows, and what its cards are told to do."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TypedDict

import reflex as rx

from carehub.core import clock
from carehub.core.changes import HUB, Topic
from carehub.core.errors import CareHubError, Conflict, Invalid
from carehub.core.list_looks import LOOKS, WHOSE, ListPage
from carehub.referrals import service
from carehub.referrals.cards import BoardColumn, ReferralCard, cards_of, view_for
from carehub.referrals.change import working_days
from carehub.referrals.claims import Chosen, Moved
from carehub.referrals.deeds import Deed
from carehub.referrals.details import about
from carehub.referrals.evidence import ProofWanted
from carehub.referrals.filters import WHOLE_BOARD, BoardView, counted, view_in
from carehub.referrals.intents import Done, Intent, carry_out
from carehub.referrals.panel_state import ReferralState
from carehub.referrals.prompts import Prompt, prompts_for
from carehub.referrals.questions import Question, question_before
from carehub.referrals.reading import Entry, patients_of
from carehub.referrals.sharing import Counts, News, board_at, news_of
from carehub.referrals.taking_back import undo
from carehub.ui.claims import parse
from carehub.ui.feedback import refuse, say
from carehub.ui.live import changes_of
from carehub.ui.session import acting
from carehub.ui.undoing import TAKE_BACK, Undo
from carehub.ui.widgets.kanban import CardAction, CardMoved

UNDO_MOVE = "referrals.move"
TAKE_BACK[UNDO_MOVE] = undo
WHOSE[ListPage.BOARD] = patients_of

_REFUSALS_KEPT = 10
_CARDS_KEPT = 8
# Beyond so many changes at once the whole board is the shorter answer.
_CHANGES_FOLLOWED = 100
# Cards become late, and days in a stage are counted, while nobody does anything.
_GETS_OLD = timedelta(minutes=10)
_SHOWN = (Topic.REFERRALS, Topic.PATIENTS)
_NOTHING_SAID: Mapping[str, str] = MappingProxyType({})


class BoardChange(TypedDict):
    """What changed since the snapshot; see the kanban widget."""

    rev: int
    cards: list[ReferralCard]
    removed: list[int]
    totals: dict[str, int]


class BoardState(rx.State):
    """``columns`` are as of ``snapshot``; ``changes`` are the last of those since.

    ``counted`` says how many cards of the whole board a filtered one shows.
    """

    columns: list[BoardColumn] = []
    snapshot: str = ""
    changes: list[BoardChange] = []
    rejected: rx.Field[list[str]] = rx.field(default_factory=list)
    held: rx.Field[list[str]] = rx.field(default_factory=list)
    is_empty: bool = False
    counted: str = ""

    question: str = ""
    about: str = ""
    prompts: list[Prompt] = []
    problem: str = ""

    _rev: int = 0
    _read_at: datetime | None = None
    _number: int = 0
    _ends: dict[str, str] = {}
    # What this page has been told of: of other cards it need not even know that they are gone.
    _known: set[int] = set()
    _intent: Intent | None = None
    _said: dict[str, str] = {}
    _only: BoardView = WHOLE_BOARD
    _totals: dict[str, int] = {}

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        """Read what the address asks for, and listen for changes from now on."""
        self._only = view_in(self.router.url.query_parameters)
        await self._read()
        return [BoardState.watch]

    @rx.event
    async def reload(self) -> None:
        """Read the whole board: the page missed something."""
        await self._read()

    @rx.event
    async def doubt(self) -> None:
        """A move was not answered in time: say so and show what is saved."""
        await self._read()
        await refuse(self, Conflict("Your last move was not confirmed. The board shows what is saved."))

    @rx.event(background=True)
    async def watch(self) -> None:
        """Show what others change, for as long as the page is open."""
        async for _ in changes_of(*_SHOWN, at_least_every=_GETS_OLD.total_seconds()):
            # What this page did itself it shows already: then there is nothing to send.
            if self._is_behind():
                async with self:
                    await self._catch_up()

    @rx.event
    async def move_card(self, claim: CardMoved) -> None:
        """Move a card, or ask for the proof that its new stage wants."""
        move = parse(Moved, claim)
        await self._do(Intent(Deed.MOVE, move.id, move.version, move.op, move.stage_id))

    @rx.event
    async def act(self, claim: CardAction) -> list[rx.event.EventCallback]:
        """Do what was chosen in a card's menu, or ask for what it needs."""
        chosen = parse(Chosen, claim)
        if chosen.action == "open":
            return [ReferralState.open_card(chosen.id)]
        await self._do(Intent(_deed(chosen.action), chosen.id, chosen.version))
        return []

    @rx.event
    async def answer(self, said: dict[str, str]) -> None:
        """Carry out what the dialog asked about."""
        if self._intent is not None:
            await self._do(self._intent, {**self._said, **parse(dict[str, str], said)})

    @rx.event
    async def dismiss(self) -> None:
        """Do nothing after all; the card goes back."""
        self._put_back()

    @rx.event
    async def show_more(self, column: str) -> None:
        """Bring the next page of a column."""
        column = parse(str, column)
        if column in self._ends:
            async with acting(self, write=False) as (session, actor):
                entries = service.column_page(session, actor, int(column), self._ends[column], self._only)
                cards = cards_of(entries, view_for(session, actor))
            LOOKS.saw(actor, ListPage.BOARD, [card["id"] for card in cards])
            self._ends |= {column: cards[-1]["order"]} if cards else {}
            self._append(cards, [], {})

    async def _do(self, intent: Intent, said: Mapping[str, str] = _NOTHING_SAID) -> None:
        try:
            if question := question_before(intent.deed, said):
                return await self._ask(intent, question, said)
            async with acting(self) as (session, actor):
                done = carry_out(session, actor, intent, said)
            await self._tell(done)
        except ProofWanted as wanted:
            await self._ask_for(intent, wanted)
        except CareHubError as refusal:
            await self._refused(intent, refusal)
        return await self._catch_up()

    async def _tell(self, done: Done | None) -> None:
        self._close_question()
        if done is not None:
            await say(self, done.text, Undo(UNDO_MOVE, done.token) if done.token else None)

    async def _ask(self, intent: Intent, question: Question, said: Mapping[str, str]) -> None:
        async with acting(self, write=False) as (session, actor):
            entry = service.read(session, actor, intent.referral_id)
        self._show_question(intent, entry, question.title, question.prompts(entry.referral))
        self._said = dict(said)

    async def _ask_for(self, intent: Intent, wanted: ProofWanted) -> None:
        if self._intent == intent:
            self.problem = str(wanted)
            return
        async with acting(self, write=False) as (session, actor):
            entry = service.read(session, actor, intent.referral_id)
            today = working_days(session).day_of(clock.now())
        prompts = prompts_for(wanted.proofs, entry.referral, today)
        self._show_question(intent, entry, f"Move to {wanted.stage}", prompts)

    def _show_question(self, intent: Intent, entry: Entry, title: str, prompts: list[Prompt]) -> None:
        self._intent, self.question, self.prompts, self.problem = intent, title, prompts, ""
        self._said = {}
        self.about = about(entry)
        self.held = [intent.op] if intent.op else []

    def _close_question(self) -> None:
        self._intent, self.question, self.prompts, self.problem, self.held = None, "", [], "", []

    async def _refused(self, intent: Intent, refusal: CareHubError) -> None:
        if self._intent == intent and isinstance(refusal, Invalid):
            self.problem = str(refusal)
            return
        self._intent = intent
        self._put_back()
        await refuse(self, refusal)

    def _put_back(self) -> None:
        if self._intent is not None and self._intent.op:
            self.rejected = [*self.rejected[1 - _REFUSALS_KEPT :], self._intent.op]
        self._close_question()

    async def _show_only(self, view: BoardView) -> None:
        self._only = view
        await self._read()

    async def _read(self) -> None:
        rev = HUB.rev
        async with acting(self, write=False) as (session, actor):
            board = board_at(session, actor, rev, self._only)
        columns = board.columns
        self.columns, self.changes = columns, []
        self._count(board.counts)
        self._read_at = clock.now()
        self.snapshot = f"{self._read_at.timestamp():.6f}"
        self._ends = {column["id"]: column["cards"][-1]["order"] for column in columns if column["cards"]}
        self._known = {card["id"] for column in columns for card in column["cards"]}
        LOOKS.saw(actor, ListPage.BOARD, self._known)
        self._rev, self._number = rev, 0

    def _is_behind(self) -> bool:
        return self._is_old() or any(HUB.changed(topic, self._rev) != {} for topic in _SHOWN)

    def _is_old(self) -> bool:
        return self._read_at is not None and clock.now() - self._read_at >= _GETS_OLD

    async def _catch_up(self) -> None:
        await self._follow()
        await (await self.get_state(ReferralState))._follow()

    async def _follow(self) -> None:
        rev = HUB.rev
        moved, patients = (HUB.changed(topic, self._rev) for topic in _SHOWN)
        if moved is None or patients is None or len(moved) + len(patients) > _CHANGES_FOLLOWED:
            return await self._read()
        if self._is_old():
            return await self._read()
        self._rev = rev
        if moved or patients:
            async with acting(self, write=False) as (session, actor):
                news = news_of(session, actor, rev, moved, patients, self._only)
            LOOKS.saw(actor, ListPage.BOARD, [card["id"] for card in news.cards])
            self._take(news)
        return None

    def _take(self, news: News) -> None:
        before = self._totals
        self._count(news.counts)
        gone = news.ids & self._known - {card["id"] for card in news.cards}
        if news.cards or gone or self._totals != before:
            self._append(news.cards, sorted(gone), self._totals)

    def _count(self, counts: Counts) -> None:
        self._totals = {column["id"]: counts.totals.get(int(column["id"]), 0) for column in self.columns}
        shown = sum(self._totals.values())
        self.counted = counted(self._only, shown, counts.whole)
        self.is_empty = not (shown or self._only.is_filtered)

    def _append(self, cards: list[ReferralCard], removed: list[int], totals: dict[str, int]) -> None:
        self._number += 1
        self._known = (self._known | {card["id"] for card in cards}) - set(removed)
        change = BoardChange(rev=self._number, cards=cards, removed=removed, totals=totals)
        self.changes = _newest([*self.changes, change])


def _newest(changes: list[BoardChange]) -> list[BoardChange]:
    """The last change, and those before it that a page may still be drawing."""
    room = _CARDS_KEPT - len(changes[-1]["cards"])
    first = len(changes) - 1
    while first > 0 and (room := room - len(changes[first - 1]["cards"]) - 1) >= 0:
        first -= 1
    return changes[first:]


def _deed(action: str) -> Deed:
    try:
        return Deed(action)
    except ValueError:
        raise Invalid("This page sent something that CareHub does not understand. Reload the page.") from None

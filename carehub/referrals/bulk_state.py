"""What a page does to several cards at once: asks once, then tells what became of each."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TypedDict

import reflex as rx
from sqlmodel import Session

from carehub.caseloads import service as caseloads
from carehub.core import clock
from carehub.core.actor import Actor, Permission
from carehub.core.errors import CareHubError
from carehub.referrals import bulk
from carehub.referrals.bulk import Result
from carehub.referrals.change import working_days
from carehub.referrals.claims import ChosenTogether, chosen_urgency
from carehub.referrals.evidence import ProofWanted, evidence_in
from carehub.referrals.printing import PRINT
from carehub.referrals.prompts import Prompt, prompts_asked
from carehub.referrals.state import UNDO_MOVE, BoardState
from carehub.referrals.status import Urgency
from carehub.referrals.transition import stage_named_by
from carehub.referrals.wording import URGENCY
from carehub.ui.claims import parse, row_id
from carehub.ui.feedback import refuse, say
from carehub.ui.session import acting
from carehub.ui.undoing import Undo
from carehub.ui.widgets.kanban import BulkAction, CardsChosen, KanbanAction, Released

_NOTHING_SAID: Mapping[str, str] = MappingProxyType({})
NOBODY = "nobody"
_REFUSALS_KEPT = 2 * bulk.MOST


class Refused(TypedDict):
    """A card that was left as it is, and why."""

    id: int
    patient: str
    why: str


class BulkState(rx.State):
    """``refused`` and ``summary`` tell what became of the last deed as long as some cards were refused.

    The page shows a move before it is saved: ``held`` are those that wait for an answer of the person,
    ``rejected`` the last that were not done.
    """

    actions: rx.Field[list[BulkAction]] = rx.field(default_factory=list)
    released: rx.Field[Released] = rx.field(default_factory=Released)
    rejected: rx.Field[list[str]] = rx.field(default_factory=list)
    held: rx.Field[list[str]] = rx.field(default_factory=list)
    question: rx.Field[str] = rx.field("")
    about: rx.Field[str] = rx.field("")
    prompts: rx.Field[list[Prompt]] = rx.field(default_factory=list)
    problem: rx.Field[str] = rx.field("")
    summary: rx.Field[str] = rx.field("")
    refused: rx.Field[list[Refused]] = rx.field(default_factory=list)

    _wanted: ChosenTogether | None = None

    @rx.event
    async def load(self) -> None:
        """Offer what this person may do to several cards."""
        self._put_away()
        async with acting(self, write=False) as (session, actor):
            self.actions = _actions(session, actor)

    @rx.event
    async def start(self, claim: CardsChosen) -> None:
        """Do it to all chosen cards, or ask for what some of them lack."""
        await self._do(parse(ChosenTogether, claim), _NOTHING_SAID)

    @rx.event
    async def answer(self, said: dict[str, str]) -> None:
        """Carry out what the dialog asked about."""
        if self._wanted is not None:
            await self._do(self._wanted, parse(dict[str, str], said))

    @rx.event
    async def dismiss(self) -> None:
        """Put the question, or the results, away; what was asked about is not done."""
        self._put_back(self._wanted.moves if self._wanted else [])
        self._put_away()

    async def _do(self, wanted: ChosenTogether, said: Mapping[str, str]) -> None:
        token = secrets.token_urlsafe(9)
        try:
            async with acting(self) as (session, actor):
                results, deed = await asyncio.to_thread(_carry_out, session, actor, wanted, said, token)
        except ProofWanted as proof:
            await self._ask(wanted, proof, is_again=self._wanted == wanted)
        except CareHubError as refusal:
            await self._refuse(wanted, refusal)
        else:
            await self._tell(wanted, results, deed, token)

    async def _ask(self, wanted: ChosenTogether, proof: ProofWanted, *, is_again: bool) -> None:
        if is_again:
            self.problem = str(proof)
            return
        async with acting(self, write=False) as (session, _):
            today = working_days(session).day_of(clock.now())
        self._wanted, self.problem, self.held = wanted, "", wanted.moves
        self.question, self.about = f"Move to {proof.stage}", f"{_counted(len(wanted.cards))} selected"
        self.prompts = prompts_asked(proof.proofs, today)

    async def _refuse(self, wanted: ChosenTogether, refusal: CareHubError) -> None:
        if self.question:
            self.problem = str(refusal)
        else:
            self._put_back(wanted.moves)
            await refuse(self, refusal)

    async def _tell(self, wanted: ChosenTogether, results: Sequence[Result], deed: str, token: str) -> None:
        self._put_away()
        self._put_back(wanted.moves_of({result.referral_id for result in results if result.refusal}))
        done = [result.referral_id for result in results if not result.refusal]
        self.released = Released(rev=self.released.get("rev", 0) + 1, ids=done)
        if done:
            await say(self, f"{_counted(len(done))} {deed}", Undo(UNDO_MOVE, token))
        if len(done) < len(results):
            self.summary = f"{len(done)} of {len(results)} {deed}"
            self.refused = [
                Refused(id=result.referral_id, patient=result.patient, why=result.refusal)
                for result in results
                if result.refusal
            ]
        await (await self.get_state(BoardState))._catch_up()

    def _put_back(self, moves: list[str]) -> None:
        self.rejected = [*self.rejected, *moves][-_REFUSALS_KEPT:]

    def _put_away(self) -> None:
        self.held = []
        self._wanted, self.question, self.about, self.prompts, self.problem = None, "", "", [], ""
        self.summary, self.refused = "", []


def _carry_out(
    session: Session, actor: Actor, wanted: ChosenTogether, said: Mapping[str, str], token: str
) -> tuple[list[Result], str]:
    """Each card's result, and what was done in words."""
    cards = wanted.seen()
    if wanted.action == "move":
        stage_id = row_id(wanted.choice)
        results = bulk.move(session, actor, cards, stage_id, evidence_in(said), token)
        return results, f"moved to {stage_named_by(session, stage_id).name}"
    if wanted.action == "urgency":
        urgency = chosen_urgency(wanted.choice)
        return bulk.set_urgency(session, actor, cards, urgency, token), f"set to {URGENCY[urgency].lower()}"
    to = None if wanted.choice == NOBODY else row_id(wanted.choice)
    return bulk.assign(session, actor, cards, to, token), "assigned"


def _actions(session: Session, actor: Actor) -> list[BulkAction]:
    if not actor.may(Permission.REFERRALS_MOVE):
        return []
    people = [
        KanbanAction(id=str(each.user_id), label=each.name) for each in caseloads.coordinators(session, actor)
    ]
    takers = [*people, KanbanAction(id=NOBODY, label="Nobody")]
    urgencies = [KanbanAction(id=urgency, label=URGENCY[urgency]) for urgency in Urgency]
    return [
        BulkAction(id="assign", label="Assign to", choices=takers, href=""),
        BulkAction(id="urgency", label="Urgency", choices=urgencies, href=""),
        BulkAction(id="print", label="Print", choices=[], href=f"{PRINT}?ids="),
    ]


def _counted(number: int) -> str:
    return "1 referral" if number == 1 else f"{number} referrals"

"""Who is here twice: the list, two records side by side, and what was merged before."""

import asyncio
from typing import TypedDict, cast

import reflex as rx
from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.core.actor import Actor
from carehub.core.changes import Topic
from carehub.core.dates import written_time
from carehub.core.errors import CareHubError, NotFound
from carehub.core.list_looks import LOOKS, ListPage
from carehub.desk.merging.comparing import Comparison, compared, named
from carehub.desk.merging.finding import Pair, likely_pairs
from carehub.desk.merging.service import Side, merge, merges, say_not_the_same, take_back
from carehub.patients.names import listed_name
from carehub.ui.claims import fields_of, parse, row_id
from carehub.ui.feedback import refuse, say
from carehub.ui.live import changes_of
from carehub.ui.session import acting
from carehub.ui.undoing import TAKE_BACK, Undo

UNDO_MERGE = "patients.merge"
TAKE = "take-"
# Each look compares everybody.
_PAUSE_SECONDS = 15


def _undo(session: Session, actor: Actor, token: str) -> str:
    return take_back(session, actor, row_id(token))


TAKE_BACK[UNDO_MERGE] = _undo


class PairRow(TypedDict):
    """Two records that may be one person; ``score`` in percent."""

    key: str
    first_id: int
    second_id: int
    first: str
    second: str
    why: str
    score: str


class MergeRow(TypedDict):
    id: int
    patient: str
    by: str


def _nothing() -> Comparison:
    return cast(Comparison, {})


class MergingState(rx.State):
    """``pair`` is what is compared just now; ``problem`` why it was not merged."""

    rows: rx.Field[list[PairRow]] = rx.field(default_factory=list)
    is_loaded: rx.Field[bool] = rx.field(default=False)
    pair: rx.Field[Comparison] = rx.field(default_factory=_nothing)
    is_comparing: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[str] = rx.field("")
    past: rx.Field[list[MergeRow]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        """List who may be here twice, and open the two that the address names."""
        self._close()
        await self._read()
        asked = self.router.url.query_parameters
        if asked.get("keep") and asked.get("merge"):
            await self._compare(row_id(asked["keep"]), row_id(asked["merge"]))
        return [MergingState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        """Follow what others merge and change; two records that are open stay as they are."""
        async for _ in changes_of(Topic.PATIENTS):
            found = await self._found()
            async with self:
                self.rows, self.past = found
            await asyncio.sleep(_PAUSE_SECONDS)

    @rx.event
    async def compare(self, keep: int, other: int) -> None:
        """Show two records side by side; the first is the one to keep."""
        await self._compare(parse(int, keep), parse(int, other))

    @rx.event
    async def turn_round(self) -> None:
        """Keep the other one."""
        if self.is_comparing:
            await self._compare(self.pair["gone_id"], self.pair["kept_id"])

    @rx.event
    def close(self) -> None:
        self._close()

    @rx.event
    async def merge(self, form: dict[str, object]) -> None:
        """Make one of the two that are compared, with what was chosen field by field."""
        kept, gone = self._sides()
        names = [field["name"] for field in self.pair["fields"]]
        said = fields_of(form, [TAKE + name for name in names])
        take = [name for name in names if said.get(TAKE + name) == "gone"]
        try:
            async with acting(self) as (session, actor):
                made = await asyncio.to_thread(merge, session, actor, kept, gone, take)
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        self._close()
        await say(self, "Merged the two records", Undo(UNDO_MERGE, str(made)))
        await self._read()

    @rx.event
    async def not_the_same(self, first: int, second: int) -> None:
        """These are two people: they are not listed again."""
        one, other = parse(int, first), parse(int, second)
        async with acting(self) as (session, actor):
            say_not_the_same(session, actor, one, other)
        self._close()
        await say(self, "Kept as two people")
        await self._read()

    @rx.event
    async def take_back(self, merge_id: int) -> None:
        """Make two records again of what was merged before."""
        number = parse(int, merge_id)
        try:
            async with acting(self) as (session, actor):
                done = await asyncio.to_thread(take_back, session, actor, number)
        except CareHubError as refusal:
            return await refuse(self, refusal)
        await say(self, done)
        return await self._read()

    async def _compare(self, keep: int, other: int) -> None:
        async with acting(self, write=False) as (session, actor):
            self.pair = compared(session, actor, keep, other)
        self.is_comparing, self.problem = True, ""

    def _sides(self) -> tuple[Side, Side]:
        if not self.is_comparing:
            raise NotFound("Choose two records to compare first.")
        pair = self.pair
        return (
            Side(pair["kept_id"], pair["kept_version"]),
            Side(pair["gone_id"], pair["gone_version"]),
        )

    async def _read(self) -> None:
        self.rows, self.past = await self._found()
        self.is_loaded = True

    async def _found(self) -> tuple[list[PairRow], list[MergeRow]]:
        async with acting(self, write=False) as (session, actor):
            # It looks at everybody: not on the event loop.
            pairs = await asyncio.to_thread(likely_pairs, session, actor)
            shown = [each.id for pair in pairs for each in (pair.first, pair.second) if each.id]
            LOOKS.saw(actor, ListPage.DUPLICATES, shown)
            zone = accounts.center(session).time_zone
            past = [
                MergeRow(
                    id=each.row.id or 0,
                    patient=listed_name(each.patient.last_name, each.patient.first_name),
                    by=f"{each.by}, {written_time(each.row.at, zone)}",
                )
                for each in merges(session, actor)
            ]
        return [_row(pair) for pair in pairs], past

    def _close(self) -> None:
        # The two records stay until the next are opened: the dialog still shows them while it fades.
        self.is_comparing, self.problem = False, ""


def _row(pair: Pair) -> PairRow:
    first, second = pair.first.id or 0, pair.second.id or 0
    return PairRow(
        key=f"{first}-{second}",
        first_id=first,
        second_id=second,
        first=named(pair.first),
        second=named(pair.second),
        why=pair.likeness.reason,
        score=f"{100 * pair.likeness.score:.0f} %",
    )

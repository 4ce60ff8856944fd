"""Handing over a coordinator's work: who to whom, what that would move, and what was handed over before."""

import asyncio
from collections.abc import Mapping
from datetime import date

import reflex as rx

from carehub.accounts import service as accounts
from carehub.caseloads import service as caseloads
from carehub.core.actor import Permission
from carehub.core.changes import Topic
from carehub.core.errors import CareHubError, Invalid
from carehub.desk.caseload.choices import Choice
from carehub.desk.handover import service
from carehub.desk.handover.models import Why
from carehub.desk.handover.planning import Wish, plan
from carehub.desk.handover.service import Terms
from carehub.desk.handover.showing import GoingRow, LeftRow, PastRow, counted, going_rows, left_rows, past_row
from carehub.desk.handover.splitting import Split
from carehub.ui.claims import fields_of, parse, row_id
from carehub.ui.feedback import refuse, say
from carehub.ui.live import changes_of
from carehub.ui.session import acting

FIELDS = ("why", "until", "reason")


class HandoverState(rx.State):
    """``whose`` is whose work it is, ``takers`` who takes over and ``by_hand`` what was chosen for a patient,
    by ids; ``left`` is what the last handover could not move."""

    people: rx.Field[list[Choice]] = rx.field(default_factory=list)
    everyone: rx.Field[list[Choice]] = rx.field(default_factory=list)
    whose: rx.Field[str] = rx.field("")
    takers: rx.Field[list[str]] = rx.field(default_factory=list)
    split: rx.Field[str] = rx.field(Split.EVENLY.value)
    rows: rx.Field[list[GoingRow]] = rx.field(default_factory=list)
    counted: rx.Field[str] = rx.field("")
    problem: rx.Field[str] = rx.field("")
    left: rx.Field[list[LeftRow]] = rx.field(default_factory=list)
    past: rx.Field[list[PastRow]] = rx.field(default_factory=list)
    _by_hand: dict[int, int] = {}

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        """Begin with whose work the address names."""
        self.rows, self.counted, self.problem, self.left, self._by_hand = [], "", "", [], {}
        asked = self.router.url.query_parameters.get("from", "")
        async with acting(self, write=False) as (session, actor):
            within = caseloads.within_reach(session, actor)
            everyones = actor.may(Permission.CASELOAD_ASSIGN_EVERYONE)
            self.whose = asked if everyones and asked.isdecimal() else str(actor.user_id)
        self.everyone = [Choice(value=str(number), label=name) for number, name in within.items()]
        self.people = self.everyone if everyones else [c for c in self.everyone if c["value"] == self.whose]
        self.takers = []
        await self._list_past()
        return [HandoverState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        """Follow what others hand over and change; what is filled in stays."""
        async for _ in changes_of(Topic.CASELOADS, Topic.REFERRALS, Topic.FOLLOW_UPS, Topic.APPOINTMENTS):
            async with self:
                await self._list_past()
                await self._preview()

    @rx.event
    async def choose_whose(self, user_id: str) -> None:
        self.whose, self._by_hand = str(row_id(parse(str, user_id))), {}
        self.takers = [each for each in self.takers if each != self.whose]
        await self._preview()

    @rx.event
    async def choose_taker(self, user_id: str, takes: bool) -> None:
        wanted = str(row_id(parse(str, user_id)))
        others = [each for each in self.takers if each != wanted]
        self.takers = [*others, wanted] if parse(bool, takes) else others
        await self._preview()

    @rx.event
    async def choose_split(self, split: str) -> None:
        if parse(str, split) not in list(Split):
            raise Invalid("Choose from the list how to divide.")
        self.split = split
        await self._preview()

    @rx.event
    async def choose_by_hand(self, patient_id: int, user_id: str) -> None:
        """This patient goes to this colleague."""
        self.split = Split.BY_HAND.value
        self._by_hand = {**self._by_hand, parse(int, patient_id): row_id(parse(str, user_id))}
        await self._preview()

    @rx.event
    async def hand_over(self, form: dict[str, object]) -> None:
        """Carry out what the preview shows, as things are now."""
        fields = fields_of(form, FIELDS)
        try:
            terms = _terms(fields)
            async with acting(self) as (session, actor):
                number = await asyncio.to_thread(service.hand_over, session, actor, self._wish(), terms)
                self.left = left_rows(session, actor, service.items(session, actor, number))
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        self.problem, self.takers, self._by_hand = "", [], {}
        await say(self, "Handed over" + (f", {len(self.left)} left where they are" if self.left else ""))
        await self._list_past()
        await self._preview()

    @rx.event
    async def take_back(self, handover_id: int) -> None:
        """Hand back what nobody changed since."""
        number = parse(int, handover_id)
        try:
            async with acting(self) as (session, actor):
                done = await asyncio.to_thread(service.take_back, session, actor, number)
                self.left = left_rows(session, actor, service.items(session, actor, number))
        except CareHubError as refusal:
            return await refuse(self, refusal)
        await say(self, done)
        return await self._list_past()

    async def _preview(self) -> None:
        if not self.takers:
            self.rows, self.counted = [], ""
            return
        try:
            async with acting(self, write=False) as (session, actor):
                made = plan(session, actor, self._wish())
                self.rows, self.counted = going_rows(session, actor, made), counted(made)
            self.problem = ""
        except CareHubError as refusal:
            self.problem, self.rows, self.counted = str(refusal), [], ""

    async def _list_past(self) -> None:
        async with acting(self, write=False) as (session, actor):
            zone = accounts.center(session).time_zone
            self.past = [past_row(each, zone) for each in service.handovers(session, actor)]

    def _wish(self) -> Wish:
        takers = tuple(row_id(each) for each in self.takers)
        return Wish(row_id(self.whose), takers, Split(self.split), self._by_hand)


def _terms(fields: Mapping[str, str]) -> Terms:
    why = fields.get("why", "")
    if why not in list(Why):
        raise Invalid("Say whether it is an absence or for good.")
    given = fields.get("until", "") if why == Why.ABSENCE else ""
    try:
        until = date.fromisoformat(given) if given else None
    except ValueError:
        raise Invalid("Give the last day as a date.") from None
    return Terms(Why(why), until, fields.get("reason", ""))

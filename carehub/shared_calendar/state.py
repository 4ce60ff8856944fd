"""The calendar page: what is shown, dragging, and the appointment opened in the panel."""

from typing import cast

import reflex as rx

from carehub.accounts import service as accounts
from carehub.core.changes import Topic
from carehub.core.errors import CareHubError, NotFound
from carehub.referrals.status import MissedReason
from carehub.shared_calendar import claims, reading, service
from carehub.shared_calendar.routes import FEED
from carehub.shared_calendar.showing import Card, SiteMark, card_of, marks_of
from carehub.shared_calendar.slots import said
from carehub.shared_calendar.status import AppointmentStatus
from carehub.ui.claims import parse
from carehub.ui.feedback import refuse, say
from carehub.ui.live import changes_of
from carehub.ui.session import acting
from carehub.ui.widgets.calendar import EventMoved, Verdict, ViewShown


# Nothing of anybody may stand in a variable before somebody has signed in.
def _no_card() -> Card:
    return cast(Card, {})


def _no_verdict() -> Verdict:
    return cast(Verdict, {})


class CalendarState(rx.State):
    """One open calendar. ``reload`` counts up when somebody changed something; ``opened`` is the id of
    the appointment in the panel, ``asking`` what its panel asks before it is done."""

    ready: rx.Field[bool] = rx.field(False)
    time_zone: rx.Field[str] = rx.field("")
    view: rx.Field[str] = rx.field("")
    date: rx.Field[str] = rx.field("")
    sites: rx.Field[list[SiteMark]] = rx.field(default_factory=list)
    only_site: rx.Field[str] = rx.field("")
    reload: rx.Field[int] = rx.field(0)
    verdict: rx.Field[Verdict] = rx.field(default_factory=_no_verdict)
    opened: rx.Field[str] = rx.field("")
    card: rx.Field[Card] = rx.field(default_factory=_no_card)
    asking: rx.Field[str] = rx.field("")

    @rx.var
    def feed_url(self) -> str:
        return f"{FEED}?site={self.only_site}" if self.only_site else FEED

    @rx.var
    def address(self) -> dict[str, str]:
        """What stands in the address beside view and date."""
        return {"site": self.only_site, "appointment": self.opened}

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        """Open the calendar where the address points."""
        asked = self.router.url.query_parameters
        async with acting(self, write=False) as (session, actor):
            self.time_zone = reading.time_zone(session)
            self.sites = marks_of(accounts.sites(session, actor))
        self.view, self.date = claims.view_of(asked.get("view", "")), claims.day_of(asked.get("date", ""))
        self.only_site = claims.number_in(asked.get("site", ""))
        self.opened = claims.number_in(asked.get("appointment", ""))
        self.ready = True
        await self._show_card()
        return [CalendarState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        """Read again whenever anybody changed an appointment; open dialogs stay as they are."""
        async for _ in changes_of(Topic.APPOINTMENTS):
            async with self:
                self.reload += 1
                await self._show_card()

    @rx.event
    def show_view(self, shown: ViewShown) -> None:
        """Remember what the calendar shows: a new appointment begins there."""
        self.view, self.date = claims.shown(shown)

    @rx.event
    def choose_site(self, site: str) -> None:
        """Show one site only; empty shows all."""
        self.only_site = claims.number_in(parse(str, site))

    @rx.event
    async def drag(self, moved: EventMoved) -> None:
        """An appointment was put elsewhere: move it, or say why it goes back."""
        move = claims.moving(moved)
        try:
            async with acting(self) as (session, actor):
                service.move(session, actor, move.appointment_id, move.version, move.slot)
        except CareHubError as refusal:
            self.verdict = Verdict(op=move.op, ok=False)
            return await refuse(self, refusal)
        self.verdict = Verdict(op=move.op, ok=True)
        await say(self, f"Moved to {said(move.slot, self.time_zone)}")

    @rx.event
    async def open_event(self, event_id: str) -> None:
        """Show an appointment in the panel."""
        self.opened, self.asking = str(claims.row_id(event_id)), ""
        await self._show_card()

    @rx.event
    def close_panel(self) -> None:
        """Close the panel."""
        self.opened, self.asking, self.card = "", "", _no_card()

    @rx.event
    def ask(self, what: str) -> None:
        """Ask for the reason before it is done; empty takes the question back."""
        self.asking = parse(str, what)

    @rx.event
    async def mark(self, status: str) -> None:
        """Write down how the opened appointment went."""
        wanted = claims.one_of(AppointmentStatus, status)
        async with acting(self) as (session, actor):
            service.mark(session, actor, self.card["id"], self.card["version"], wanted)
        await self._done(f"Saved: {wanted.label.lower()}")

    @rx.event
    async def miss(self, form: dict[str, str]) -> None:
        """Mark the opened appointment as a no-show, with the reason."""
        why = claims.one_of(MissedReason, parse(dict[str, str], form).get("why"))
        async with acting(self) as (session, actor):
            service.mark(
                session, actor, self.card["id"], self.card["version"], AppointmentStatus.NO_SHOW, why
            )
        await self._done("Saved: no-show")

    @rx.event
    async def cancel(self, form: dict[str, str]) -> None:
        """Cancel the opened appointment: who cancelled, and why."""
        given = parse(dict[str, str], form)
        who = claims.one_of(AppointmentStatus, given.get("who"))
        async with acting(self) as (session, actor):
            service.cancel(
                session, actor, self.card["id"], self.card["version"], who, given.get("reason", "")
            )
        await self._done("Cancelled")

    async def _done(self, text: str) -> None:
        self.asking = ""
        await self._show_card()
        await say(self, text)

    async def _show_card(self) -> None:
        """Read the opened appointment anew; one that is out of sight closes its panel."""
        if not self.opened:
            return
        try:
            async with acting(self, write=False) as (session, actor):
                sheet = reading.sheet(session, actor, int(self.opened))
                self.card = card_of(sheet, reading.time_zone(session))
        except NotFound as gone:
            self.opened, self.card = "", _no_card()
            await refuse(self, gone)

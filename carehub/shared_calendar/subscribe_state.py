"""Calendars that other programs read, and calendar files that come from there."""

from typing import TypedDict

import reflex as rx

from carehub.accounts import service as accounts
from carehub.core.dates import written_time
from carehub.core.errors import Invalid
from carehub.settings import settings
from carehub.shared_calendar import claims, subscriptions
from carehub.shared_calendar.feed_routes import address_of
from carehub.shared_calendar.models import Shows
from carehub.shared_calendar.showing import SiteMark, marks_of
from carehub.ui.claims import fields_of, parse
from carehub.ui.feedback import refuse, say
from carehub.ui.session import acting
from carehub.working_time import service as working_time

MINE = "mine"


class SubscriptionRow(TypedDict):
    id: int
    of: str
    shows: str
    made: str
    used: str


class SubscribeState(rx.State):
    """``address`` is the secret address that was just made: shown once, and nowhere kept."""

    rows: rx.Field[list[SubscriptionRow]] = rx.field(default_factory=list)
    sites: rx.Field[list[SiteMark]] = rx.field(default_factory=list)
    address: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self) -> None:
        self.address = ""
        await self._read()

    @rx.event
    async def subscribe(self, form: dict[str, str]) -> None:
        """Make an address of the person's own appointments, or of those of a site."""
        given = fields_of(form, ("of", "shows"))
        of = given.get("of", MINE)
        site_id = None if of == MINE else claims.row_id(of)
        async with acting(self) as (session, actor):
            secret = subscriptions.subscribe(
                session, actor, site_id, claims.one_of(Shows, given.get("shows"))
            )
        self.address = self._own_origin() + address_of(secret)
        await self._read()

    @rx.event
    def forget_address(self) -> None:
        """The address has been taken over: show it no more."""
        self.address = ""

    @rx.event
    async def end(self, subscription_id: int) -> None:
        """Let nothing be read under an address any more."""
        wanted = parse(int, subscription_id)
        async with acting(self) as (session, actor):
            subscriptions.revoke(session, actor, wanted)
        await say(self, "The subscription has ended")
        await self._read()

    @rx.event
    async def came_in(self, number: int) -> None:
        """A calendar file was taken: say how much of it is in the calendar."""
        events = parse(int, number)
        await say(self, _taken(events))

    @rx.event
    async def not_taken(self, why: str) -> None:
        """A calendar file was refused: say why."""
        await refuse(self, Invalid(parse(str, why)))

    def _own_origin(self) -> str:
        """The address by which this person reaches CareHub, if it is one that CareHub answers to."""
        origin = str(self.router.headers.origin).rstrip("/")
        return origin if origin in settings().base_urls else settings().base_urls[0]

    async def _read(self) -> None:
        async with acting(self, write=False) as (session, actor):
            zone = working_time.time_zone(session)
            self.sites = marks_of(accounts.sites(session, actor))
            self.rows = [
                SubscriptionRow(
                    id=each.row.id or 0,
                    of=each.of or "My appointments",
                    shows=each.row.shows.label,
                    made=written_time(each.row.created_at, zone),
                    used=written_time(each.row.last_used_at, zone) if each.row.last_used_at else "Never",
                )
                for each in subscriptions.mine(session, actor)
            ]


def _taken(events: int) -> str:
    what = "1 event of the file is" if events == 1 else f"{events} events of the file are"
    return f"{what} in your calendar"

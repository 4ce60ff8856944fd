"""Find a time: the dialog that looks for the next free times of a person or a room."""

from datetime import date, timedelta
from typing import cast

import reflex as rx

from carehub.accounts import service as accounts
from carehub.core import clock
from carehub.core.errors import CareHubError, Invalid
from carehub.shared_calendar import claims, free_time, reading
from carehub.shared_calendar.booking_state import BookingState
from carehub.shared_calendar.free_time import Looking
from carehub.shared_calendar.showing import NOBODY, Choice, SiteMark, marks_of
from carehub.shared_calendar.slots import said
from carehub.ui.claims import fields_of, parse
from carehub.ui.session import acting
from carehub.ui.widgets.calendar import SlotPicked
from carehub.working_time import service as working_time

_FIELDS = ("staff", "room", "minutes", "day")


class FindTimeState(rx.State):
    """``times`` are the free ones; the value of each is where it starts and ends, in ISO."""

    is_open: rx.Field[bool] = rx.field(default=False)
    site: rx.Field[str] = rx.field("")
    sites: rx.Field[list[SiteMark]] = rx.field(default_factory=list)
    staff: rx.Field[list[Choice]] = rx.field(default_factory=list)
    rooms: rx.Field[list[Choice]] = rx.field(default_factory=list)
    day: rx.Field[str] = rx.field("")
    times: rx.Field[list[Choice]] = rx.field(default_factory=list)
    problem: rx.Field[str] = rx.field("")
    searched: rx.Field[bool] = rx.field(default=False)
    _staff: str = ""
    _room: str = ""

    @rx.event
    async def open_dialog(self) -> None:
        """Begin with the person's first site, from today on."""
        self.reset()
        async with acting(self, write=False) as (session, actor):
            self.sites = marks_of(accounts.sites(session, actor))
        self.is_open = True
        if self.sites:
            await self._offer(self.sites[0]["id"])

    @rx.event
    def close(self) -> None:
        self.reset()

    @rx.event
    async def choose_site(self, site: str) -> None:
        """Offer the people and rooms of this site."""
        await self._offer(str(claims.row_id(site)))

    @rx.event
    async def search(self, form: dict[str, str]) -> None:
        """Look for the next free times of whom the form names."""
        given = fields_of(form, _FIELDS)
        self._staff, self._room = given.get("staff", NOBODY), given.get("room", NOBODY)
        self.problem, self.times = "", []
        try:
            async with acting(self, write=False) as (session, actor):
                found = free_time.free_slots(session, actor, self._looking(given))
                zone = working_time.time_zone(session, claims.row_id(self.site))
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        self.searched = True
        self.times = [
            Choice(value=f"{slot.starts_at.isoformat()} {slot.ends_at.isoformat()}", label=said(slot, zone))
            for slot in found
        ]

    @rx.event
    def choose(self, value: str) -> rx.event.EventSpec:
        """Go on with booking at this time."""
        start, _, end = parse(str, value).partition(" ")
        picked = SlotPicked(
            start=start, end=end, all_day=False, site=self.site, staff=self._staff, room=self._room
        )
        self.reset()
        return cast(rx.event.EventSpec, BookingState.open_at(picked))  # pyright: ignore[reportArgumentType]

    async def _offer(self, site: str) -> None:
        site_id = claims.row_id(site)
        async with acting(self, write=False) as (session, actor):
            people = reading.staff_at(session, actor, site_id) if actor.works_at(site_id) else {}
            rooms = working_time.rooms(session, site_id) if people else []
            self.day = self.day or clock.today(working_time.time_zone(session, site_id)).isoformat()
        self.site, self.times, self.searched = site, [], False
        self.staff = [Choice(value=str(user_id), label=name) for user_id, name in people.items()]
        self.rooms = [Choice(value=str(room.id), label=room.name) for room in rooms]

    def _looking(self, given: dict[str, str]) -> Looking:
        minutes = given.get("minutes", "")
        if not (minutes.isascii() and minutes.isdecimal() and len(minutes) < 5):
            raise Invalid("Say how many minutes it takes.")
        return Looking(
            claims.row_id(self.site),
            timedelta(minutes=int(minutes)),
            _day(given.get("day", "")),
            None if self._staff == NOBODY else claims.row_id(self._staff),
            None if self._room == NOBODY else claims.row_id(self._room),
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("Choose from which day on to look.") from None

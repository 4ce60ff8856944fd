"""Settings > Calendar: hours and rooms of one site at a time, and the closing days of the center."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import reflex as rx
from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.changes import Topic
from carehub.core.errors import CareHubError, Invalid
from carehub.referrals.change import recount_clocks
from carehub.settings_pages.calendar import rows
from carehub.settings_pages.calendar.rows import ClosingDayRow, DayRow, HolidayRow, PlaceRow, RoomRow
from carehub.ui.claims import fields_of, parse, row_id
from carehub.ui.feedback import refuse, say
from carehub.ui.live import changes_of
from carehub.ui.session import acting
from carehub.working_time import service
from carehub.working_time.service import Week

EVERYWHERE = "0"


class CalendarSettingsState(rx.State):
    """``site`` and ``person`` are the ids that are chosen, ``person`` "0" for the site itself.

    ``form`` counts up whenever the form of the hours is to begin anew: what somebody types there stays
    when others change something.
    """

    sites: rx.Field[list[PlaceRow]] = rx.field(default_factory=list)
    people: rx.Field[list[PlaceRow]] = rx.field(default_factory=list)
    site: rx.Field[str] = rx.field("")
    site_name: rx.Field[str] = rx.field("")
    person: rx.Field[str] = rx.field("")
    days: rx.Field[list[DayRow]] = rx.field(default_factory=list)
    has_hours: rx.Field[bool] = rx.field(default=False)
    form: rx.Field[int] = rx.field(0)
    center_zone: rx.Field[str] = rx.field("")
    zone: rx.Field[str] = rx.field("")
    rooms: rx.Field[list[RoomRow]] = rx.field(default_factory=list)
    holidays: rx.Field[list[HolidayRow]] = rx.field(default_factory=list)
    closing_days: rx.Field[list[ClosingDayRow]] = rx.field(default_factory=list)
    _seen: Week = ()

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        async with acting(self, write=False) as (session, actor):
            self.sites = [
                rows.PlaceRow(id=str(site.id), name=site.name) for site in accounts.sites(session, actor)
            ]
            known = {each["id"] for each in self.sites}
            self.site = self.site if self.site in known else next(iter(sorted(known, key=int)), "")
            self.person, self.center_zone = EVERYWHERE, service.time_zone(session)
            self._read(session, actor)
            self._read_hours(session, actor)
        return [CalendarSettingsState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        async for _ in changes_of(Topic.WORKING_TIME, Topic.PEOPLE):
            async with self, acting(self, write=False) as (session, actor):
                self._read(session, actor)

    @rx.event
    async def choose_site(self, site: str) -> None:
        """Show the hours and rooms of another site."""
        async with acting(self, write=False) as (session, actor):
            self.site, self.person = str(row_id(parse(str, site))), EVERYWHERE
            self._read(session, actor)
            self._read_hours(session, actor)

    @rx.event
    async def choose_person(self, person: str) -> None:
        """Show when somebody works at the site, or when it is open."""
        async with acting(self, write=False) as (session, actor):
            self.person = str(row_id(parse(str, person)))
            self._read_hours(session, actor)

    @rx.event
    async def save_hours(self, form: dict[str, str]) -> None:
        await self._set_hours(rows.week_of(form), "The hours are saved")

    @rx.event
    async def use_usual_hours(self) -> None:
        """Monday to Friday from eight to five."""
        await self._set_hours(rows.USUAL_WEEK, "The hours are saved")

    @rx.event
    async def forget_hours(self) -> None:
        await self._set_hours((), "The hours are taken out")

    @rx.event
    async def choose_zone(self, zone: str) -> None:
        """Give the site clocks of its own; empty: those of the center."""
        async with self._changing("Saved") as (session, actor):
            service.set_time_zone(session, actor, row_id(self.site), parse(str, zone).strip())

    @rx.event
    async def add_room(self, form: dict[str, str]) -> None:
        name = fields_of(form, ("name",)).get("name", "")
        async with self._changing("The room is added") as (session, actor):
            service.add_room(session, actor, row_id(self.site), name)

    @rx.event
    async def rename_room(self, form: dict[str, str]) -> None:
        given = fields_of(form, ("room", "name"))
        room = self._room(row_id(given.get("room", "")))
        async with self._changing("Saved") as (session, actor):
            service.rename_room(session, actor, room["id"], room["version"], given.get("name", ""))

    @rx.event
    async def close_room(self, room_id: int) -> None:
        room = self._room(parse(int, room_id))
        async with self._changing(f"{room['name']} is not offered any more") as (session, actor):
            service.close_room(session, actor, room["id"], room["version"])

    @rx.event
    async def reopen_room(self, room_id: int) -> None:
        room = self._room(parse(int, room_id))
        async with self._changing(f"{room['name']} is offered again") as (session, actor):
            service.reopen_room(session, actor, room["id"], room["version"])

    @rx.event
    async def keep_holiday(self, name: str, is_kept: bool) -> None:
        """Close on a federal holiday, or work on it."""
        holiday, closed = parse(str, name), parse(bool, is_kept)
        async with self._changing("Saved") as (session, actor):
            service.keep_holiday(session, actor, holiday, is_kept=closed)
            recount_clocks(session)

    @rx.event
    async def add_closing_day(self, form: dict[str, str]) -> None:
        given = fields_of(form, ("day", "why", "where"))
        site = row_id(given.get("where", EVERYWHERE)) or None
        async with self._changing("The day is added") as (session, actor):
            service.add_closing_day(session, actor, _day(given.get("day", "")), given.get("why", ""), site)
            recount_clocks(session)

    @rx.event
    async def remove_closing_day(self, closing_day_id: int) -> None:
        async with self._changing("The day is taken out") as (session, actor):
            service.remove_closing_day(session, actor, parse(int, closing_day_id))
            recount_clocks(session)

    async def _set_hours(self, week: Week, told: str) -> None:
        user_id = int(self.person) or None
        async with self._changing(told) as (session, actor):
            service.set_hours(session, actor, row_id(self.site), user_id, self._seen, week)
            self._read_hours(session, actor)

    @asynccontextmanager
    async def _changing(self, told: str) -> AsyncIterator[tuple[Session, Actor]]:
        """One change and the word that it is done; a refusal is told instead, and forms keep their text."""
        try:
            async with acting(self) as (session, actor):
                yield session, actor
                self._read(session, actor)
        except CareHubError as refusal:
            await refuse(self, refusal)
        else:
            await say(self, told)

    def _read(self, session: Session, actor: Actor) -> None:
        site_id, today = row_id(self.site), clock.today(self.center_zone)
        self.site_name = next((each["name"] for each in self.sites if each["id"] == self.site), "")
        self.zone = service.own_time_zone(session, site_id)
        self.people = rows.people_at(session, actor, site_id)
        self.rooms = rows.room_rows(session, actor, site_id)
        self.holidays = rows.holiday_rows(session, actor, today)
        self.closing_days = rows.closing_day_rows(session, actor, today)

    def _read_hours(self, session: Session, actor: Actor) -> None:
        self._seen = service.own_hours(session, actor, row_id(self.site), int(self.person) or None)
        self.days, self.has_hours = rows.day_rows(self._seen), bool(self._seen)
        self.form += 1

    def _room(self, room_id: int) -> RoomRow:
        found = next((room for room in self.rooms if room["id"] == room_id), None)
        if found is None:
            raise Invalid("This room is not in the list any more. Look again, then repeat.")
        return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("Choose the day.") from None

"""The calendar page: what is shown, dragging, and the appointment opened in the panel."""

from dataclasses import replace
from typing import TypedDict, cast
from urllib.parse import urlencode

import reflex as rx

from carehub.core.changes import Topic
from carehub.core.errors import CareHubError, NotFound
from carehub.shared_calendar import around, claims, dragging, reading, taking_back
from carehub.shared_calendar.card import Card, card_of
from carehub.shared_calendar.dragging import Drag
from carehub.shared_calendar.print_routes import DAY_SHEET
from carehub.shared_calendar.routes import FEED
from carehub.shared_calendar.seats import Across
from carehub.shared_calendar.selection import ColourBy, Columns, Part, Whose
from carehub.shared_calendar.showing import SiteMark
from carehub.shared_calendar.slots import said
from carehub.shared_calendar.status import AppointmentType
from carehub.shared_calendar.wording import dragged_words
from carehub.ui.claims import parse
from carehub.ui.feedback import refuse, say
from carehub.ui.live import changes_of
from carehub.ui.session import acting
from carehub.ui.undoing import TAKE_BACK, Undo
from carehub.ui.widgets.calendar import BusinessHours, EventMoved, Verdict, ViewShown
from carehub.ui.widgets.day_columns import DayColumn

TAKE_BACK[taking_back.KIND] = taking_back.take_back


# Nothing of anybody may stand in a variable before somebody has signed in.
def _no_card() -> Card:
    return cast(Card, {})


def _no_verdict() -> Verdict:
    return cast(Verdict, {})


class Moved(TypedDict):
    """An appointment that was just dragged, of which the patient may not know yet."""

    id: int
    version: int
    headline: str
    when: str


def nothing_moved() -> Moved:
    return cast(Moved, {})


def _untold(entry: reading.Entry, time_zone: str) -> Moved:
    appointment = entry.appointment
    if appointment.patient_id is None or appointment.id is None:
        return nothing_moved()
    when = said(appointment.slot, time_zone)
    return Moved(id=appointment.id, version=appointment.version, headline=entry.headline, when=when)


class CalendarState(rx.State):
    """One open calendar. ``reload`` counts up when somebody changed something; ``opened`` is the id of
    the appointment in the panel, ``asking`` what its panel asks before it is done; ``moved`` was dragged just
    now, and it is asked whether the patient knows.

    What is selected stands in the address and in ``only_site``, ``only_staff``, ``only_type`` and ``whose``,
    each empty for all; ``marks`` is the legend of ``colour_by``.
    """

    ready: rx.Field[bool] = rx.field(False)
    time_zone: rx.Field[str] = rx.field("")
    view: rx.Field[str] = rx.field("")
    date: rx.Field[str] = rx.field("")
    sites: rx.Field[list[SiteMark]] = rx.field(default_factory=list)
    people: rx.Field[list[SiteMark]] = rx.field(default_factory=list)
    marks: rx.Field[list[SiteMark]] = rx.field(default_factory=list)
    columns: rx.Field[list[DayColumn]] = rx.field(default_factory=list)
    hours: rx.Field[list[BusinessHours]] = rx.field(default_factory=list)
    only_site: rx.Field[str] = rx.field("")
    only_staff: rx.Field[str] = rx.field("")
    only_type: rx.Field[str] = rx.field("")
    whose: rx.Field[str] = rx.field("")
    colour_by: rx.Field[str] = rx.field("")
    reload: rx.Field[int] = rx.field(0)
    verdict: rx.Field[Verdict] = rx.field(default_factory=_no_verdict)
    opened: rx.Field[str] = rx.field("")
    card: rx.Field[Card] = rx.field(default_factory=_no_card)
    asking: rx.Field[str] = rx.field("")
    moved: rx.Field[Moved] = rx.field(default_factory=nothing_moved)
    # What this page did to an appointment: from which version on, and to which.
    _did: dict[int, tuple[int, int]] = {}

    @rx.var
    def feed_url(self) -> str:
        columns = self.view if self.view in set(Columns) else ""
        asked = {**self._selected(), "columns": columns}
        return FEED + "?" + urlencode({key: value for key, value in asked.items() if value})

    @rx.var
    def sheet_url(self) -> str:
        """Where the day that is shown is printed; today's before the calendar has said which."""
        asked = {**self._selected(), "colour": "", "date": self.date}
        return DAY_SHEET + "?" + urlencode({key: value for key, value in asked.items() if value})

    @rx.var
    def address(self) -> dict[str, str]:
        """What stands in the address beside view and date."""
        return {**self._selected(), "appointment": self.opened}

    @rx.var
    def is_side_by_side(self) -> bool:
        return self.view in set(Columns)

    @rx.var
    def filter_count(self) -> int:
        """By how many filters something may be out of sight."""
        return sum(map(bool, (self.only_site, self.only_staff, self.only_type, self.whose)))

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        """Open the calendar where the address points."""
        asked = self.router.url.query_parameters
        self.view, self.date = claims.view_of(asked.get("view", "")), claims.day_of(asked.get("date", ""))
        self.opened = claims.number_in(asked.get("appointment", ""))
        self.only_site, self.only_staff = (claims.number_in(asked.get(key, "")) for key in ("site", "staff"))
        self.only_type = claims.word_in(AppointmentType, asked.get("type", ""))
        self.whose = claims.word_in(Whose, asked.get("whose", ""))
        self.colour_by = claims.word_in(ColourBy, asked.get("colour", "")) or ColourBy.SITE.value
        await self._look_around()
        await self._show_card()
        if self.card and not self.date:
            self.date = self.card["day"]
        self.ready = True
        return [CalendarState.watch, CalendarState.watch_hours]

    @rx.event(background=True)
    async def watch(self) -> None:
        """Read again whenever anybody changed an appointment; open dialogs stay as they are."""
        async for _ in changes_of(Topic.APPOINTMENTS):
            async with self:
                self.reload += 1
                await self._show_card()

    @rx.event(background=True)
    async def watch_hours(self) -> None:
        """Follow what is changed in Settings: hours, rooms, closing days, people."""
        async for _ in changes_of(Topic.WORKING_TIME, Topic.PEOPLE):
            async with self:
                await self._look_around()
                self.reload += 1

    @rx.event
    async def show_view(self, shown: ViewShown) -> None:
        """Remember what the calendar shows: a new appointment begins there."""
        before, (self.view, self.date) = self.view, claims.shown(shown)
        if self.is_side_by_side and self.view != before:
            await self._look_around()

    @rx.event
    async def narrow(self, what: str, value: str) -> None:
        """Show one site, person or type only, or whose appointments; empty shows all."""
        match claims.one_of(Part, what):
            case Part.SITE:
                self.only_site, self.only_staff = claims.number_in(parse(str, value)), ""
            case Part.STAFF:
                self.only_staff = claims.number_in(parse(str, value))
            case Part.TYPE:
                self.only_type = claims.word_in(AppointmentType, parse(str, value))
            case Part.WHOSE:
                self.whose = claims.word_in(Whose, parse(str, value))
        await self._look_around()

    @rx.event
    async def colour(self, by: str) -> None:
        """Tell sites, people or types apart by colour and letters."""
        self.colour_by = claims.one_of(ColourBy, by).value
        await self._look_around()

    @rx.event
    async def drag(self, moved: EventMoved) -> None:
        """An appointment was put elsewhere: move it, or say why it goes back."""
        move = claims.moving(moved, self.view)
        try:
            async with acting(self) as (session, actor):
                done = dragging.drag(session, actor, self._as_known(move.drag))
                entry = reading.one(session, actor, move.drag.appointment_id)
        except CareHubError as refusal:
            self.verdict = Verdict(op=move.op, ok=False)
            return await refuse(self, refusal)
        self.verdict, self.moved = Verdict(op=move.op, ok=True), _untold(entry, self.time_zone)
        words = dragged_words(move.drag.slot, self._title_of(move.drag.across), self.time_zone)
        await say(self, words, Undo(taking_back.KIND, done.undo))

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

    def _remember(self, appointment_id: int, version: int, now: int) -> None:
        """This page itself wrote the appointment's ``version`` anew; the picture may not show it yet."""
        since, before = self._did.get(appointment_id, (version, version))
        self._did = {**self._did, appointment_id: (since if before == version else version, now)}

    def _as_known(self, drag: Drag) -> Drag:
        """Nobody is told that they themselves were faster: a drag may begin on a picture from before."""
        since, now = self._did.get(drag.appointment_id, (0, 0))
        return replace(drag, version=now) if since <= drag.version < now else drag

    def _title_of(self, across: Across | None) -> str:
        """The name over the column that an event was dragged into."""
        titles = {column["id"]: column["title"] for column in self.columns}
        return titles.get(str(across.to), "") if across else ""

    def _selected(self) -> dict[str, str]:
        return {
            "site": self.only_site,
            "staff": self.only_staff,
            "type": self.only_type,
            "whose": self.whose,
            "colour": "" if self.colour_by == ColourBy.SITE else self.colour_by,
        }

    async def _look_around(self) -> None:
        """Read what stands around the appointments: legend, columns, hours, and by which clock."""
        wanted = int(self.only_site or 0)
        async with acting(self, write=False) as (session, actor):
            found = around.read(session, actor, wanted, int(self.only_staff or 0), self.view, self.colour_by)
        self.only_site = str(found.site_id or "")
        self.sites, self.people, self.marks = found.sites, found.people, found.marks
        self.columns, self.hours, self.time_zone = found.columns, found.hours, found.time_zone

    async def _show_card(self) -> None:
        """Read the opened appointment anew; one that is out of sight closes its panel."""
        if not self.opened:
            return
        if not self.time_zone:
            await self._look_around()
        try:
            async with acting(self, write=False) as (session, actor):
                sheet = reading.sheet(session, actor, int(self.opened))
                self.card = card_of(sheet, self.time_zone)
        except NotFound as gone:
            self.opened, self.card = "", _no_card()
            await refuse(self, gone)


def opened_card(calendar: CalendarState) -> Card:
    """The appointment in the panel; NotFound when none is open."""
    if not calendar.card:
        raise NotFound("Open an appointment first.")
    return calendar.card

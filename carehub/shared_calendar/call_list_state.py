"""The call list of a day: whom to remind, and what came of each call."""

from datetime import date
from typing import TypedDict

import reflex as rx

from carehub.accounts import service as accounts
from carehub.core import clock
from carehub.core.changes import Topic
from carehub.core.dates import written_date
from carehub.core.errors import Invalid
from carehub.core.list_looks import LOOKS, ListPage
from carehub.shared_calendar import calls, claims
from carehub.shared_calendar.calls import Line
from carehub.shared_calendar.models import CallOutcome
from carehub.shared_calendar.print_routes import CALL_SHEET
from carehub.shared_calendar.reading import patients_in
from carehub.shared_calendar.sheets import call_row
from carehub.shared_calendar.showing import SiteMark, marks_of
from carehub.ui.claims import parse
from carehub.ui.feedback import say
from carehub.ui.live import changes_of
from carehub.ui.session import acting
from carehub.working_time import service as working_time


class CallLine(TypedDict):
    """A row of the list; ``outcome`` is empty while nobody has called."""

    id: int
    version: int
    patient_id: int
    time: str
    patient: str
    identity: str
    heed: str
    phones: str
    language: str
    what: str
    status: str
    outcome: str


class CallListState(rx.State):
    """``day`` in ISO, ``weekday`` as it is read; ``done`` of the lines have been called."""

    day: rx.Field[str] = rx.field("")
    weekday: rx.Field[str] = rx.field("")
    site: rx.Field[str] = rx.field("")
    sites: rx.Field[list[SiteMark]] = rx.field(default_factory=list)
    lines: rx.Field[list[CallLine]] = rx.field(default_factory=list)
    done: rx.Field[int] = rx.field(0)
    ready: rx.Field[bool] = rx.field(default=False)

    @rx.var
    def print_url(self) -> str:
        return f"{CALL_SHEET}?date={self.day}" + (f"&site={self.site}" if self.site else "")

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        """The people who are expected on the next working day, or on the day of the address."""
        asked = self.router.url.query_parameters
        self.day, self.site = claims.day_of(asked.get("date", "")), claims.number_in(asked.get("site", ""))
        await self._read()
        self.ready = True
        return [CallListState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        """Others call as well: show at once whom they reached."""
        async for _ in changes_of(Topic.APPOINTMENTS, Topic.PATIENTS):
            async with self:
                await self._read()

    @rx.event
    async def choose_day(self, day: str) -> None:
        self.day = claims.day_of(parse(str, day))
        await self._read()

    @rx.event
    async def choose_site(self, site: str) -> None:
        self.site = claims.number_in(parse(str, site))
        await self._read()

    @rx.event
    async def log_call(self, appointment_id: int, version: int, outcome: str) -> None:
        """Write down what came of a call, from the version of the line that was shown."""
        wanted, seen = parse(int, appointment_id), parse(int, version)
        what = claims.one_of(CallOutcome, outcome)
        async with acting(self) as (session, actor):
            calls.log_call(session, actor, wanted, seen, what)
        await say(self, f"Saved: {what.label.lower()}")
        await self._read()

    async def _read(self) -> None:
        async with acting(self, write=False) as (session, actor):
            self.sites = marks_of(accounts.sites(session, actor))
            site_id = int(self.site) if self.site in {each["id"] for each in self.sites} else None
            zone = working_time.time_zone(session, site_id)
            today = clock.today(zone)
            day = _day(self.day) if self.day else calls.next_working_day(session, today)
            found = calls.call_list(session, actor, day, site_id)
            LOOKS.saw(actor, ListPage.CALL_LIST, patients_in(each.entry for each in found))
        self.day, self.weekday = day.isoformat(), f"{day:%A}, {written_date(day)}"
        self.lines = [_line(each, zone, today) for each in found]
        self.done = sum(1 for each in self.lines if each["outcome"])


def _line(line: Line, zone: str, today: date) -> CallLine:
    appointment, row = line.entry.appointment, call_row(line, zone, today)
    return CallLine(
        id=appointment.id or 0,
        version=appointment.version,
        patient_id=appointment.patient_id or 0,
        time=row.time,
        patient=row.patient,
        identity=row.identity,
        heed=row.heed,
        phones=row.phones,
        language=row.language,
        what=row.what,
        status=appointment.status.label,
        outcome=row.outcome,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("Choose the day.") from None

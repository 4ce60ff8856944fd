"""My day: the sections of this person's role, kept up to date, and what is done on their lines."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import cast

import reflex as rx

from carehub.core.changes import HUB, Topic
from carehub.core.dates import written_date
from carehub.core.errors import CareHubError, Conflict, Invalid
from carehub.core.list_looks import LOOKS, ListPage
from carehub.desk.my_day import deeds
from carehub.desk.my_day.deeds import Done, On
from carehub.desk.my_day.lines import SECTIONS, TOPICS, WINDOW, Line, Name, Section, look_of
from carehub.desk.my_day.reading import my_day
from carehub.follow_ups import taking_back
from carehub.patients import service as patients
from carehub.referrals.status import MissedReason
from carehub.shared_calendar.claims import one_of
from carehub.ui.claims import fields_of, parse
from carehub.ui.feedback import say
from carehub.ui.live import changes_of
from carehub.ui.session import acting
from carehub.ui.undoing import TAKE_BACK

TAKE_BACK[taking_back.KIND] = taking_back.undo
TAKE_BACK[deeds.MARKED] = deeds.take_mark_back

_EVERY_TOPIC = frozenset().union(*TOPICS.values())
# Time alone makes things late.
_LOOK_AGAIN_SECONDS = 60.0


def _unread() -> Section:
    return cast(Section, {})


class MyDayState(rx.State):
    """A variable for each section, so that a change sends that section alone.

    ``asking`` says which question is open ("snooze", "later", "missed", "send_back", "question"), and
    ``about`` what it is about.
    """

    imports: rx.Field[Section] = rx.field(default_factory=_unread)
    emergencies: rx.Field[Section] = rx.field(default_factory=_unread)
    sign_offs: rx.Field[Section] = rx.field(default_factory=_unread)
    reports: rx.Field[Section] = rx.field(default_factory=_unread)
    arrivals: rx.Field[Section] = rx.field(default_factory=_unread)
    follow_ups: rx.Field[Section] = rx.field(default_factory=_unread)
    moves: rx.Field[Section] = rx.field(default_factory=_unread)
    notes: rx.Field[Section] = rx.field(default_factory=_unread)
    appointments: rx.Field[Section] = rx.field(default_factory=_unread)
    new: rx.Field[Section] = rx.field(default_factory=_unread)
    check_ins: rx.Field[Section] = rx.field(default_factory=_unread)
    stuck: rx.Field[Section] = rx.field(default_factory=_unread)
    neglected: rx.Field[Section] = rx.field(default_factory=_unread)
    total: rx.Field[int] = rx.field(0)
    day: rx.Field[str] = rx.field("")
    is_new: rx.Field[bool] = rx.field(default=False)
    is_loaded: rx.Field[bool] = rx.field(default=False)
    asking: rx.Field[str] = rx.field("")
    about: rx.Field[str] = rx.field("")
    problem: rx.Field[str] = rx.field("")
    tomorrow: rx.Field[str] = rx.field("")
    _asked: Line | None = None
    _windows: dict[Name, int] = {}
    _rev: int = 0

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        """Read the day, and follow it."""
        self._windows, self.asking = {}, ""
        await self._read(None)
        return [MyDayState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        """Read again what a change touches; once a minute everything, since time makes things late."""
        async for _ in changes_of(*_EVERY_TOPIC, at_least_every=_LOOK_AGAIN_SECONDS):
            async with self:
                await self._read(self._touched())

    @rx.event
    async def show_more(self, name: str) -> None:
        """Show the next lines of a section."""
        wanted = one_of(Name, name)
        self._windows = {**self._windows, wanted: self._windows.get(wanted, WINDOW) + WINDOW}
        await self._read({wanted})

    @rx.event
    async def act(self, name: str, key: str) -> None:
        """Do what needs no question to a line: done, arrived, acknowledged ..."""
        wanted, line = parse(str, name), self._line(parse(str, key))
        does = deeds.AT_ONCE.get(wanted)
        if does is None or wanted not in line["does"]:
            raise Invalid("This page sent something that CareHub does not understand. Reload the page.")
        async with acting(self) as (session, actor):
            done = does(session, actor, _on(line))
        await self._told(done)

    @rx.event
    async def ask(self, name: str, key: str) -> None:
        """Open the question that a deed needs."""
        wanted, line = parse(str, name), self._line(parse(str, key))
        self._asked, self.asking, self.problem = line, wanted, ""
        self.about = f"{line['patient']}: {line['what']}"

    @rx.event
    def leave(self) -> None:
        """Do nothing."""
        self.asking, self._asked = "", None

    @rx.event
    async def answer(self, form: dict[str, str]) -> None:
        """Do it with what was said; what was typed stays when it is refused."""
        said = fields_of(form, ("until", "reason", "why", "answer"))
        asked, line = self.asking, self._asked
        if line is None:
            return
        try:
            async with acting(self) as (session, actor):
                on = _on(line)
                match asked:
                    case "snooze":
                        done = deeds.snooze(session, actor, on, _day(said), said.get("reason", ""))
                    case "later":
                        done = deeds.check_in_later(session, actor, on, _day(said), said.get("reason", ""))
                    case "missed":
                        done = deeds.missed(session, actor, on, one_of(MissedReason, said.get("why", "")))
                    case "question":
                        done = deeds.question(session, actor, on, said.get("answer", ""))
                    case _:
                        done = deeds.send_back(session, actor, on, said.get("answer", ""))
        except CareHubError as refusal:
            self.problem = str(refusal)
            return
        self.leave()
        await self._told(done)

    async def _told(self, done: Done) -> None:
        await self._read(None)
        await say(self, done.text, done.undo)

    def _line(self, key: str) -> Line:
        for name in Name:
            for line in getattr(self, name.value).get("lines", ()):
                if line["key"] == key:
                    return line
        raise Conflict("This line is no longer here: somebody was faster.")

    def _touched(self) -> set[Name] | None:
        moved = {topic for topic in Topic if HUB.since(topic, self._rev) != frozenset()}
        # Nothing moved: the minute is over.
        return {name for name in Name if TOPICS[name] & moved} if moved else None

    async def _read(self, only: set[Name] | None) -> None:
        rev = HUB.rev
        async with acting(self, write=False) as (session, actor):
            look = look_of(session, actor)
            found = my_day(session, actor, self._windows, only)
            LOOKS.saw(actor, ListPage.MY_DAY, _patients_in(found.values()))
            shown = SECTIONS[actor.role]
            is_new = only is None and not patients.are_there_any(session, actor)
        for name, section in found.items():
            if getattr(self, name.value) != section:
                setattr(self, name.value, section)
        if only is None:
            self.is_new = is_new
        self._rev, self.is_loaded = rev, True
        self.day = f"{look.today:%A}, {written_date(look.today)}"
        self.tomorrow = (look.today + timedelta(days=1)).isoformat()
        self.total = sum(getattr(self, name.value).get("total", 0) for name in shown)


def _patients_in(sections: Iterable[Section]) -> set[int]:
    return {line["patient_id"] for section in sections for line in section["lines"] if line["patient_id"]}


def _on(line: Line) -> On:
    return On(line["kind"], line["id"], line["version"], line["referral_id"], line["patient_id"])


def _day(said: dict[str, str]) -> date:
    try:
        return date.fromisoformat(said.get("until", ""))
    except ValueError:
        raise Invalid("Choose a day.") from None

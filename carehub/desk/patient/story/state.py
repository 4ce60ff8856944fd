"""What matters and what is known, on the overview: read, said anew, noted, ended."""

from datetime import date

import reflex as rx

from carehub.core.changes import Topic
from carehub.core.errors import CareHubError, Invalid, NotFound
from carehub.desk.patient.address import patient_in
from carehub.desk.patient.part import follow
from carehub.desk.patient.story.reading import MattersLine, RemarkLine, story
from carehub.patients.looking import looking_at, reading_about
from carehub.remarks import service as remarks
from carehub.remarks.models import RemarkKind, RemarkStatus
from carehub.ui.claims import fields_of, parse
from carehub.ui.feedback import say
from carehub.ui.form_parts import filling_in
from carehub.ui.session import acting


class StoryState(rx.State):
    """``words`` are those of the form when it was opened; ``remark_id`` is edited, 0 for a new one."""

    matters: rx.Field[list[MattersLine]] = rx.field(default_factory=list)
    known: rx.Field[list[RemarkLine]] = rx.field(default_factory=list)
    preferences: rx.Field[list[RemarkLine]] = rx.field(default_factory=list)
    is_saying: rx.Field[bool] = rx.field(default=False)
    is_noting: rx.Field[bool] = rx.field(default=False)
    shows_before: rx.Field[bool] = rx.field(default=False)
    words: rx.Field[str] = rx.field("")
    kind: rx.Field[str] = rx.field("")
    since: rx.Field[str] = rx.field("")
    remark_id: rx.Field[int] = rx.field(0)
    problem: rx.Field[str] = rx.field("")
    _patient_id: int = 0
    _version: int = 0

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._forget()
        try:
            self._patient_id = patient_in(self.router.url.path)
            async with looking_at(self, "patient", self._patient_id):
                pass
            await self._refresh()
        except CareHubError:
            return []
        return [StoryState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        await follow(self, self._refresh, self._forget, Topic.PATIENTS, about=self._patient_id)

    @rx.event
    def open_saying(self) -> None:
        now = self.matters[0] if self.matters else None
        self.words, self._version = (now["words"], now["number"]) if now else ("", 0)
        self.is_saying, self.problem = True, ""

    @rx.event
    async def say(self, form: dict[str, object]) -> None:
        words = fields_of(form, ("words",)).get("words", "")
        async with filling_in(self) as (session, actor):
            remarks.say_what_matters(session, actor, self._patient_id, self._version, words)
        await self._done("Saved what matters")

    @rx.event
    def show_before(self) -> None:
        self.shows_before = not self.shows_before

    @rx.event
    def open_note(self, kind: str) -> None:
        self.kind = _kind(parse(str, kind))
        self.words = self.since = self.problem = ""
        self.is_noting, self.remark_id, self._version = True, 0, 0

    @rx.event
    def open_remark(self, remark_id: int) -> None:
        found = self._line(parse(int, remark_id))
        self.kind, self.words, self.since = found["kind"], found["words"], found["typed_since"]
        self.is_noting, self.problem = True, ""
        self.remark_id, self._version = found["id"], found["version"]

    @rx.event
    async def note(self, form: dict[str, object]) -> None:
        fields = fields_of(form, ("words", "since", "kind"))
        async with filling_in(self) as (session, actor):
            words, since = fields.get("words", ""), _day(fields.get("since", ""))
            if self.remark_id:
                remarks.reword(session, actor, self.remark_id, self._version, words, since)
            else:
                kind = RemarkKind(_kind(fields.get("kind", "")))
                remarks.note(session, actor, self._patient_id, kind, words, since)
        await self._done("Saved")

    @rx.event
    async def end(self, remark_id: int, version: int) -> None:
        number, seen = parse(int, remark_id), parse(int, version)
        async with acting(self) as (session, actor):
            remarks.end(session, actor, number, seen, RemarkStatus.RESOLVED)
        await self._done("No longer so")

    @rx.event
    async def open_again(self, remark_id: int, version: int) -> None:
        number, seen = parse(int, remark_id), parse(int, version)
        async with acting(self) as (session, actor):
            remarks.open_again(session, actor, number, seen)
        await self._done("Holds again")

    @rx.event
    def close(self) -> None:
        self.is_saying = self.is_noting = False
        self.problem = ""

    async def _done(self, text: str) -> None:
        if self.problem:
            return
        self.is_saying = self.is_noting = False
        await self._refresh()
        await say(self, text)

    async def _refresh(self) -> None:
        async with reading_about(self, self._patient_id) as (session, actor):
            read = story(session, actor, self._patient_id)
        self.matters, self.known, self.preferences = read.matters, read.problems, read.preferences

    def _forget(self) -> None:
        """Nothing of the patient before stays behind."""
        self.matters, self.known, self.preferences = [], [], []
        self.is_saying = self.is_noting = self.shows_before = False

    def _line(self, remark_id: int) -> RemarkLine:
        for line in [*self.known, *self.preferences]:
            if line["id"] == remark_id:
                return line
        raise NotFound("This is not here any more. Reload the page.")


def _kind(word: str) -> str:
    if word not in list(RemarkKind):
        raise Invalid("Choose what it is.")
    return word


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Invalid("Write a date as MM/DD/YYYY.") from None

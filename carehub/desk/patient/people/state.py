"""The people part: related people, household, care team, safe contact."""

from collections.abc import Mapping

import reflex as rx

from carehub.core.changes import Topic
from carehub.core.dates import written_date
from carehub.core.errors import NotFound
from carehub.desk.patient.part import follow, is_shown, looked_at
from carehub.desk.patient.people.reading import (
    Around,
    HousemateRow,
    MemberRow,
    PersonRow,
    around,
    staff_to_choose,
)
from carehub.patients import service as patients
from carehub.patients.looking import reading_about
from carehub.patients.names import listed_name
from carehub.patients.service import Found
from carehub.related_people import service as related
from carehub.related_people.draft import PersonDraft, SafeDraft, person_drafted, safe_drafted
from carehub.related_people.models import Safe
from carehub.ui.choices import Option
from carehub.ui.claims import fields_of, parse, row_id
from carehub.ui.feedback import say
from carehub.ui.form_parts import filling_in
from carehub.ui.session import acting

TICKS = ("interpreter", "is_guardian", "is_emergency")
_SAFE_WORDS = ("ask_for", "not_before", "not_after", "words")
_FOUND = 6


class AroundState(rx.State):
    """``asking`` says which dialog is open: person, team, home or safe; empty for none.

    ``values`` are those of the form when it was opened, ``person_id`` whose they are: 0 for somebody new.
    """

    people: rx.Field[list[PersonRow]] = rx.field(default_factory=list)
    professionals: rx.Field[list[PersonRow]] = rx.field(default_factory=list)
    housemates: rx.Field[list[HousemateRow]] = rx.field(default_factory=list)
    elsewhere: rx.Field[int] = rx.field(0)
    team: rx.Field[list[MemberRow]] = rx.field(default_factory=list)
    papers: rx.Field[list[Option]] = rx.field(default_factory=list)
    safe: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    codes: rx.Field[list[str]] = rx.field(default_factory=list)
    staff: rx.Field[list[Option]] = rx.field(default_factory=list)
    found: rx.Field[list[Option]] = rx.field(default_factory=list)
    asking: rx.Field[str] = rx.field("")
    person_id: rx.Field[int] = rx.field(0)
    values: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    problem: rx.Field[str] = rx.field("")
    _patient_id: int = 0
    _version: int = 0
    _safe_version: int = 0

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._forget()
        self._patient_id = await looked_at(self, "people")
        if not self._patient_id or not await is_shown(self._refresh, self._forget):
            return []
        return [AroundState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        await follow(self, self._refresh, self._forget, Topic.PATIENTS)

    @rx.event
    def open_new(self) -> None:
        blank = dict.fromkeys((*PersonDraft.model_fields,), "")
        self.asking, self.problem = "person", ""
        self.person_id, self._version, self.values = 0, 0, {**blank, "may_talk": "not_asked"}

    @rx.event
    def open_person(self, person_id: int) -> None:
        wanted = parse(int, person_id)
        row = next((each for each in [*self.people, *self.professionals] if each["id"] == wanted), None)
        if row is None:
            raise NotFound("This person is not here any more. Reload the page.")
        self.asking, self.problem = "person", ""
        self.person_id, self._version, self.values = row["id"], row["version"], row["values"]

    @rx.event
    async def save_person(self, form: dict[str, object]) -> None:
        fields = fields_of(form, PersonDraft.model_fields)
        async with filling_in(self) as (session, actor):
            draft = person_drafted({**fields, **{name: name in fields for name in TICKS}})
            if self.person_id:
                related.edit_person(session, actor, self.person_id, self._version, draft)
            else:
                related.add_person(session, actor, self._patient_id, draft)
        await self._done("Saved")

    @rx.event
    async def put_away(self, person_id: int, version: int) -> None:
        number, seen = parse(int, person_id), parse(int, version)
        async with acting(self) as (session, actor):
            name = related.put_away(session, actor, number, seen).name
        await self._done(f"{name} is no longer around")

    @rx.event
    async def open_team(self) -> None:
        async with acting(self, write=False) as (session, actor):
            self.staff = staff_to_choose(session, actor, self._patient_id)
        self.asking, self.problem = "team", ""

    @rx.event
    async def join(self, form: dict[str, object]) -> None:
        fields = fields_of(form, ("user", "part"))
        async with filling_in(self) as (session, actor):
            user_id = row_id(fields.get("user", ""))
            related.join_team(session, actor, self._patient_id, user_id, fields.get("part", ""))
        await self._done("On the team")

    @rx.event
    async def leave_team(self, member_id: int) -> None:
        number = parse(int, member_id)
        async with acting(self) as (session, actor):
            related.leave_team(session, actor, number)
        await self._done("Off the team")

    @rx.event
    def open_home(self) -> None:
        self.asking, self.problem, self.found = "home", "", []

    @rx.event
    async def find(self, typed: str) -> None:
        """Patients by name, to live with this one."""
        words = parse(str, typed)
        async with acting(self, write=False) as (session, actor):
            hits = patients.search(session, actor, words, most=_FOUND) if words.strip() else []
        self.found = [
            Option(value=str(each.patient_id), label=_name(each))
            for each in hits
            if each.patient_id != self._patient_id
        ]

    @rx.event
    async def live_with(self, form: dict[str, object]) -> None:
        chosen = fields_of(form, ("other",)).get("other", "")
        async with filling_in(self) as (session, actor):
            related.live_together(session, actor, self._patient_id, row_id(chosen))
        await self._done("They live together")

    @rx.event
    async def move_out(self) -> None:
        async with acting(self) as (session, actor):
            related.move_out(session, actor, self._patient_id)
        await self._done("The patient no longer lives there")

    @rx.event
    def open_safe(self) -> None:
        self.asking, self.problem, self._version = "safe", "", self._safe_version

    @rx.event
    async def save_safe(self, form: dict[str, object]) -> None:
        fields = fields_of(form, (*_SAFE_WORDS, *Safe))
        async with filling_in(self) as (session, actor):
            related.set_safe_contact(session, actor, self._patient_id, self._version, _rules(fields))
        await self._done("Saved how to reach the patient")

    @rx.event
    def close(self) -> None:
        self.asking, self.problem = "", ""

    async def _done(self, text: str) -> None:
        if self.problem:
            return
        self.asking = ""
        await self._refresh()
        await say(self, text)

    async def _refresh(self) -> None:
        async with reading_about(self, self._patient_id) as (session, actor):
            self._show(around(session, actor, self._patient_id))

    def _show(self, read: Around) -> None:
        self.people, self.professionals, self.team = read.people, read.professionals, read.team
        self.housemates, self.elsewhere, self.papers = read.housemates, read.elsewhere, read.papers
        self.safe, self.codes, self._safe_version = read.safe, read.codes, read.safe_version

    def _forget(self) -> None:
        self.people, self.professionals, self.team, self.housemates, self.papers = [], [], [], [], []
        self.safe, self.codes, self.elsewhere, self.asking, self.problem = {}, [], 0, "", ""


def _name(found: Found) -> str:
    born = f", born {written_date(found.birth_date)}" if found.birth_date else ""
    return listed_name(found.last_name, found.first_name) + born


def _rules(fields: Mapping[str, str]) -> SafeDraft:
    words = {name: fields.get(name, "") for name in _SAFE_WORDS}
    return safe_drafted({**words, "codes": [code for code in Safe if code in fields]})

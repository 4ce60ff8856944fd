"""A patient's discharges: written down, settled line by line, closed."""

from datetime import date

import reflex as rx

from carehub.accounts import service as accounts
from carehub.core import clock
from carehub.core.changes import Topic
from carehub.core.errors import Invalid
from carehub.desk.patient.hospital.reading import DischargeRow, discharge_rows
from carehub.desk.patient.part import follow, is_shown, looked_at
from carehub.discharges import service as discharges
from carehub.discharges.checklist import Answer, Complexity, EndedBecause, Item
from carehub.discharges.service import NewDischarge
from carehub.patients.looking import reading_about
from carehub.ui.claims import fields_of, parse
from carehub.ui.feedback import say
from carehub.ui.form_parts import filling_in
from carehub.ui.session import acting

_NEW = ("facility", "reason", "admitted_on", "discharged_on", "complexity", "told_by", "told_on")


class HospitalState(rx.State):
    """``asking`` says which dialog is open: new, reason, call, visit or close; empty for none.

    The discharge and the version are those of the moment when it was opened.
    """

    rows: rx.Field[list[DischargeRow]] = rx.field(default_factory=list)
    is_loaded: rx.Field[bool] = rx.field(default=False)
    asking: rx.Field[str] = rx.field("")
    item: rx.Field[str] = rx.field("")
    today: rx.Field[str] = rx.field("")
    problem: rx.Field[str] = rx.field("")
    _patient_id: int = 0
    _discharge_id: int = 0
    _version: int = 0

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._forget()
        self._patient_id = await looked_at(self, "hospital")
        if not self._patient_id or not await is_shown(self._refresh, self._forget):
            return []
        return [HospitalState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        await follow(
            self, self._refresh, self._forget, Topic.DISCHARGES, Topic.PATIENTS, about=self._patient_id
        )

    @rx.event
    def open_new(self) -> None:
        self.asking, self.problem = "new", ""

    @rx.event
    async def write_down(self, form: dict[str, object]) -> None:
        fields = fields_of(form, _NEW)
        async with filling_in(self) as (session, actor):
            discharges.write_down(session, actor, self._patient_id, _told(fields))
        await self._done("Written down; the call and the visit are asked for")

    @rx.event
    def ask(self, what: str, discharge_id: int, version: int, item: str) -> None:
        """Open the dialog for a reason, a day or an ending."""
        if parse(str, what) not in ("reason", "call", "visit", "close"):
            raise Invalid("This page sent something that CareHub does not understand. Reload the page.")
        self._discharge_id, self._version = parse(int, discharge_id), parse(int, version)
        self.asking, self.item, self.problem = what, parse(str, item), ""

    @rx.event
    async def answer(self, discharge_id: int, version: int, item: str, answered: str) -> None:
        """Done, or blank again; "not needed" is asked for its reason."""
        number, seen, line = parse(int, discharge_id), parse(int, version), _item(parse(str, item))
        said = Answer.DONE if parse(str, answered) == Answer.DONE else None
        async with acting(self) as (session, actor):
            discharges.answer(session, actor, number, seen, line, said)
        await self._refresh()

    @rx.event
    async def say_why(self, form: dict[str, object]) -> None:
        reason = fields_of(form, ("reason",)).get("reason", "")
        async with filling_in(self) as (session, actor):
            line = _item(self.item)
            seen = (self._discharge_id, self._version)
            discharges.answer(session, actor, *seen, line, Answer.NOT_NEEDED, reason)
        await self._done("Saved")

    @rx.event
    async def record(self, form: dict[str, object]) -> None:
        """The day of the call or of the visit."""
        typed = fields_of(form, ("on",)).get("on", "")
        async with filling_in(self) as (session, actor):
            verb = discharges.record_contact if self.asking == "call" else discharges.record_visit
            verb(session, actor, self._discharge_id, self._version, _day(typed))
        await self._done("Recorded")

    @rx.event
    async def make_ready(self, discharge_id: int, version: int) -> None:
        number, seen = parse(int, discharge_id), parse(int, version)
        async with acting(self) as (session, actor):
            discharges.make_ready(session, actor, number, seen)
        await self._done("Everything at home is settled")

    @rx.event
    async def close_discharge(self, form: dict[str, object]) -> None:
        because = fields_of(form, ("because",)).get("because", "")
        async with filling_in(self) as (session, actor):
            why = _ending(because)
            discharges.close(session, actor, self._discharge_id, self._version, why)
        await self._done("Closed")

    @rx.event
    async def reopen(self, discharge_id: int, version: int) -> None:
        number, seen = parse(int, discharge_id), parse(int, version)
        async with acting(self) as (session, actor):
            discharges.reopen(session, actor, number, seen)
        await self._done("Open again")

    @rx.event
    def leave(self) -> None:
        self.asking, self.problem = "", ""

    async def _done(self, text: str) -> None:
        if self.problem:
            return
        self.asking = ""
        await self._refresh()
        await say(self, text)

    async def _refresh(self) -> None:
        async with reading_about(self, self._patient_id) as (session, actor):
            self.rows = discharge_rows(session, actor, self._patient_id)
            self.today = clock.today(accounts.center(session).time_zone).isoformat()
        self.is_loaded = True

    def _forget(self) -> None:
        """Nothing of the patient before stays behind."""
        self.rows, self.is_loaded, self.asking, self._patient_id = [], False, "", 0


def _told(fields: dict[str, str]) -> NewDischarge:
    complexity = fields.get("complexity", "")
    if complexity not in list(Complexity):
        raise Invalid("Choose how complex the decisions are.")
    return NewDischarge(
        facility=fields.get("facility", ""),
        reason=fields.get("reason", ""),
        discharged_on=_day(fields.get("discharged_on", "")),
        complexity=Complexity(complexity),
        told_by=fields.get("told_by", ""),
        told_on=_day(fields.get("told_on", "")),
        admitted_on=_day(fields["admitted_on"]) if fields.get("admitted_on") else None,
    )


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid("Write each date as MM/DD/YYYY.") from None


def _item(word: str) -> Item:
    if word not in list(Item):
        raise Invalid("This line is not on the list. Reload the page.")
    return Item(word)


def _ending(word: str) -> EndedBecause:
    if word not in list(EndedBecause):
        raise Invalid("Choose how it ended.")
    return EndedBecause(word)

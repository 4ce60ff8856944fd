"""The programs part: a patient is enrolled, agrees, graduates or leaves."""

from collections.abc import Mapping
from datetime import date

import reflex as rx

from carehub.accounts import service as accounts
from carehub.core import clock
from carehub.core.changes import Topic
from carehub.core.errors import Invalid
from carehub.desk.patient.part import follow, is_shown, looked_at
from carehub.desk.patient.programs.reading import (
    EnrolmentRow,
    enrolment_rows,
    offered_programs,
)
from carehub.patients.looking import reading_about
from carehub.programs import service as programs
from carehub.programs.models import ConsentHow, ProgramOutcome
from carehub.programs.service import Consent
from carehub.ui.choices import Option
from carehub.ui.claims import fields_of, parse, row_id
from carehub.ui.feedback import say
from carehub.ui.form_parts import filling_in
from carehub.ui.session import acting


class EnrolmentState(rx.State):
    """``asking`` says which dialog is open: enrol, consent, graduate or leave; empty for none."""

    rows: rx.Field[list[EnrolmentRow]] = rx.field(default_factory=list)
    offered: rx.Field[list[Option]] = rx.field(default_factory=list)
    is_loaded: rx.Field[bool] = rx.field(default=False)
    asking: rx.Field[str] = rx.field("")
    today: rx.Field[str] = rx.field("")
    problem: rx.Field[str] = rx.field("")
    _patient_id: int = 0
    _enrolment_id: int = 0
    _version: int = 0

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._forget()
        self._patient_id = await looked_at(self, "programs")
        if not self._patient_id or not await is_shown(self._refresh, self._forget):
            return []
        return [EnrolmentState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        await follow(
            self, self._refresh, self._forget, Topic.PROGRAMS, Topic.PATIENTS, about=self._patient_id
        )

    @rx.event
    def open_enrolling(self) -> None:
        self.asking, self.problem = "enrol", ""

    @rx.event
    async def enrol(self, form: dict[str, object]) -> None:
        fields = fields_of(form, ("program", "since", "consent_how", "consent_on"))
        async with filling_in(self) as (session, actor):
            program_id, since = row_id(fields.get("program", "")), _day(fields.get("since", ""))
            consent = _consent(fields)
            programs.enrol(session, actor, self._patient_id, program_id, since=since, consent=consent)
        await self._done("Enrolled")

    @rx.event
    def ask(self, what: str, enrolment_id: int, version: int) -> None:
        if parse(str, what) not in ("consent", "graduate", "leave"):
            raise Invalid("This page sent something that CareHub does not understand. Reload the page.")
        self._enrolment_id, self._version = parse(int, enrolment_id), parse(int, version)
        self.asking, self.problem = what, ""

    @rx.event
    async def agree(self, form: dict[str, object]) -> None:
        fields = fields_of(form, ("consent_how", "consent_on"))
        async with filling_in(self) as (session, actor):
            consent = _consent(fields)
            if consent is None:
                raise Invalid("Choose how the patient agreed.")
            programs.record_consent(session, actor, self._enrolment_id, self._version, consent)
        await self._done("Consent recorded")

    @rx.event
    async def end(self, form: dict[str, object]) -> None:
        """Graduate, or leave with the outcome that was chosen."""
        fields = fields_of(form, ("outcome", "on", "note"))
        async with filling_in(self) as (session, actor):
            outcome = ProgramOutcome.GRADUATED if self.asking == "graduate" else _outcome(fields)
            day, note = _day(fields.get("on", "")), fields.get("note", "")
            seen = (self._enrolment_id, self._version)
            programs.leave(session, actor, *seen, outcome, on=day, note=note)
        await self._done("Saved")

    @rx.event
    async def resume(self, enrolment_id: int, version: int) -> None:
        number, seen = parse(int, enrolment_id), parse(int, version)
        async with acting(self) as (session, actor):
            programs.resume(session, actor, number, seen)
        await self._done("In the program again")

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
            self.rows = enrolment_rows(session, actor, self._patient_id)
            self.offered = offered_programs(session, actor)
            self.today = clock.today(accounts.center(session).time_zone).isoformat()
        self.is_loaded = True

    def _forget(self) -> None:
        """Nothing of the patient before stays behind."""
        self.rows, self.is_loaded, self.asking, self._patient_id = [], False, "", 0


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid("Write each date as MM/DD/YYYY.") from None


def _consent(fields: Mapping[str, str]) -> Consent | None:
    how = fields.get("consent_how", "")
    if not how:
        return None
    if how not in list(ConsentHow):
        raise Invalid("Choose how the patient agreed.")
    return Consent(ConsentHow(how), _day(fields.get("consent_on", "")))


def _outcome(fields: Mapping[str, str]) -> ProgramOutcome:
    word = fields.get("outcome", "")
    if word not in list(ProgramOutcome):
        raise Invalid("Choose why the patient leaves.")
    return ProgramOutcome(word)

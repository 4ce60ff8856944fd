"""The patient page: read, edit, assign, and what others change meanwhile."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx
from sqlmodel import Session

from carehub.caseloads import service as caseloads
from carehub.caseloads.choosing import REASON, TO, CoordinatorChoice, chosen, coordinator_choices, reason_in
from carehub.core.actor import Actor
from carehub.core.changes import Topic
from carehub.core.errors import CareHubError, NotFound
from carehub.desk.patient.address import patient_in
from carehub.desk.patient.reading import AppointmentLine, Chart, Fact, ReferralLine, chart
from carehub.desk.patient.touched import changes_about
from carehub.emergency_access import service as emergency_access
from carehub.patients import service as patients
from carehub.patients.filling import draft_from
from carehub.patients.looking import looking_at, reading_about
from carehub.patients.record import LABELS, InvalidRecord
from carehub.patients.showing import SiteChoice, sites_to_choose
from carehub.ui.claims import fields_of
from carehub.ui.feedback import say
from carehub.ui.session import acting

# How soon a page notices that the hour of an emergency is over.
_LOOK_AGAIN_SECONDS = 20.0
SHOWN = (Topic.PATIENTS, Topic.CASELOADS, Topic.REFERRALS, Topic.APPOINTMENTS)


class PatientState(rx.State):
    """``missing`` says why nobody is shown; the banner's words are empty then. ``emergency`` is the time
    until which the record is open in an emergency, to be read.

    ``values`` and ``holder_id`` are those of the moment when the form or the dialog was opened: what
    others change behind it is told as a conflict, never written over.
    """

    missing: rx.Field[str] = rx.field("")
    patient_number: rx.Field[int] = rx.field(0)
    address: rx.Field[str] = rx.field("")
    safe: rx.Field[str] = rx.field("")
    alerts: rx.Field[list[str]] = rx.field(default_factory=list)
    home_since: rx.Field[str] = rx.field("")
    emergency: rx.Field[str] = rx.field("")
    name: rx.Field[str] = rx.field("")
    preferred_name: rx.Field[str] = rx.field("")
    born: rx.Field[str] = rx.field("")
    mrn: rx.Field[str] = rx.field("")
    language: rx.Field[str] = rx.field("")
    status: rx.Field[str] = rx.field("")
    risk: rx.Field[str] = rx.field("")
    facts: rx.Field[list[Fact]] = rx.field(default_factory=list)
    notes: rx.Field[str] = rx.field("")
    coordinator: rx.Field[str] = rx.field("")
    since: rx.Field[str] = rx.field("")
    referrals: rx.Field[list[ReferralLine]] = rx.field(default_factory=list)
    appointments: rx.Field[list[AppointmentLine]] = rx.field(default_factory=list)
    is_editing: rx.Field[bool] = rx.field(default=False)
    sites: rx.Field[list[SiteChoice]] = rx.field(default_factory=list)
    editable: rx.Field[list[str]] = rx.field(default_factory=list)
    values: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    problem: rx.Field[str] = rx.field("")
    problems: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    is_assigning: rx.Field[bool] = rx.field(default=False)
    choices: rx.Field[list[CoordinatorChoice]] = rx.field(default_factory=list)
    holder_id: rx.Field[str] = rx.field("")
    holder: rx.Field[str] = rx.field("")
    _shown_id: int = 0
    _version: int = 0
    _holder_id: int | None = None

    @rx.event
    async def load(self) -> list[rx.event.EventType[()]]:
        try:
            wanted = patient_in(self.router.url.path)
            if wanted != self._shown_id:
                self._forget()
            async with looking_at(self, "patient", wanted) as (session, actor):
                read = chart(session, actor, wanted)
        except CareHubError as refusal:
            self._forget()
            self.missing = str(refusal)
            return await self._on_to_survivor()
        self._shown_id = self.patient_number = wanted
        self.address = f"/patients/{wanted}"
        self.is_editing = self.is_assigning = False
        self._show(read)
        return [PatientState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        again = _LOOK_AGAIN_SECONDS if self.emergency else None
        async for _ in changes_about(self._shown_id, *SHOWN, at_least_every=again):
            try:
                await self._end_emergency()
                read = await self._read()
            except NotFound as refusal:
                async with self:
                    self._forget()
                    self.missing = str(refusal)
                return
            async with self:
                self._show(read)

    @rx.event
    async def open_form(self) -> None:
        read = await self._read()
        async with acting(self, write=False) as (session, actor):
            self.sites = sites_to_choose(session, actor)
        self._forget_problems()
        self.is_editing, self.values, self._version = True, read.values, read.version

    @rx.event
    def close_form(self) -> None:
        self._forget_problems()
        self.is_editing, self.values = False, {}

    @rx.event
    async def save(self, form: dict[str, object]) -> None:
        fields = fields_of(form, LABELS)
        async with self._changing() as (session, actor):
            patients.edit(session, actor, self._shown_id, self._version, draft_from(fields))
        if not self.problem:
            self.is_editing, self.values = False, {}
            await say(self, "Saved the patient's details")
            self._show(await self._read())

    @rx.event
    async def open_assigning(self) -> None:
        read = await self._read()
        async with acting(self, write=False) as (session, actor):
            self.choices = coordinator_choices(session, actor)
        self._forget_problems()
        self.is_assigning, self._holder_id, self.holder = True, read.coordinator_id, read.coordinator
        self.holder_id = str(read.coordinator_id or "")

    @rx.event
    def close_assigning(self) -> None:
        self._forget_problems()
        self.is_assigning = False

    @rx.event
    async def assign(self, form: dict[str, object]) -> None:
        fields = fields_of(form, (TO, REASON))
        async with self._changing() as (session, actor):
            to, held, why = chosen(fields), self._holder_id, reason_in(fields)
            caseloads.assign(session, actor, self._shown_id, to, instead_of=held, reason=why)
        if not self.problem:
            self.is_assigning = False
            self._show(await self._read())
            await say(self, f"Assigned to {self.coordinator or 'nobody'}")

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[tuple[Session, Actor]]:
        """One change; a refusal is told where it was asked for, and what was typed stays."""
        self._forget_problems()
        try:
            async with acting(self) as (session, actor):
                yield session, actor
        except InvalidRecord as refusal:
            self.problem, self.problems = "Some fields need a look.", refusal.problems
        except CareHubError as refusal:
            self.problem = str(refusal)

    async def _end_emergency(self) -> None:
        if self.emergency:
            async with acting(self) as (session, actor):
                emergency_access.end_when_over(session, actor, self._shown_id)

    async def _read(self) -> Chart:
        async with reading_about(self, self._shown_id) as (session, actor):
            return chart(session, actor, self._shown_id)

    def _show(self, read: Chart) -> None:
        for part, words in read.banner.items():
            setattr(self, part, words)
        self.missing, self.facts, self.notes, self.editable = "", read.facts, read.notes, read.editable
        self.coordinator, self.since = read.coordinator, read.since
        self.referrals, self.appointments = read.referrals, read.appointments
        self.emergency = read.emergency

    async def _on_to_survivor(self) -> list[rx.event.EventType[()]]:
        """An old link to a record that was merged arrives at the one that survived."""
        try:
            wanted = patient_in(self.router.url.path)
            async with acting(self, write=False) as (session, actor):
                survivor = patients.survivor_of(session, actor, wanted)
        except CareHubError:
            return []
        return [rx.redirect(f"/patients/{survivor}")] if survivor else []

    def _forget(self) -> None:
        """Nothing of the patient before stays behind."""
        self._forget_problems()
        self.name = self.preferred_name = self.born = self.mrn = self.language = ""
        self.safe = self.status = self.risk = self.notes = self.coordinator = self.since = ""
        self.address = self.missing = self.home_since = self.emergency = ""
        self.facts, self.referrals, self.appointments, self.editable = [], [], [], []
        self.alerts = []
        self.is_editing = self.is_assigning = False
        self.values, self._shown_id, self.patient_number = {}, 0, 0

    def _forget_problems(self) -> None:
        self.problem, self.problems = "", {}

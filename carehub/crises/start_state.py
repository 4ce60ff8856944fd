"""The way into a crisis, from any page: the steps are there at once, the second press begins."""

import reflex as rx

from carehub.accounts import service as accounts
from carehub.core import clock
from carehub.core.errors import Invalid
from carehub.crises import service
from carehub.patients import service as patients
from carehub.patients.choosing import Choosable, choosable
from carehub.patients.names import listed_name
from carehub.patients.wording import identity
from carehub.ui.claims import parse
from carehub.ui.session import acting


class CrisisStartState(rx.State):
    """``chosen`` is the patient's name once there is one; ``is_going_on`` that a crisis is open already."""

    is_open: rx.Field[bool] = rx.field(default=False)
    chosen: rx.Field[str] = rx.field("")
    identity: rx.Field[str] = rx.field("")
    is_going_on: rx.Field[bool] = rx.field(default=False)
    found: rx.Field[list[Choosable]] = rx.field(default_factory=list)
    is_nobody: rx.Field[bool] = rx.field(default=False)
    steps: rx.Field[list[str]] = rx.field(default_factory=list)
    on_call: rx.Field[str] = rx.field("")
    _patient_id: int = 0

    @rx.event
    async def open_for(self, patient_id: int) -> None:
        """Show the protocol for this patient; nothing is begun yet."""
        await self._choose(parse(int, patient_id))

    @rx.event
    async def open_search(self) -> None:
        """Show the protocol; the patient is still to be chosen."""
        self._forget()
        async with acting(self, write=False) as (session, actor):
            self.steps, _ = service.steps_now(session, actor)
            on_call = service.on_call_now(session, actor)
        self.on_call = f"{on_call.name}, {on_call.phone}" if on_call else ""
        self.is_open = True

    @rx.event
    async def find(self, text: str) -> None:
        wanted = parse(str, text)
        async with acting(self, write=False) as (session, actor):
            today = clock.today(accounts.center(session).time_zone)
            self.found = choosable(session, actor, wanted, today)
        self.is_nobody = bool(wanted.strip()) and not self.found

    @rx.event
    async def choose(self, patient_id: int) -> None:
        await self._choose(parse(int, patient_id))

    @rx.event
    def close(self) -> None:
        self._forget()

    @rx.event
    async def start(self) -> rx.event.EventSpec:
        """Begin, or join the crisis that is open."""
        if not self._patient_id:
            raise Invalid("Choose the patient first.")
        async with acting(self) as (session, actor):
            crisis = service.open_crisis(session, actor, self._patient_id)
        self._forget()
        return rx.redirect(f"/crises/{crisis.id}")

    async def _choose(self, patient_id: int) -> None:
        await self.open_search()
        async with acting(self, write=False) as (session, actor):
            patient = patients.find(session, actor, patient_id)
            self.is_going_on = service.open_one(session, actor, patient_id) is not None
            today = clock.today(accounts.center(session).time_zone)
        self.chosen = listed_name(patient.last_name, patient.first_name)
        self.identity, self._patient_id = identity(patient.birth_date, patient.mrn, today), patient_id

    def _forget(self) -> None:
        self.is_open = self.is_going_on = False
        self.chosen = self.identity = self.on_call = ""
        self.found, self.is_nobody, self.steps, self._patient_id = [], False, [], 0

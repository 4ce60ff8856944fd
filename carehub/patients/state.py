"""The list of patients: search, filter, and a panel in which one is added."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx
from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.changes import Topic
from carehub.core.errors import CareHubError
from carehub.patients import service as patients
from carehub.patients.filling import FIELDS, draft_from, new_values, says_is_another
from carehub.patients.record import InvalidRecord, editable_by
from carehub.patients.showing import (
    Asked,
    DuplicateRow,
    PatientRow,
    Shown,
    SiteChoice,
    asked_for,
    duplicate_row,
    list_of,
    sites_to_choose,
)
from carehub.ui.claims import fields_of, parse
from carehub.ui.feedback import say
from carehub.ui.live import changes_of
from carehub.ui.session import acting


class PatientsState(rx.State):
    """``site`` and ``status`` are what the filters stand at, empty for any; ``problems`` go by field.

    ``searches`` counts the searches begun anew: with each the box is empty again.
    """

    rows: rx.Field[list[PatientRow]] = rx.field(default_factory=list)
    counted: rx.Field[str] = rx.field("")
    has_more: rx.Field[bool] = rx.field(default=False)
    is_loaded: rx.Field[bool] = rx.field(default=False)
    typed: rx.Field[str] = rx.field("")
    searches: rx.Field[int] = rx.field(0)
    site: rx.Field[str] = rx.field("")
    status: rx.Field[str] = rx.field("active")
    sites: rx.Field[list[SiteChoice]] = rx.field(default_factory=list)
    is_adding: rx.Field[bool] = rx.field(default=False)
    values: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    editable: rx.Field[list[str]] = rx.field(default_factory=list)
    can_add: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[str] = rx.field("")
    problems: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    duplicates: rx.Field[list[DuplicateRow]] = rx.field(default_factory=list)
    is_certain: rx.Field[bool] = rx.field(default=False)
    _how_many: int = patients.PAGE

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self.typed, self._how_many = "", patients.PAGE
        self._close()
        async with acting(self, write=False) as (session, actor):
            self.sites, self.editable = sites_to_choose(session, actor), sorted(editable_by(actor))
            self._show(list_of(session, actor, self._asked()))
        self.can_add = "last_name" in self.editable
        return [PatientsState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        async for _ in changes_of(Topic.PATIENTS, Topic.CASELOADS):
            asked = self._asked()
            async with acting(self, write=False) as (session, actor):
                shown = list_of(session, actor, asked)
            async with self:
                if asked == self._asked():
                    self._show(shown)

    @rx.event
    async def find(self, typed: str) -> None:
        self.typed, self._how_many = parse(str, typed), patients.PAGE
        await self._refresh()

    @rx.event
    async def forget_search(self) -> None:
        self.typed, self._how_many = "", patients.PAGE
        self.searches += 1
        await self._refresh()

    @rx.event
    async def choose_site(self, site: str) -> None:
        self.site, self._how_many = parse(str, site), patients.PAGE
        await self._refresh()

    @rx.event
    async def choose_status(self, status: str) -> None:
        self.status, self._how_many = parse(str, status), patients.PAGE
        await self._refresh()

    @rx.event
    async def show_more(self) -> None:
        self._how_many += patients.PAGE
        await self._refresh()

    @rx.event
    def open_new(self) -> None:
        self._close()
        only_one = int(self.sites[0]["id"]) if len(self.sites) == 1 else None
        self.is_adding, self.values = True, new_values(only_one)

    @rx.event
    def close_new(self) -> None:
        self._close()

    @rx.event
    async def add(self, form: dict[str, object]) -> rx.event.EventSpec | None:
        fields = fields_of(form, FIELDS)
        patient_id = 0
        async with self._filling_in() as (session, actor):
            is_another = says_is_another(fields)
            patient_id = patients.add(session, actor, draft_from(fields), is_another=is_another)
        if not patient_id:
            return None
        self._close()
        await say(self, "Added the patient")
        return rx.redirect(f"/patients/{patient_id}")

    @asynccontextmanager
    async def _filling_in(self) -> AsyncIterator[tuple[Session, Actor]]:
        """One change; what was refused is told in the form, which keeps what was typed."""
        self._forget_problems()
        try:
            async with acting(self) as (session, actor):
                yield session, actor
        except InvalidRecord as refusal:
            self.problem, self.problems = "Some fields need a look.", refusal.problems
        except patients.LikelyDuplicate as refusal:
            await self._name(refusal)
        except CareHubError as refusal:
            self.problem = str(refusal)

    async def _name(self, refusal: patients.LikelyDuplicate) -> None:
        async with acting(self, write=False) as (session, _):
            today = clock.today(accounts.center(session).time_zone)
        self.duplicates = [duplicate_row(each, today) for each in refusal.found]
        self.is_certain = refusal.is_certain

    async def _refresh(self) -> None:
        async with acting(self, write=False) as (session, actor):
            self._show(list_of(session, actor, self._asked()))

    def _asked(self) -> Asked:
        return asked_for(self.typed, self.site, self.status, self._how_many)

    def _show(self, shown: Shown) -> None:
        self.rows, self.counted, self.has_more, self.is_loaded = (
            shown.rows,
            shown.counted,
            shown.has_more,
            True,
        )

    def _forget_problems(self) -> None:
        self.problem, self.problems, self.duplicates, self.is_certain = "", {}, [], False

    def _close(self) -> None:
        self._forget_problems()
        self.is_adding, self.values = False, {}

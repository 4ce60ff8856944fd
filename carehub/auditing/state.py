"""The journal's page: who saw a patient, what a person did, a page at a time."""

import asyncio
from typing import TypedDict

import reflex as rx

from carehub.auditing import reading
from carehub.auditing.reading import JournalView
from carehub.auditing.showing import (
    CONTROLS,
    PATIENT,
    ROUTE,
    DeedRow,
    heading,
    query_of,
    rows_of,
    view_in,
)
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError
from carehub.ui.claims import parse
from carehub.ui.session import acting


class PersonChoice(TypedDict):
    id: str
    name: str


class JournalState(rx.State):
    """``asked`` are the controls as they stand; ``address`` opens the same, ``query`` is its end."""

    rows: rx.Field[list[DeedRow]] = rx.field(default_factory=list)
    title: rx.Field[str] = rx.field("")
    people: rx.Field[list[PersonChoice]] = rx.field(default_factory=list)
    asked: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    query: rx.Field[str] = rx.field("")
    address: rx.Field[str] = rx.field("")
    problem: rx.Field[str] = rx.field("")
    has_more: rx.Field[bool] = rx.field(default=False)
    is_loaded: rx.Field[bool] = rx.field(default=False)
    _view: JournalView = JournalView()
    _next: int | None = None

    @rx.event
    async def load(self) -> None:
        """What the address asks for."""
        known = self.router.url.query_parameters
        asked = {name: str(known.get(name, "")) for name in (PATIENT, *CONTROLS)}
        await self._ask(asked)

    @rx.event
    async def narrow(self, control: str, value: str) -> None:
        """Ask for another person, kind or day."""
        name, wanted = parse(str, control), parse(str, value)
        if name in CONTROLS:
            await self._ask({**self.asked, name: wanted})

    @rx.event
    async def leave_patient(self) -> None:
        """Back from one patient to everything."""
        await self._ask({**self.asked, PATIENT: ""})

    @rx.event
    async def show_more(self) -> None:
        """The older ones below; what stands above stays."""
        async with acting(self, write=False) as (_, actor):
            pass
        more, following = await asyncio.to_thread(_read, actor, self._view, self._next)
        self.rows = [*self.rows, *more]
        self._next, self.has_more = following, following is not None

    async def _ask(self, asked: dict[str, str]) -> None:
        self.problem = ""
        try:
            view = view_in(asked)
            async with acting(self) as (session, actor):
                self.people = _choices(reading.everyone(session, actor))
                title = heading(session, actor, view)
                reading.record_reading(session, actor, view)
            rows, following = await asyncio.to_thread(_read, actor, view, None)
        except CareHubError as refusal:
            self.problem, self.rows, self.has_more, self.is_loaded = str(refusal), [], False, True
            return
        self.asked, self._view, self.title, self.rows = asked, view, title, rows
        self._next, self.has_more, self.is_loaded = following, following is not None, True
        self.query = query_of(view)
        self.address = f"{ROUTE}{self.query}"


def _read(actor: Actor, view: JournalView, behind: int | None) -> tuple[list[DeedRow], int | None]:
    """In a thread: of years of lists that were looked at, each is compared with the patient asked for."""
    with unit_of_work(write=False) as session:
        page = reading.page(session, actor, view, behind)
        return rows_of(session, page.deeds), page.next


def _choices(people: list[tuple[int, str]]) -> list[PersonChoice]:
    return [PersonChoice(id=str(person_id), name=name) for person_id, name in people]

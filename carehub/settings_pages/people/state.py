"""Settings > People: the list, and the panel in which one person is added or changed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx
from sqlmodel import Session

from carehub.accounts import service
from carehub.accounts.service import NewPerson, PersonEdit
from carehub.core.actor import Actor
from carehub.core.changes import Topic
from carehub.core.errors import NotFound
from carehub.settings import settings
from carehub.settings_pages.people.rows import (
    PersonRow,
    SiteChoice,
    chosen_qualification,
    chosen_role,
    chosen_sites,
    person_row,
    site_choice,
)
from carehub.single_sign_on import service as single_sign_on
from carehub.ui.claims import fields_of, parse
from carehub.ui.feedback import say
from carehub.ui.form_parts import filling_in
from carehub.ui.live import changes_of
from carehub.ui.session import acting


class PeopleState(rx.State):
    """``person_id`` is whose panel is open, 0 for someone new; ``code`` is shown once and forgotten."""

    people: rx.Field[list[PersonRow]] = rx.field(default_factory=list)
    sites: rx.Field[list[SiteChoice]] = rx.field(default_factory=list)
    is_open: rx.Field[bool] = rx.field(default=False)
    person_id: rx.Field[int] = rx.field(0)
    version: rx.Field[int] = rx.field(0)
    name: rx.Field[str] = rx.field("")
    user_name: rx.Field[str] = rx.field("")
    role: rx.Field[str] = rx.field("")
    qualification: rx.Field[str] = rx.field("")
    site_ids: rx.Field[list[str]] = rx.field(default_factory=list)
    status: rx.Field[str] = rx.field("")
    has_sign_on: rx.Field[bool] = rx.field(False)
    sign_on_name: rx.Field[str] = rx.field("")
    has_second_factor: rx.Field[bool] = rx.field(False)
    code: rx.Field[str] = rx.field("")
    problem: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._close()
        async with acting(self, write=False) as (session, actor):
            self.people, self.sites = _read(session, actor)
        return [PeopleState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        async for _ in changes_of(Topic.PEOPLE):
            async with acting(self, write=False) as (session, actor):
                people, sites = _read(session, actor)
            async with self:
                self.people, self.sites = people, sites

    @rx.event
    def open_new(self) -> None:
        self._close()
        self.is_open, self.role, self.qualification = True, "coordinator", "other"

    @rx.event
    async def open_person(self, person_id: int) -> None:
        self._open(parse(int, person_id))
        await self._show_sign_on()

    @rx.event
    def close_panel(self) -> None:
        self._close()

    @rx.event
    async def invite(self, form: dict[str, str]) -> None:
        fields = parse(dict[str, str], form)
        async with self._changing() as (session, actor):
            new = NewPerson(
                fields.get("user_name", ""),
                fields.get("name", ""),
                chosen_role(fields),
                chosen_sites(fields),
                qualification=chosen_qualification(fields),
            )
            user_id, code = service.invite(session, actor, new)
        if not self.problem:
            self._open(user_id)
            self.code = code

    @rx.event
    async def save(self, form: dict[str, str]) -> None:
        fields = parse(dict[str, str], form)
        async with self._changing() as (session, actor):
            service.edit_person(session, actor, self._edit(fields))
        if not self.problem:
            await say(self, f"Saved {self.name}")
            self._close()

    @rx.event
    async def save_sign_on(self, form: dict[str, object]) -> None:
        name = fields_of(form, ("sign_on_name",)).get("sign_on_name", "")
        async with self._changing() as (session, actor):
            single_sign_on.set_name(session, actor, self.person_id, name)
        await self._told(f"Saved how {self.name} signs on")

    @rx.event
    async def disable(self) -> None:
        async with self._changing() as (session, actor):
            service.disable(session, actor, self.person_id, self.version)
        await self._told(f"{self.name} is disabled and signed out")

    @rx.event
    async def enable(self) -> None:
        async with self._changing() as (session, actor):
            service.enable(session, actor, self.person_id, self.version)
        await self._told(f"{self.name} can sign in again")

    @rx.event
    async def issue_code(self) -> None:
        async with self._changing() as (session, actor):
            code = service.issue_code(session, actor, self.person_id)
        if not self.problem:
            self.code = code

    @rx.event
    async def remove_second_factor(self) -> None:
        async with self._changing() as (session, actor):
            service.remove_second_factor(session, actor, self.person_id)
        await self._told(f"{self.name} sets up another second factor at the next sign-in")

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[tuple[Session, Actor]]:
        """One change; a refusal is told in the open panel, which keeps what was typed."""
        async with filling_in(self) as (session, actor):
            yield session, actor
            self.people, self.sites = _read(session, actor)

    async def _told(self, text: str) -> None:
        if not self.problem:
            await say(self, text)
            self._open(self.person_id)
            await self._show_sign_on()

    async def _show_sign_on(self) -> None:
        async with acting(self, write=False) as (session, actor):
            self.sign_on_name = single_sign_on.name_of(session, actor, self.person_id)
        self.has_sign_on = settings().has_single_sign_on

    def _edit(self, fields: dict[str, str]) -> PersonEdit:
        return PersonEdit(
            self.person_id, self.version, fields.get("name", ""), chosen_role(fields), chosen_sites(fields),
            chosen_qualification(fields) if "qualification" in fields else None,
        )  # fmt: skip

    def _open(self, person_id: int) -> None:
        found = next((row for row in self.people if row["id"] == person_id), None)
        if found is None:
            raise NotFound("This person is not in the list any more.")
        self._close()
        self.is_open, self.person_id, self.version = True, found["id"], found["version"]
        self.name, self.user_name, self.role = found["name"], found["user_name"], found["role"]
        self.site_ids, self.status = found["site_ids"], found["status"]
        self.has_second_factor = found["has_second_factor"]
        self.qualification = found["qualification"]

    def _close(self) -> None:
        self.is_open, self.person_id, self.version, self.site_ids = False, 0, 0, []
        self.has_second_factor = self.has_sign_on = False
        self.sign_on_name = ""
        self.name = self.user_name = self.role = self.status = self.code = self.problem = ""


def _read(session: Session, actor: Actor) -> tuple[list[PersonRow], list[SiteChoice]]:
    sites = service.every_site(session, actor)
    names = {site.id: site.name for site in sites if site.id is not None}
    zone = service.center(session).time_zone
    rows = [person_row(person, names, zone) for person in service.people(session, actor)]
    return rows, [site_choice(site) for site in sites if site.is_active]

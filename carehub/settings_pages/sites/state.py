"""Settings > Sites: the list, and the panel in which one site is added, renamed, closed or reopened."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypedDict

import reflex as rx
from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.core.actor import Actor
from carehub.core.changes import Topic
from carehub.core.errors import NotFound
from carehub.settings_pages.sites import service
from carehub.ui.claims import parse
from carehub.ui.feedback import say
from carehub.ui.form_parts import filling_in
from carehub.ui.live import changes_of
from carehub.ui.session import acting


class SiteRow(TypedDict):
    """``staff`` counts those who work at this site by name, not those who work at all sites."""

    id: int
    version: int
    name: str
    color: str
    staff: int
    patients: int
    is_active: bool


class SitesState(rx.State):
    """``site_id`` is whose panel is open, 0 for a new site."""

    sites: rx.Field[list[SiteRow]] = rx.field(default_factory=list)
    is_open: rx.Field[bool] = rx.field(default=False)
    site_id: rx.Field[int] = rx.field(0)
    version: rx.Field[int] = rx.field(0)
    name: rx.Field[str] = rx.field("")
    is_active: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        self._close()
        async with acting(self, write=False) as (session, actor):
            self.sites = _read(session, actor)
        return [SitesState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        async for _ in changes_of(Topic.PEOPLE):
            async with acting(self, write=False) as (session, actor):
                sites = _read(session, actor)
            async with self:
                self.sites = sites

    @rx.event
    def open_new(self) -> None:
        self._close()
        self.is_open = True

    @rx.event
    def open_site(self, site_id: int) -> None:
        wanted = parse(int, site_id)
        found = next((row for row in self.sites if row["id"] == wanted), None)
        if found is None:
            raise NotFound("This site is not in the list any more.")
        self.site_id, self.version, self.name = found["id"], found["version"], found["name"]
        self.is_active, self.problem, self.is_open = found["is_active"], "", True

    @rx.event
    def close_panel(self) -> None:
        self._close()

    @rx.event
    async def add(self, form: dict[str, str]) -> None:
        name = parse(dict[str, str], form).get("name", "")
        async with self._changing() as (session, actor):
            accounts.add_site(session, actor, name)
        await self._done("The site is added")

    @rx.event
    async def rename(self, form: dict[str, str]) -> None:
        name = parse(dict[str, str], form).get("name", "")
        async with self._changing() as (session, actor):
            accounts.rename_site(session, actor, self.site_id, self.version, name)
        await self._done("Saved")

    @rx.event
    async def close_site(self) -> None:
        async with self._changing() as (session, actor):
            service.close_site(session, actor, self.site_id, self.version)
        await self._done(f"{self.name} is closed")

    @rx.event
    async def reopen_site(self) -> None:
        async with self._changing() as (session, actor):
            accounts.reopen_site(session, actor, self.site_id, self.version)
        await self._done(f"{self.name} is open again")

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[tuple[Session, Actor]]:
        """One change; a refusal is told in the open panel, which keeps what was typed."""
        async with filling_in(self) as (session, actor):
            yield session, actor
            self.sites = _read(session, actor)

    async def _done(self, text: str) -> None:
        if not self.problem:
            await say(self, text)
            self._close()

    def _close(self) -> None:
        self.is_open, self.site_id, self.version = False, 0, 0
        self.name, self.is_active, self.problem = "", False, ""


def _read(session: Session, actor: Actor) -> list[SiteRow]:
    staff, patients = accounts.staff_counts(session, actor), service.patient_counts(session, actor)
    return [
        SiteRow(
            id=site.id,
            version=site.version,
            name=site.name,
            color=site.color,
            staff=staff.get(site.id, 0),
            patients=patients.get(site.id, 0),
            is_active=site.is_active,
        )
        for site in accounts.every_site(session, actor)
        if site.id is not None
    ]

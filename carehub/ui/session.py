"""Who sits in front of this page: the transaction of a handler, and what the frame shows of the person."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import reflex as rx
from reflex.state import BaseState
from sqlmodel import Session

from carehub.accounts import locking, preferences, sessions
from carehub.accounts.models import Center
from carehub.core import measures
from carehub.core.actor import Actor, Permission
from carehub.core.changes import HUB, Topic
from carehub.core.database import unit_of_work_off_loop
from carehub.core.errors import CareHubError
from carehub.open_sockets import SOCKETS
from carehub.settings import settings

# How long a page may stay open after its session has timed out by itself.
_LOOK_AGAIN_SECONDS = 20


class SignedOut(CareHubError):
    """The session behind this page has ended."""


class Locked(SignedOut):
    """The session behind this page is locked: it goes on when its person has shown a secret."""


@asynccontextmanager
async def acting(state: BaseState, *, write: bool = True) -> AsyncIterator[tuple[Session, Actor]]:
    """The transaction of one handler, with the person as the database knows them now.

    Role, sites and the active flag are read again each time; SignedOut when the session has ended,
    Locked when it waits for its person.
    """
    with measures.WORK_SECONDS.labels(measures.kind_of(write=write)).time():
        async with unit_of_work_off_loop(write=write) as session:
            yield session, _who_acts(session, token_of(state))


def _who_acts(session: Session, token: str) -> Actor:
    actor = sessions.actor_of(session, token)
    if actor is None and sessions.locked_of(session, token):
        raise Locked("This page is locked.")
    if actor is None:
        raise SignedOut("You are signed out. Sign in again to go on.")
    return actor


def token_of(state: BaseState) -> str:
    """The session token that the browser sent when this page connected; scripts never see it."""
    return sessions.token_in(str(state.router.headers.cookie))


class SessionState(rx.State):
    """The signed-in person, as far as the frame shows it. Never a boundary: services check."""

    name: str = ""
    initials: str = ""
    role: str = ""
    can: dict[str, bool] = {}
    center_name: str = ""
    time_zone: str = ""
    is_practice: bool = False
    single_keys: bool = False
    sign_on: str = ""
    signed_out: bool = False
    locked: bool = False
    # Which session this page's state belongs to; a page that shows up with another one starts empty.
    _session_id: int | None = None

    @rx.event
    async def open_page(self) -> list[rx.event.EventCallback]:
        """Show who is signed in, and keep looking whether they still are."""
        async with acting(self, write=False) as (session, actor):
            shown = _shown(session, actor)
        self._show(shown)
        return [SessionState.watch]

    @rx.event
    async def lock(self) -> None:
        """Leave the desk: every page of this session is out of reach until the password is typed."""
        async with acting(self) as (session, actor):
            locking.lock(session, actor)
            # Before it is told: a page that still followed would be refused, and would follow no more.
            SOCKETS.lock(token_of(self))
        self.locked = True

    @rx.event
    async def unlock(self) -> None:
        """The page has shown the secret: it can be seen again at once."""
        async with acting(self, write=False):
            self.locked = False

    @rx.event(background=True)
    async def watch(self) -> None:
        """End the page when its session ends, lock it when its person is away: both seen from the server."""
        token = token_of(self)
        with HUB.subscribe(Topic.PEOPLE) as woken:
            while await self._still_signed_in():
                try:
                    await asyncio.wait_for(woken.wait(), _LOOK_AGAIN_SECONDS)
                except TimeoutError:
                    continue
                woken.clear()
        async with self:
            # Somebody may have signed in again on this tab meanwhile: that session is another's to end.
            if token_of(self) == token:
                self._leave()

    async def _still_signed_in(self) -> bool:
        shown: dict[str, object]
        try:
            async with acting(self, write=False) as (session, actor):
                shown = _shown(session, actor)
        except Locked:
            shown = {"locked": True}
        except SignedOut:
            return False
        async with self:
            self._show(shown)
        return True

    def _show(self, shown: dict[str, object]) -> None:
        for var, value in shown.items():
            if getattr(self, var) != value:
                setattr(self, var, value)

    def _leave(self) -> None:
        self._get_root_state().reset()
        self.signed_out = True


def may(permission: Permission) -> rx.Var[bool]:
    """Whether to show a control: courtesy to the person, never the guard."""
    return cast(rx.Var[bool], SessionState.can[permission.value])


def lacks(permission: Permission) -> rx.Var[bool]:
    """Whether the person is known, and known not to have it."""
    return (SessionState.name != "") & ~may(permission)


def _shown(session: Session, actor: Actor) -> dict[str, object]:
    center = session.get_one(Center, 1)
    return {
        "name": actor.name,
        "initials": _initials(actor.name),
        "role": actor.role.label,
        "can": {permission.value: actor.may(permission) for permission in Permission},
        "center_name": center.name,
        "time_zone": center.time_zone,
        "is_practice": center.is_practice,
        "sign_on": settings().oidc_label if settings().has_single_sign_on else "",
        "single_keys": preferences.uses_single_keys(session, actor),
        "locked": False,
    }


def _initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

"""My account: who I am here, and where I am signed in."""

from typing import TypedDict

import reflex as rx
from sqlmodel import Session

from carehub.accounts import service
from carehub.accounts.service import OpenSession
from carehub.core.actor import Actor
from carehub.core.dates import written_time
from carehub.ui.feedback import say
from carehub.ui.session import acting


class SessionRow(TypedDict):
    browser: str
    address: str
    started: str
    last_active: str
    is_this: bool


class AccountState(rx.State):
    """Passwords never come here: they are typed on a page of their own (``/account/password``)."""

    user_name: rx.Field[str] = rx.field("")
    works_at: rx.Field[str] = rx.field("")
    has_second_factor: rx.Field[bool] = rx.field(False)
    open_sessions: rx.Field[list[SessionRow]] = rx.field(default_factory=list)

    @rx.event
    async def load(self) -> None:
        async with acting(self, write=False) as (session, actor):
            self._show(session, actor)

    @rx.event
    async def sign_out_elsewhere(self) -> None:
        async with acting(self) as (session, actor):
            service.sign_out_elsewhere(session, actor)
            self._show(session, actor)
        await say(self, "Signed out in all other browsers")

    def _show(self, session: Session, actor: Actor) -> None:
        zone = service.center(session).time_zone
        names = [site.name for site in service.sites(session, actor)]
        self.user_name = service.my_user_name(session, actor)
        self.works_at = "All sites" if actor.all_sites else ", ".join(names)
        self.has_second_factor = service.has_second_factor(session, actor)
        self.open_sessions = [_row(each, zone) for each in service.my_sessions(session, actor)]


def _row(each: OpenSession, zone: str) -> SessionRow:
    return SessionRow(
        browser=each.browser,
        address=each.address,
        started=written_time(each.started_at, zone),
        last_active=written_time(each.last_active_at, zone),
        is_this=each.is_this,
    )

"""A page's state without a browser: what the websocket would hold for a signed-in person."""

import asyncio
import inspect
from collections.abc import Callable
from functools import partial
from typing import TypeVar, cast

import reflex as rx
from reflex.istate.data import RouterData
from reflex_base.event import EventHandler

from carehub.accounts import sessions
from carehub.core import changes
from carehub.core.actor import Actor
from carehub.core.changes import HUB, Topic
from carehub.core.database import unit_of_work
from carehub.patients.models import PatientSite

Kind = TypeVar("Kind", bound=rx.State)


def state_of(kind: type[Kind], actor: Actor, path: str = "/") -> Kind:
    """The state as this person's page at ``path`` has it; call its handlers and read its variables."""
    with unit_of_work() as session:
        token = sessions.start(session, actor.user_id)
    # The flag is Reflex's own and internal: it stands here and nowhere else.
    root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    headers = {"cookie": f"{sessions.cookie_name()}={token}", "origin": "http://127.0.0.1"}
    root.router = RouterData.from_router_data({"headers": headers, "asPath": path})
    return cast(Kind, root.get_substate(kind.get_full_name().split(".")))


def in_background(state: Kind) -> Kind:
    """The same state as a background handler has it: it takes the state with ``async with self``."""
    return cast(Kind, _InBackground(state))


async def loses_its_patient(
    page: rx.State, patient_id: int, sites: dict[str, int], shows_nothing: Callable[[], bool]
) -> None:
    """While the page follows what others do, its patient of Northside becomes one of Southside; ends once the
    page ``shows_nothing``."""
    watching = asyncio.ensure_future(getattr(in_background(page), "watch")())  # noqa: B009 of any such page
    async with asyncio.timeout(10):
        while not HUB.waiting_for(Topic.PATIENTS):
            await asyncio.sleep(0)
        with unit_of_work() as session:
            session.get_one(PatientSite, (patient_id, sites["Northside"])).site_id = sites["Southside"]
            changes.announce(session, Topic.PATIENTS, patient_id)
        while not shows_nothing():
            await asyncio.sleep(0)
    watching.cancel()


class _InBackground:
    def __init__(self, state: rx.State) -> None:
        object.__setattr__(self, "_state", state)

    def __getattr__(self, name: str) -> object:
        own = getattr(type(self._state), name, None)
        if isinstance(own, EventHandler):
            return partial(own.fn, self)
        return partial(own, self) if inspect.isfunction(own) else getattr(self._state, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._state, name, value)

    async def __aenter__(self) -> "_InBackground":
        return self

    async def __aexit__(self, *_failure: object) -> None:
        pass

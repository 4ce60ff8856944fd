"""Who else looks at the board: quietly, by initials."""

import asyncio
import contextlib
from typing import TypedDict

import reflex as rx

from carehub.accounts import colleagues
from carehub.core.changes import HUB, Change, Topic
from carehub.ui.session import Locked, acting

_BEAT_SECONDS = 20
# A morning's arrivals cost each page a look a second, not one per person.
_PAUSE_SECONDS = 1
_SHOWN = 5


class Here(TypedDict):
    """Somebody who looks at the board just now."""

    id: int
    name: str
    initials: str


class PresenceState(rx.State):
    """``more`` counts those who are here beside the shown ones."""

    others: rx.Field[list[Here]] = rx.field(default_factory=list)
    more: rx.Field[int] = rx.field(0)

    @rx.event
    async def load(self) -> list[rx.event.EventCallback]:
        """Be here, and see who else is."""
        return [PresenceState.watch]

    @rx.event(background=True)
    async def watch(self) -> None:
        """Say now and then that this page is open; it is forgotten when it says so no more."""
        with HUB.subscribe(Topic.PRESENCE) as woken:
            while True:
                woken.clear()
                # Who is locked out of the own page is not here, and is again afterwards.
                with contextlib.suppress(Locked):
                    async with self:
                        await self._look()
                await asyncio.sleep(_PAUSE_SECONDS)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), _BEAT_SECONDS)

    async def _look(self) -> None:
        async with acting(self, write=False) as (session, actor):
            HUB.publish(Change(Topic.PRESENCE, (actor.user_id,)))
            here = colleagues.named(session, actor, HUB.present())
        others = [Here(id=one.user_id, name=one.name, initials=one.initials) for one in here]
        if others[:_SHOWN] != self.others:
            self.others = others[:_SHOWN]
        self.more = max(len(others) - _SHOWN, 0)

"""Runs before every event: who is this, and may they call that handler at all?"""

import inspect
import logging
from functools import cache

import reflex as rx
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from carehub.accounts import sessions
from carehub.core import measures
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.handlers import allowed
from carehub.ui.session import SessionState, token_of

log = logging.getLogger("carehub")


class Gate(rx.Middleware):
    """Deny by default. The session is looked up each time, so one that ended a second ago is dead."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """None lets the event through; an update is sent instead of running it."""
        root = state._get_root_state()
        actor, is_locked = _behind(root)
        if actor is None:
            measures.EVENTS.labels("sent out").inc()
            return await (_stay_locked if is_locked else _leave)(root)
        await _own_state_only(root, actor)
        handler = short_name(event.name)
        if allowed(actor, handler) and _brings_its_arguments(event):
            measures.EVENTS.labels("let in").inc()
            return None
        measures.EVENTS.labels("refused").inc()
        log.warning("refused event %s for user %s", handler, actor.user_id)
        return StateUpdate()


def short_name(event_name: str) -> str:
    """``StateName.handler`` of a full event name."""
    registered = RegistrationContext.get().event_handlers[event_name]
    return f"{registered.states[0].__name__}.{registered.handler.fn.__name__}"


def _brings_its_arguments(event: Event) -> bool:
    """Each argument of the handler and none beside: no page of ours sends more or less."""
    handler = RegistrationContext.get().event_handlers[event.name].handler
    try:
        _signature(handler.fn).bind(None, **event.payload)
    except TypeError:
        return False
    return True


_signature = cache(inspect.signature)


def _behind(root: BaseState) -> tuple[Actor | None, bool]:
    """Who may act on this page now; nobody, and whether that is because the page is locked."""
    token = token_of(root)
    with unit_of_work(write=False) as session:
        actor = sessions.actor_of(session, token)
        return actor, actor is None and sessions.locked_of(session, token) is not None


async def _own_state_only(root: BaseState, actor: Actor) -> None:
    """The state of a tab belongs to one session: for another one it is emptied first, and so is what
    is left of a session that has ended: it would send whoever signs in next out again."""
    shown = await root.get_state(SessionState)
    if shown.signed_out or shown._session_id not in (None, actor.session_id):
        router = root.router_data
        root.reset()
        root.router_data = router
    shown._session_id = actor.session_id


async def _stay_locked(root: BaseState) -> StateUpdate:
    """Nothing happens, and what stands on the page stays there."""
    (await root.get_state(SessionState)).locked = True
    delta = root.get_delta()
    root._clean()
    return StateUpdate(delta=delta)


async def _leave(root: BaseState) -> StateUpdate:
    shown = await root.get_state(SessionState)
    if not shown.signed_out:
        shown._leave()
    delta = root.get_delta()
    root._clean()
    return StateUpdate(delta=delta)

"""What Reflex cannot read is dropped before Reflex writes it, with a patient's data perhaps, into the log."""

import logging
from collections.abc import Container
from contextlib import suppress
from typing import Any

import reflex as rx
from reflex_base.event.processor.event_processor import QueueShutDown
from reflex_base.registry import RegistrationContext

log = logging.getLogger("carehub")


def drop_unreadable(app: rx.App) -> None:
    """Let through only what pages send: the name of a handler that exists, and its arguments."""
    namespace, known = app.event_namespace, RegistrationContext.get().event_handlers
    assert namespace is not None
    pass_on = namespace.on_event

    async def on_event(sid: str, data: Any) -> None:
        if is_readable(data, known) and sid in namespace.sid_to_token:
            # A page does not know that the server stops just now; on the next one it begins anew.
            with suppress(QueueShutDown):
                await pass_on(sid, data)
        else:
            log.warning("an event that cannot be read was dropped")

    # Socket.IO looks a handler up by its name each time.
    namespace.on_event = on_event


def is_readable(data: object, known: Container[str]) -> bool:
    """Whether this has the form of an event of ours, for one of the handlers of that name."""
    if not isinstance(data, dict):
        return False
    name, payload, place = data.get("name"), data.get("payload", {}), data.get("router_data", {})
    is_known = isinstance(name, str) and name in known
    return is_known and isinstance(payload, dict) and isinstance(place, dict)

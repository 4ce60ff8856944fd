"""Redis has lost what it held of the open pages: they begin anew."""

import reflex as rx
from reflex.istate.manager.redis import StateManagerRedis

from carehub.open_sockets import SOCKETS


def begin_anew(app: rx.App) -> None:
    """Every page of this process connects anew, and waits for no lock that Redis has forgotten."""
    SOCKETS.renew_all()
    if isinstance(app.state_manager, StateManagerRedis):
        # Reflex hears of a lock that is given back, and else looks again after ten seconds.
        for waiting in app.state_manager._lock_waiters.values():
            for each in waiting:
                each.set()

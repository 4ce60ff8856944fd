"""What the server's child process loads: the app, and the promise not to outlive its parent."""

import os
import signal
import threading
import time

from starlette.types import ASGIApp

LOOK_EVERY_SECONDS = 0.5


def app() -> ASGIApp:
    """The app, in a process that stops soon after its parent was killed: an orphan would keep the
    port, and serve pages that hear nothing of what the next server changes."""
    from carehub import carehub

    threading.Thread(target=_stop_when_orphaned, args=(os.getppid(),), daemon=True).start()
    return carehub.app()


def _stop_when_orphaned(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)

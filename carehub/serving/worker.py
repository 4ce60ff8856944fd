"""What the server's child process loads: the app, and the promise not to outlive its parent."""

import gc
import os
import signal
import threading
import time

from starlette.types import ASGIApp

from carehub.settings import settings

LOOK_EVERY_SECONDS = 0.5
# After how many new objects Python looks for garbage among the young ones, and after how many such looks
# among the older. Its own numbers suit a small program: with a hundred pages open everybody waited for it.
_SELDOM = (20_000, 20, 50)


def app() -> ASGIApp:
    """The app, in a process that stops soon after its parent was killed: an orphan would keep the
    port, and serve pages that hear nothing of what the next server changes."""
    # A quarter of the start was looking for garbage among what is only just being loaded.
    gc.disable()
    from carehub import carehub
    from carehub.monitoring import logs

    threading.Thread(target=_stop_when_orphaned, args=(os.getppid(),), daemon=True).start()
    logs.set_up(settings())
    loaded = carehub.app()
    settle()
    return loaded


def settle() -> None:
    """What is loaded now stays as long as the server runs: never look through it for garbage again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    gc.enable()


def _stop_when_orphaned(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)

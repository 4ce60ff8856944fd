"""Work that is done behind other work: in order, by one thread, while what comes next is made."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

Work = Callable[[], None]
Hand = Callable[[Work], None]
# The thread mostly waits for the database, and then for Python: five times as soon as usual it may go on.
_SOON = 0.001


@contextmanager
def doing_behind() -> Iterator[Hand]:
    """What is handed over is done by a thread, each after the one before; at the end all of it is done.

    The first error there is raised here, by the next hand-over or at the end.
    """
    doing: list[Future[None]] = []

    def hand_over(work: Work) -> None:
        # What is not written yet is held in memory: who makes it faster than that has to wait.
        finish()
        doing.append(thread.submit(work))

    def finish() -> None:
        while doing:
            doing.pop().result()

    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SOON)
    with ThreadPoolExecutor(max_workers=1) as thread:
        try:
            yield hand_over
            finish()
        finally:
            sys.setswitchinterval(usual)

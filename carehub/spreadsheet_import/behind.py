"""Work that is done behind other work: in order, by one thread, while what comes next is made."""

import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

Work = Callable[[], None]
Hand = Callable[[Work], None]
# What waits is held in memory: who makes it faster than it is written has to wait.
_MOST_WAITING = 1
# The thread mostly waits for the database, and then for Python: five times as soon as usual it may go on.
_SOON = 0.001


@contextmanager
def doing_behind() -> Iterator[Hand]:
    """What is handed over is done by a thread, each after the one before; at the end all of it is done.

    The first error there is raised here, by a later hand-over or at the end. What waits then is not done.
    """
    waiting: deque[Future[None]] = deque()

    def hand_over(work: Work) -> None:
        while len(waiting) > _MOST_WAITING:
            waiting.popleft().result()
        waiting.append(thread.submit(work))

    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SOON)
    with ThreadPoolExecutor(max_workers=1) as thread:
        try:
            yield hand_over
            while waiting:
                waiting.popleft().result()
        finally:
            for each in waiting:
                each.cancel()
            sys.setswitchinterval(usual)

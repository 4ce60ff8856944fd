"""Searches and saves until it is told to stop: ``python -m benchmarks._meanwhile HOME``."""

import json
import os
import sys
import threading
import time
from collections.abc import Callable


def main(home: str) -> None:
    os.environ["CAREHUB_HOME"] = home
    from carehub import models  # noqa: F401  every table must be known before the first query
    from carehub.core import journal
    from carehub.core.actor import Actor, Role
    from carehub.core.database import Busy, unit_of_work
    from carehub.patients.service import search

    actor = Actor(user_id=1, name="", role=Role.ADMIN, all_sites=True)
    refused = 0

    def read() -> None:
        with unit_of_work(write=False) as session:
            search(session, actor, "gonez ana")

    def write() -> None:
        nonlocal refused
        try:
            with unit_of_work() as session:
                journal.record(session, actor, "benchmark.save")
        except Busy:
            refused += 1

    stop = threading.Event()
    reads, writes = _repeated(read, 0.05, stop), _repeated(write, 0.25, stop)
    sys.stdin.readline()
    stop.set()
    for thread in (reads[1], writes[1]):
        thread.join()
    waits = sorted(reads[0])
    print(
        json.dumps(
            {
                "reads": len(waits), "read_p95": waits[int(len(waits) * 0.95)], "writes": len(writes[0]),
                "write_longest": max(writes[0]), "refused": refused,
            }
        )
    )  # fmt: skip


def _repeated(
    work: Callable[[], None], pause: float, stop: threading.Event
) -> tuple[list[float], threading.Thread]:
    took: list[float] = []

    def go_on() -> None:
        while not stop.wait(pause):
            started = time.perf_counter()
            work()
            took.append(time.perf_counter() - started)

    thread = threading.Thread(target=go_on)
    thread.start()
    return took, thread


if __name__ == "__main__":
    main(sys.argv[1])

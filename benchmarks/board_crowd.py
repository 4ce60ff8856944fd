"""Many coordinators on one board: ``python -m benchmarks.board_crowd [people] [seconds] [moves a second]``.

Each has the board open; together they move cards at the given rate, each card by one person at a time.
Then as many writers as said move the same cards at once. The program fails when a move is lost, ends in
an error, or has more than one winner. Everything runs on this machine, the people included.
First one of two moves cards one at a time: until another connection to the database sees the move, and until
the own page knows it.
"""

import asyncio
import itertools
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import col, select

from benchmarks._board_center import CrowdedCenter, open_crowded_center
from benchmarks._board_page import BoardPage, Refused, open_board
from carehub import migrations
from carehub.core import database
from carehub.core.database import unit_of_work
from carehub.referrals.models import Referral
from carehub.serving import frontend
from tests.conftest import forget_settings
from tests.serving.running import RunningServer, running

REFERRALS = 500
WRITERS = (8, 16)
MOVES = 160
ALONE = 60
ANSWER_SECONDS = 10
LOOK_EVERY_SECONDS = 0.0002
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Tally:
    """What came of the moves; times in seconds."""

    acknowledged: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    moved: dict[int, int] = field(default_factory=dict)


def main(people: int, seconds: float, rate: float) -> int:
    with tempfile.TemporaryDirectory() as home:
        os.environ["CAREHUB_HOME"] = home
        forget_settings()
        frontend.ready_build(print)
        migrations.upgrade(database.engine())
        center = open_crowded_center(max(people, *WRITERS), REFERRALS)
        with running(Path(home)) as server:
            failed = asyncio.run(_run(server, center, people, seconds, rate))
        database.engine().dispose()
    return int(failed)


async def _run(
    server: RunningServer, center: CrowdedCenter, people: int, seconds: float, rate: float
) -> bool:
    async with AsyncExitStack() as stack:
        pages = [await open_board(stack, server.url, token) for token in center.tokens[:2]]
        await _alone(server, center, pages[0])
    async with AsyncExitStack() as stack:
        pages = [await open_board(stack, server.url, token) for token in center.tokens[:people]]
        for page in pages:
            await page.scroll(center.draft)
            await page.scroll(center.ready)
        crowd = await _crowd(server, center, pages, seconds, rate)
    races = [await _race(server, center, writers) for writers in WRITERS]
    return any([crowd, *races])


async def _alone(server: RunningServer, center: CrowdedCenter, page: BoardPage) -> None:
    """One move after the other, with a second board open and nobody else about."""
    committed, acknowledged = [], []
    for card in itertools.islice(itertools.cycle(_movable(center, page)), ALONE):
        target = center.ready if page.cards[card].column == str(center.draft) else center.draft
        seen = asyncio.create_task(asyncio.to_thread(_seen_after, server, card, page.cards[card].version))
        await asyncio.sleep(0.05)
        begun = time.monotonic()
        acknowledged.append(await page.move(card, target))
        committed.append(await seen - begun)
    print(f"{len(committed)} moves one after the other, two boards open:")
    _tell("committed", committed)
    _tell("own page knows it is saved", acknowledged)


def _seen_after(server: RunningServer, card: int, version: int) -> float:
    """When (seconds, monotonic) another connection sees a newer version of the card."""
    with closing(sqlite3.connect(server.home / "carehub.db", isolation_level=None)) as connection:
        while (
            connection.execute("SELECT version FROM referrals WHERE id = ?", (card,)).fetchone()[0] == version
        ):
            time.sleep(LOOK_EVERY_SECONDS)
    return time.monotonic()


async def _crowd(
    server: RunningServer, center: CrowdedCenter, pages: list[BoardPage], seconds: float, rate: float
) -> bool:
    """Moves at a steady rate; True when one was lost or failed."""
    tally, chance = Tally(), random.Random(7)
    movable = _movable(center, pages[0])
    cards, before = itertools.cycle(movable), _versions(movable)
    quiet = sum(page.bytes_in for page in pages)
    worked, others, begun = _processor_seconds(server), _seconds_of_others(server), time.monotonic()
    moving: list[Awaitable[None]] = []
    for number in range(round(seconds * rate)):
        await asyncio.sleep(max(0, begun + number / rate - time.monotonic()))
        moving.append(asyncio.create_task(_move(chance.choice(pages), next(cards), center, tally)))
    await asyncio.gather(*moving)
    await asyncio.sleep(2)
    spent = time.monotonic() - begun
    print(f"{len(pages)} boards open, {len(moving)} moves in {spent:.0f} s at {rate:g} a second:")
    _tell("own page knows it is saved", tally.acknowledged)
    _tell("everybody else's page shows it", _delays(pages, tally))
    sent = sum(page.bytes_in for page in pages) - quiet
    print(f"  {sent / len(moving) / len(pages) / 1024:.1f} KB for each move to each open board")
    busy = (_processor_seconds(server) - worked) / spent
    besides = (_seconds_of_others(server) - others) / spent
    print(
        f"  server: {100 * busy:.0f} % of a core, {_memory(server)} MB; other programs: {100 * besides:.0f} %"
    )
    return _verdict(pages, tally, before)


async def _move(page: BoardPage, card: int, center: CrowdedCenter, tally: Tally) -> None:
    target = center.ready if page.cards[card].column == str(center.draft) else center.draft
    try:
        tally.acknowledged.append(await page.move(card, target))
        tally.moved[card] = tally.moved.get(card, 0) + 1
    except Refused as refusal:
        tally.errors.append(str(refusal))
    except TimeoutError:
        tally.errors.append("no answer")


async def _race(server: RunningServer, center: CrowdedCenter, writers: int) -> bool:
    """Everybody moves the same card at the same moment, again and again; True unless one wins each."""
    rounds, rejected = MOVES // writers, 0
    async with AsyncExitStack() as stack:
        pages = [await open_board(stack, server.url, token) for token in center.tokens[:writers]]
        cards = _movable(center, pages[0])[:rounds]
        before = _versions(cards)
        for card in cards:
            rejected += await _race_for(card, before[card], pages, center)
    after = _versions(cards)
    once = sum(after[card] == before[card] + 1 for card in cards)
    print(
        f"{writers} writers at once, {MOVES} moves: of {rounds} cards {once} were moved exactly once, "
        f"{rejected} of {MOVES - rounds} others were told who was first"
    )
    return once != rounds or rejected != MOVES - rounds


async def _race_for(card: int, version: int, pages: list[BoardPage], center: CrowdedCenter) -> int:
    """How many of the pages were told that they came too late."""
    target = center.ready if pages[0].cards[card].column == str(center.draft) else center.draft
    ops = await asyncio.gather(*(page.claim(card, target, version) for page in pages))
    rejected, until = 0, time.monotonic() + ANSWER_SECONDS
    while rejected < len(pages) - 1 and time.monotonic() < until:
        await asyncio.sleep(0.005)
        rejected = sum(op in page.rejected for op, page in zip(ops, pages, strict=True))
    return rejected


def _movable(center: CrowdedCenter, page: BoardPage) -> list[int]:
    """Cards on the board that go back and forth between two stages without any proof."""
    between = (str(center.draft), str(center.ready))
    return [number for number, card in page.cards.items() if card.column in between]


def _versions(cards: list[int]) -> dict[int, int]:
    with unit_of_work(write=False) as session:
        rows = session.exec(select(Referral.id, Referral.version).where(col(Referral.id).in_(cards)))
        return {number or 0: version for number, version in rows}


def _delays(pages: list[BoardPage], tally: Tally) -> list[float]:
    """From the mover's own page to each other page, for every version that all of them saw."""
    delays = []
    for key in {key for page in pages for key in page.seen_at if key[0] in tally.moved and key[1] > 1}:
        seen = sorted(page.seen_at[key] for page in pages if key in page.seen_at)
        delays += [each - seen[0] for each in seen[1:]]
    return delays


def _verdict(pages: list[BoardPage], tally: Tally, before: dict[int, int]) -> bool:
    """Print what was lost; a move counts when the database and every open board have it."""
    saved = _versions(list(tally.moved))
    lost = sum(saved[card] != before[card] + times for card, times in tally.moved.items())
    behind = sum(page.cards[card].version != saved[card] for page in pages for card in tally.moved)
    said = sorted(set(tally.errors)) or ""
    print(f"  {lost} lost, {behind} cards behind on some board, {len(tally.errors)} errors {said}")
    return bool(lost or behind or tally.errors)


def _tell(what: str, seconds: Sequence[float]) -> None:
    p95 = statistics.quantiles(seconds, n=20)[-1]
    print(f"  {what}: median {statistics.median(seconds) * 1e3:.0f} ms, p95 {p95 * 1e3:.0f} ms")


def _processor_seconds(server: RunningServer) -> float:
    spent = 0
    for process in _processes(server):
        fields = (process / "stat").read_text().rpartition(")")[2].split()
        spent += int(fields[11]) + int(fields[12])
    return spent / TICKS


def _seconds_of_others(server: RunningServer) -> float:
    """What the machine spent on everything but this program and its server: how quiet it was."""
    user, nice, system = map(int, Path("/proc/stat").read_text().split()[1:4])
    return (user + nice + system) / TICKS - _processor_seconds(server) - time.process_time()


def _memory(server: RunningServer) -> int:
    """Of the process that serves, in MB."""
    pages = max(int((process / "statm").read_text().split()[1]) for process in _processes(server))
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def _processes(server: RunningServer) -> list[Path]:
    """The command and the processes that it started."""
    own = Path(f"/proc/{server.process.pid}")
    children = (own / "task" / own.name / "children").read_text().split()
    return [own, *(Path("/proc") / child for child in children)]


if __name__ == "__main__":
    given = [float(each) for each in sys.argv[1:]] + [100, 120, 10][len(sys.argv) - 1 :]
    sys.exit(main(int(given[0]), given[1], given[2]))

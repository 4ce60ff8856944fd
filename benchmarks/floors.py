"""What CareHub adds to the least that anything costs: ``python -m benchmarks.floors [patients]``.

A move on the board beside a bare websocket that echoes after one UPDATE; the search beside one SELECT by the
beginning of a name; the calendar's month beside one SELECT, made into JSON and packed. Both of a pair take
turns, so that whatever else the machine does falls on both. The floors know no person, no site, no sensitive
referral and no journal: the ratio is what these cost, with the framework. Nothing is judged; what is printed
is a table for docs/performance.md.
"""

import asyncio
import gzip
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, closing, contextmanager
from itertools import cycle, islice
from pathlib import Path

from websockets.asyncio.client import connect

from benchmarks._board_center import CrowdedCenter, open_crowded_center
from benchmarks._board_page import BoardPage, open_board
from benchmarks._calendar_center import MONTH, SHOWN, open_busy_center
from benchmarks._grown_center import grown_center
from benchmarks._kept import keep
from benchmarks.calendar_feed import request_of, session_of
from carehub import migrations
from carehub.core import database
from carehub.patients import service as patients
from carehub.serving import frontend, worker
from carehub.shared_calendar.routes import events
from tests.conftest import forget_settings
from tests.serving.running import running

PATIENTS, REFERRALS = 50_000, 500
MOVES, ROUNDS = 100, 20
TYPED = ("ga", "gar", "garc", "garcia", "ng", "nguyen", "ok", "okafor", "ha", "haddad")
NAMES = """SELECT p.id, p.last_name, p.first_name, p.birth_date, p.mrn, p.phone FROM patients p
JOIN patient_sites s ON s.patient_id = p.id
WHERE p.sort_name >= ? AND p.sort_name < ? AND s.site_id = ? ORDER BY p.sort_name, p.id LIMIT 20"""
ENTRIES = """SELECT a.id, a.title, a.type, a.status, a.starts_at, a.ends_at, a.site_id, a.staff_id,
p.last_name, p.first_name, u.name FROM appointments a LEFT JOIN patients p ON p.id = a.patient_id
LEFT JOIN users u ON u.id = a.staff_id WHERE a.starts_at < ? AND a.ends_at > ? AND a.starts_at > ?
ORDER BY a.starts_at"""
Times = tuple[list[float], list[float]]


def main(how_many: int) -> None:
    worker.settle()
    pairs = {
        "a move, until the own page knows it is saved": in_a_folder(_moves),
        f"search as you type among {how_many:,}": in_a_folder(lambda home: _searches(home, how_many)),
        "the calendar's month, all sites": in_a_folder(_feeds),
    }
    print("| median and p95 in ms | CareHub | the least | times |\n|---|---|---|---|")
    figures = {name: _told(name, *times) for name, times in pairs.items()}
    keep("floors", figures)


def in_a_folder(measure: Callable[[Path], Times]) -> Times:
    with tempfile.TemporaryDirectory() as home:
        os.environ["CAREHUB_HOME"] = home
        forget_settings()
        times = measure(Path(home))
        database.engine().dispose()
    return times


def _moves(home: Path) -> Times:
    frontend.ready_build(print)
    migrations.upgrade(database.engine())
    center = open_crowded_center(2, REFERRALS)
    database.engine().dispose()
    shutil.copy(home / "carehub.db", home / "floor.db")
    with running(home) as server, _echoing(home / "floor.db") as port:
        return asyncio.run(_move_in_turns(server.url, port, center))


async def _move_in_turns(url: str, port: int, center: CrowdedCenter) -> Times:
    ours, floor = list[float](), list[float]()
    async with AsyncExitStack() as stack:
        page = await open_board(stack, url, center.tokens[0])
        echo = await stack.enter_async_context(connect(f"ws://127.0.0.1:{port}"))
        for card in islice(cycle(_movable(page, center)), MOVES):
            target = center.ready if page.cards[card].column == str(center.draft) else center.draft
            ours.append(1e3 * await page.move(card, target))
            begun = time.perf_counter()
            await echo.send(str(card))
            await echo.recv()
            floor.append(1e3 * (time.perf_counter() - begun))
    return ours, floor


def _movable(page: BoardPage, center: CrowdedCenter) -> list[int]:
    between = (str(center.draft), str(center.ready))
    return [number for number, card in page.cards.items() if card.column in between]


@contextmanager
def _echoing(file: Path) -> Iterator[int]:
    command = [sys.executable, "-m", "benchmarks._echo", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.terminate()


def _searches(home: Path, how_many: int) -> Times:
    center = grown_center(how_many, home)
    actor = center.coordinators[0]
    with (
        database.unit_of_work(write=False) as session,
        closing(sqlite3.connect(home / "carehub.db")) as plain,
    ):

        def ours(typed: str) -> None:
            patients.search(session, actor, typed)
            session.expunge_all()

        def floor(typed: str) -> None:
            plain.execute(NAMES, (typed, f"{typed}\uffff", min(actor.site_ids))).fetchall()

        return _in_turns(ours, floor, TYPED * ROUNDS)


def _feeds(home: Path) -> Times:
    migrations.upgrade(database.engine())
    with database.unit_of_work() as session:
        open_busy_center(session)
        token = session_of(session, "erin")
    request = request_of(token, {})
    since, until, longest = (f"{each:%Y-%m-%d %H:%M:%S.%f}" for each in (MONTH, MONTH + SHOWN, MONTH - SHOWN))
    with closing(sqlite3.connect(home / "carehub.db")) as plain:

        def floor(_turn: int) -> None:
            rows = plain.execute(ENTRIES, (until, since, longest)).fetchall()
            gzip.compress(json.dumps(rows).encode(), 1)

        return _in_turns(lambda _turn: events(request), floor, range(ROUNDS))


def _in_turns(ours: Callable[..., object], floor: Callable[..., object], asked: Sequence[object]) -> Times:
    taken: Times = ([], [])
    for each in asked:
        for way, times in zip((ours, floor), taken, strict=True):
            begun = time.perf_counter()
            way(each)
            times.append(1e3 * (time.perf_counter() - begun))
    return taken


def _told(name: str, ours: list[float], floor: list[float]) -> dict[str, float]:
    medians = statistics.median(ours), statistics.median(floor)
    p95s = statistics.quantiles(ours, n=20)[-1], statistics.quantiles(floor, n=20)[-1]
    sides = " | ".join(f"{median:.1f} and {p95:.1f}" for median, p95 in zip(medians, p95s, strict=True))
    print(f"| {name} | {sides} | {medians[0] / medians[1]:.1f} |")
    return {
        "ours": round(medians[0], 3),
        "ours_p95": round(p95s[0], 3),
        "floor": round(medians[1], 3),
        "floor_p95": round(p95s[1], 3),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PATIENTS)

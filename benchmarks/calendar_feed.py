"""What a month of the calendar costs the server: ``python -m benchmarks.calendar_feed [entries in all]``.

The month holds 2,000 appointments and 300 weekly series however long the history is. The answer of the route
is measured as the page asks for it, who asks looked up and packed, in time of the processor: first among a
thousand entries of history, then among a million. The program fails when that is half as slow again.
"""

import gzip
import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from sqlmodel import Session, col, select
from starlette.requests import Request

from benchmarks._calendar_center import MONTH, SHOWN, add_history, open_busy_center
from carehub import migrations
from carehub.accounts import sessions
from carehub.accounts.models import User
from carehub.core import database
from carehub.serving import worker
from carehub.shared_calendar.routes import FEED, events
from tests.conftest import forget_settings

SHORT, LONG = 1_000, 1_000_000
DAY = timedelta(days=1)
ROUNDS = 20
SLOWER_AT_MOST = 1.5
ASKED = {
    "one site": ("alice", {}),
    "all sites": ("erin", {}),
    "one person": ("erin", {"staff": "7"}),
    "day, providers": ("erin", {"columns": "providers"}),
}


@dataclass(frozen=True)
class Cost:
    """Milliseconds of work, and what was answered."""

    median: float
    p95: float
    rows: int
    size: int
    packed: int


def main(entries: int) -> int:
    with tempfile.TemporaryDirectory() as home:
        os.environ["CAREHUB_HOME"] = home
        forget_settings()
        migrations.upgrade(database.engine())
        with database.unit_of_work() as session:
            open_busy_center(session)
            add_history(session, SHORT)
            tokens = {who: session_of(session, who) for who, _ in ASKED.values()}
        worker.settle()
        _settle()
        short = _measured(SHORT, tokens)
        with database.unit_of_work() as session:
            add_history(session, entries - SHORT)
        _settle()
        long = _measured(entries, tokens)
        database.engine().dispose()
    slower = {who: long[who].median / short[who].median for who in short}
    for who, times in slower.items():
        print(f"{who}: {times:.2f} times the time among {entries:,} entries")
    return int(max(slower.values()) > SLOWER_AT_MOST)


def _settle() -> None:
    """A history grows over years: no read finds all of it in the write-ahead log, as after this one write."""
    file = database.engine().url.database
    assert file is not None
    # Not by the engine's connections: those begin a transaction first, which a checkpoint refuses.
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def session_of(session: Session, who: str) -> str:
    """The token of a new session of this person."""
    user_id = session.exec(select(User.id).where(col(User.user_name) == who)).one()
    return sessions.start(session, user_id or 0)


def _measured(entries: int, tokens: dict[str, str]) -> dict[str, Cost]:
    print(f"with {entries:,} entries of history:")
    found = {name: _cost(request_of(tokens[who], given)) for name, (who, given) in ASKED.items()}
    for name, cost in found.items():
        size = f"{cost.rows:,} rows, {cost.size // 1_024} KB, packed {cost.packed // 1_024} KB"
        print(f"  {name}: median {cost.median:.0f} ms, p95 {cost.p95:.0f} ms; {size}")
    return found


def request_of(token: str, given: dict[str, str]) -> Request:
    """What the page asks for the month, or for a day with columns."""
    start, end = (MONTH + DAY, MONTH + 2 * DAY) if "columns" in given else (MONTH, MONTH + SHOWN)
    query = urlencode({"start": start.isoformat(), "end": end.isoformat(), **given})
    headers = [
        (b"cookie", f"{sessions.cookie_name()}={token}".encode()),
        (b"accept-encoding", b"gzip"),
    ]
    return Request({"type": "http", "path": FEED, "query_string": query.encode(), "headers": headers})


def _cost(request: Request) -> Cost:
    times, packed = list[float](), b""
    for _ in range(ROUNDS):
        begun = time.process_time()
        packed = bytes(events(request).body)
        times.append((time.process_time() - begun) * 1e3)
    answer = gzip.decompress(packed)
    p95 = statistics.quantiles(times, n=20)[-1]
    return Cost(statistics.median(times), p95, len(json.loads(answer)), len(answer), len(packed))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else LONG))

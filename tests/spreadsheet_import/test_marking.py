"""The rows of an import say what became of them after it came in; killed before that, with the next job."""

from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from carehub.core.database import unit_of_work
from carehub.core.errors import Conflict
from carehub.patients.models import Patient
from carehub.spreadsheet_import import arriving, committing, in_parts, marking, preparing, reviewing, showing
from carehub.spreadsheet_import.jobs import Task
from carehub.spreadsheet_import.models import ArrivingNumbers, ImportedValues, ImportRow, Ruling
from tests.conftest import People
from tests.spreadsheet_import.files import csv_file
from tests.spreadsheet_import.steps import checked, do
from tests.spreadsheet_import.test_committing import bring_in, only

TITLES = "MRN,Last name,First name,Date of birth,Phone"
KIM = "003,Tran,Kim,1985-05-06,617-555-0177"
ANA, LEO = "001,Ruiz,Ana,1980-03-14,", "002,Soto,Leo,1990-01-02,617-555-0188"
ANA_AGAIN = f"{ANA}617-555-0123"
BAD, EVA = "004,Vale,Max,1961-02-30,", "005,Vale,Eva,1961-02-20,"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def import_id(people: People, tmp_path: Path) -> int:
    """Checked: Kim is here and unchanged; Ana, in two rows, Leo and Eva are new; one row cannot come in."""
    bring_in(people.dana, csv_file(tmp_path, TITLES, KIM))
    return checked(people, csv_file(tmp_path, TITLES, KIM, ANA, LEO, ANA_AGAIN, BAD, EVA))


def killed_right_after_the_commit(people: People, import_id: int) -> None:
    def numbers(how_many: int) -> list[int]:
        with unit_of_work() as own:
            return list(arriving.numbers_for(own, import_id, how_many))

    with unit_of_work(write=False) as session:
        ready = preparing.prepare(
            session, people.dana, import_id, numbers, lambda those: None, lambda done, of: None
        )
    with unit_of_work() as session:
        committing.commit(session, people.dana, ready, lambda phase, done, total: None)


def became(session: Session, import_id: int) -> list[tuple[int, str | None, bool]]:
    """The MRN of the patient that each row became, and whether it says that it came in."""
    rows = (
        select(ImportRow.number, Patient.mrn, ImportRow.is_applied)
        .join(Patient, col(Patient.id) == ImportRow.patient_id, isouter=True)
        .where(ImportRow.import_id == import_id)
        .order_by(col(ImportRow.number))
    )
    return list(session.exec(rows).all())


ALL_MARKED = [
    (2, "003", True), (3, "001", True), (4, "002", True), (5, "001", True), (6, None, False),
    (7, "005", True),
]  # fmt: skip


def said(session: Session) -> dict[str, object]:
    wanted = select(Patient.mrn, ImportedValues.values).join(
        ImportedValues, col(ImportedValues.patient_id) == Patient.id
    )
    return {str(mrn): values.get("phone") for mrn, values in session.exec(wanted)}


def test_each_row_says_whom_it_became_and_what_the_list_said(people: People, import_id: int) -> None:
    do(Task.COMMIT, people.dana, import_id)
    with unit_of_work(write=False) as session:
        assert became(session, import_id) == ALL_MARKED
        assert said(session) == {
            "001": "+16175550123", "002": "+16175550188", "003": "+16175550177", "005": None,
        }  # fmt: skip
        assert session.exec(select(ArrivingNumbers)).all() == []


@on_sqlite
def test_killed_before_that_the_next_job_of_any_import_marks_them(
    people: People, import_id: int, tmp_path: Path
) -> None:
    killed_right_after_the_commit(people, import_id)
    again = bring_in(people.erin, csv_file(tmp_path, TITLES, LEO, ANA_AGAIN))
    assert again.counts == only(unchanged=2)
    with unit_of_work(write=False) as session:
        assert became(session, import_id) == ALL_MARKED
        assert said(session)["001"] == "+16175550123"


@on_sqlite
def test_until_then_nobody_is_asked_to_bring_rows_in_again_and_nobody_is_missing(
    people: People, import_id: int
) -> None:
    killed_right_after_the_commit(people, import_id)
    with unit_of_work(write=False) as session:
        assert not marking.is_marked(session, import_id)
        shown = showing.view(session, people.dana, import_id).report
        assert (shown.waiting, shown.missing_count) == (0, 0)
        assert shown.summary.startswith("5 of 6 rows came in.")
    with unit_of_work() as session, pytest.raises(Conflict, match="Try again in a moment"):
        reviewing.rule(session, people.dana, import_id, 4, Ruling.NEW)
    in_parts.mark_what_came_in()
    with unit_of_work(write=False) as session:
        assert marking.is_marked(session, import_id)
        assert showing.view(session, people.dana, import_id).report.waiting == 0


@on_sqlite
def test_an_undoing_marks_them_first(people: People, import_id: int) -> None:
    killed_right_after_the_commit(people, import_id)
    do(Task.UNDO, people.dana, import_id)
    with unit_of_work(write=False) as session:
        assert session.exec(select(Patient.mrn)).all() == ["003"]

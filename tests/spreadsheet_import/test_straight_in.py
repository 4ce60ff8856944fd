"""A list that comes in at once is written behind what reads it: the same comes of it as of every import."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid
from carehub.patients.models import Patient
from carehub.patients.service import search
from carehub.spreadsheet_import import beside, straight_in
from carehub.spreadsheet_import.jobs import Job, Result, Task
from carehub.spreadsheet_import.models import ArrivingNumbers, Import, ImportRow, ImportStatus
from tests.conftest import People, make_patient
from tests.spreadsheet_import.files import csv_file
from tests.spreadsheet_import.test_committing import bring_in, only

TITLES = "MRN,Last name,First name,Date of birth,Phone"
MANY = 260
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many parts of a small list, as if it were long."""
    monkeypatch.setattr(beside, "AT_ONCE", 50)
    monkeypatch.setattr(beside, "LARGE", 1)


def rows(first: int = 0) -> list[str]:
    return [f"M{number},Family{number},Given,1961-03-12," for number in range(first, MANY)]


def run(who: Actor, path: Path, site: str, told: list[str]) -> tuple[Result, bool]:
    job = Job(Task.RUN, who.user_id, path=str(path), file_name=path.name, site_name=site)

    def tell(phase: str, done: int, total: int) -> None:
        if phase == "reading" and not told:
            with unit_of_work() as session:
                make_patient(session, 1, mrn="Z1", last_name="Zoll", birth_date=date(1950, 1, 1))
        told.append(phase)

    return straight_in.run(job, lambda session: who, tell)


def test_what_a_row_far_below_says_of_a_new_person_comes_in_and_is_found(
    people: People, tmp_path: Path
) -> None:
    again = "M3,Family3,Given,1961-03-12,617-555-0123"
    told = bring_in(people.dana, csv_file(tmp_path, TITLES, *rows(), again))

    assert told.counts == only(new=MANY, updated=1)
    assert [each["row"] for each in told.rows] == list(range(2, MANY + 3))
    with unit_of_work(write=False) as session:
        assert [each.mrn for each in search(session, people.alice, "5550123")] == ["M3"]
        assert [each.mrn for each in search(session, people.alice, "family3 giv")][:1] == ["M3"]
        assert words(session) == len(session.exec(select(Patient.id)).all()) == MANY
        applied = session.exec(select(ImportRow.patient_id, ImportRow.is_applied)).all()
        assert all(patient_id and is_applied for patient_id, is_applied in applied)


def words(session: Session) -> int:
    return session.execute(text("SELECT count(*) FROM patient_search")).scalar_one()


def test_rows_are_told_in_the_order_of_the_file(people: People, tmp_path: Path) -> None:
    told = bring_in(people.dana, csv_file(tmp_path, TITLES, *rows(first=200), TITLES, *rows()[:60]))

    assert told.counts == only(new=120, skipped=1)
    assert [each["row"] for each in told.rows] == list(range(2, 123))


def test_the_same_list_again_changes_nothing_and_a_longer_one_adds_the_rest(
    people: People, tmp_path: Path
) -> None:
    bring_in(people.dana, csv_file(tmp_path, TITLES, *rows(first=120)))

    whole = csv_file(tmp_path, TITLES, *rows())
    assert bring_in(people.dana, whole).counts == only(new=120, unchanged=MANY - 120)
    assert bring_in(people.dana, whole).counts == only(unchanged=MANY)


@on_sqlite
def test_numbers_that_were_taken_for_nobody_are_given_back(people: People, tmp_path: Path) -> None:
    bring_in(people.dana, csv_file(tmp_path, TITLES, *rows(first=200)))
    bring_in(people.dana, csv_file(tmp_path, TITLES, *rows(first=190)))

    with unit_of_work() as session:
        newest = session.exec(select(Patient.id).order_by(Patient.id.desc())).first()  # pyright: ignore
        assert make_patient(session, people.sites["Northside"], mrn="Z1").id == (newest or 0) + 1
        assert session.exec(select(ArrivingNumbers)).all() == []


def test_refused_in_the_middle_nothing_of_it_stays(people: People, tmp_path: Path) -> None:
    known = csv_file(tmp_path, TITLES, *rows(first=200))
    bring_in(people.dana, known)

    # Those who are here already have a site; who is new further down would have none.
    with pytest.raises(Invalid, match="Say which site"):
        bring_in(people.dana, csv_file(tmp_path, TITLES, *rows(first=200), *rows()[:100]), site="")

    with unit_of_work(write=False) as session:
        first, given_up = session.exec(select(Import).order_by(Import.id)).all()  # pyright: ignore
        assert given_up.status is ImportStatus.CANCELLED
        assert set(session.exec(select(ImportRow.import_id))) == {first.id}
        assert words(session) == 60


def test_when_patients_change_meanwhile_its_plan_waits_to_be_committed(
    people: People, tmp_path: Path
) -> None:
    result, is_in = run(people.dana, csv_file(tmp_path, TITLES, *rows()), "Northside", [])

    assert (result.counts, is_in) == (only(new=MANY), False)
    with unit_of_work(write=False) as session:
        assert session.get_one(Import, result.import_id).status is ImportStatus.CHECKED
        assert session.exec(select(Patient.mrn)).all() == ["Z1"]
        assert words(session) == 1

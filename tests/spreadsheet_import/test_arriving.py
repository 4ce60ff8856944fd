"""Before many patients come in, their numbers are taken and their search words kept; nobody sees it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from carehub.core import clock
from carehub.core.database import unit_of_work
from carehub.patients.models import Patient
from carehub.patients.numbers import take_numbers
from carehub.patients.service import search
from carehub.spreadsheet_import import arriving, expiring, preparing
from carehub.spreadsheet_import.jobs import Task
from carehub.spreadsheet_import.models import ArrivingNumbers, ImportRow
from tests.conftest import People
from tests.spreadsheet_import.files import csv_file
from tests.spreadsheet_import.steps import checked, do

MANY = 300
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def many(people: People, folder: Path) -> int:
    rows = [f"M{number},O'Family{number},Given,1961-03-12" for number in range(MANY)]
    return checked(people, csv_file(folder, "MRN,Last name,First name,Date of birth", *rows))


def killed_before_the_end(people: People, import_id: int) -> None:
    """Everything of a commit except the transaction that brings the patients in."""

    def numbers(how_many: int) -> list[int]:
        with unit_of_work() as own:
            return list(arriving.numbers_for(own, import_id, how_many))

    those: list[preparing.Arriving] = []
    with unit_of_work(write=False) as session:
        preparing.prepare(session, people.dana, import_id, numbers, those.append, lambda done, of: None)
    with unit_of_work() as session:
        arriving.let_wait(session, those[0])
        arriving.keep_words(session, those[0])
        arriving.leave(session)


def words(session: Session) -> int:
    return session.execute(text("SELECT count(*) FROM patient_search")).scalar_one()


def test_a_large_list_is_found_once_it_is_in(people: People, tmp_path: Path) -> None:
    import_id = many(people, tmp_path)

    do(Task.COMMIT, people.dana, import_id)

    with unit_of_work(write=False) as session:
        found = search(session, people.dana, "ofamily299 giv")
        ids = session.exec(select(Patient.id).order_by(Patient.id)).all()  # pyright: ignore[reportArgumentType]
        assert [each.mrn for each in found] == ["M299"]
        assert (words(session), len(ids)) == (MANY, MANY)
        assert session.exec(select(ArrivingNumbers)).all() == []
        rows = session.exec(select(ImportRow.patient_id, ImportRow.is_applied)).all()
        assert sorted(patient_id or 0 for patient_id, _ in rows) == list(ids)
        assert all(is_applied for _, is_applied in rows)


@on_sqlite
def test_words_that_are_kept_ahead_find_nobody(people: People, tmp_path: Path) -> None:
    killed_before_the_end(people, many(people, tmp_path))

    with unit_of_work(write=False) as session:
        assert words(session) == MANY
        assert search(session, people.dana, "ofamily299") == []


@on_sqlite
def test_what_a_killed_commit_left_goes_with_the_next(people: People, tmp_path: Path) -> None:
    import_id = many(people, tmp_path)
    killed_before_the_end(people, import_id)

    do(Task.COMMIT, people.dana, import_id)

    with unit_of_work(write=False) as session:
        assert words(session) == MANY
        assert [each.mrn for each in search(session, people.dana, "ofamily299")] == ["M299"]


@on_sqlite
def test_what_a_killed_commit_left_goes_after_some_hours(people: People, tmp_path: Path) -> None:
    killed_before_the_end(people, many(people, tmp_path))
    with unit_of_work() as session:
        expiring.forget_old(session)
        assert words(session) == MANY

    with clock.freeze(clock.now() + timedelta(hours=3)), unit_of_work() as session:
        expiring.forget_old(session)

        assert words(session) == 0


def test_a_number_is_taken_once(people: People) -> None:
    with unit_of_work() as session:
        first, second = take_numbers(session, 3), take_numbers(session, 2)

    assert sorted({*first, *second}) == [*first, *second]
    assert len(first) + len(second) == 5

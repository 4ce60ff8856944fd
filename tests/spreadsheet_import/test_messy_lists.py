"""The mess that real lists are: each case, and what becomes of each of its rows."""

from datetime import date
from pathlib import Path

import pytest

from carehub.spreadsheet_import.refusals import Unreadable
from tests.conftest import People
from tests.spreadsheet_import import messy_files
from tests.spreadsheet_import.files import outcomes, plan_of, text_file
from tests.spreadsheet_import.messy_files import NEW, UNCHANGED, UPDATED, MessyFile
from tests.spreadsheet_import.test_committing import bring_in

CASES = messy_files.messy_files()
READ = [case for case in CASES if not isinstance(case.expected, str)]
REFUSED = [case for case in CASES if isinstance(case.expected, str)]


def put(folder: Path, case: MessyFile) -> Path:
    path = folder / case.name
    path.write_bytes(case.content)
    return path


@pytest.mark.parametrize("case", READ, ids=lambda case: case.what)
def test_a_messy_list_comes_in_as_expected(tmp_path: Path, case: MessyFile) -> None:
    plan = plan_of(put(tmp_path, case))
    assert outcomes(plan) == case.expected
    for row in plan.rows:
        said = any(problem.row == row.number for problem in plan.problems)
        assert said or row.outcome in {NEW, UPDATED, UNCHANGED}


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.what)
def test_what_cannot_be_a_list_is_refused_in_words(tmp_path: Path, case: MessyFile) -> None:
    with pytest.raises(Unreadable, match=str(case.expected)):
        plan_of(put(tmp_path, case))


def test_every_case_has_a_file_of_its_own_and_a_line_in_the_table(tmp_path: Path) -> None:
    messy_files.write(tmp_path / "messy")
    names = {path.name for path in (tmp_path / "messy").iterdir()} - {"README.md"}
    table = (tmp_path / "messy" / "README.md").read_text(encoding="utf-8")
    assert len(names) == len(CASES)
    assert all(f"| {name} |" in table for name in names)


def test_numbers_are_cleaned_into_what_they_were(tmp_path: Path) -> None:
    [case] = [case for case in CASES if case.what == "numbers as numbers"]
    assert plan_of(put(tmp_path, case)).rows[0].values == {
        "mrn": "123",
        "last_name": "Ruiz",
        "birth_date": date(1961, 3, 12),
        "phone": "+12025550123",
        "zip": "01234",
    }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("what", "second", "expected"), messy_files.AGAIN, ids=lambda each: str(each)[:50])
def test_a_second_list_does_to_the_first_as_expected(
    people: People, tmp_path: Path, what: str, second: str, expected: list[str]
) -> None:
    bring_in(people.dana, text_file(tmp_path, messy_files.HERE))
    told = bring_in(people.dana, text_file(tmp_path, second))
    assert [row["outcome"] for row in told.rows] == expected

"""The mess that real lists are: each case, and what becomes of each of its rows."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.spreadsheet_import.files import outcomes, plan_of, text_file

NEW, UPDATED, UNCHANGED = "new", "updated", "unchanged"
REVIEW, INVALID, SKIPPED = "review", "invalid", "skipped"

# name of the case, the list (titles first), what becomes of its rows
LISTS: tuple[tuple[str, str, list[str]], ...] = (
    ("a cell in quotes with a line break", 'Last name,DOB,Notes\nRuiz,1980-03-14,"one\ntwo"\n', [NEW]),
    ("text that Excel was told to keep", 'MRN,Last name\n="001234",Ruiz\n', [NEW]),
    ("not available", "MRN,Last name,DOB\n001,Ruiz,#N/A\n", [NEW]),
    ("not available, and nothing else to tell by", "Last name,DOB\nRuiz,#N/A\n", [INVALID]),
    ("rows of different lengths", "MRN,Last name,First name\n001,Ruiz\n002,Soto,Leo,x,y\n", [NEW, NEW]),
    ("titles on row 4", "Riverbend\nPatients\n\nMRN,Last name\n001,Ruiz\n", [NEW]),
    ("the same title twice", "MRN,Last name,Phone,Phone\n1,Ruiz,617-555-0123,202-555-0188\n", [NEW]),
    ("titles with accents", "Número de expediente,Apellido,Teléfono\n001,Ruiz,617-555-0123\n", [NEW]),
    ("blank lines everywhere", "\n\nMRN,Last name\n\n001,Ruiz\n\n\n002,Soto\n,\n", [NEW, NEW]),
    ("a total, a section, the titles again",
     "MRN,Last name,DOB\nNORTHSIDE,,\n001,Ruiz,1980-03-14\nMRN,Last name,DOB\n"
     "002,Soto,1981-03-14\nTotal,2,\n",
     [SKIPPED, NEW, SKIPPED, NEW, SKIPPED]),
    ("two digits of the year", "Last name,DOB\nRuiz,2/20/49\n", [NEW]),
    ("day or month, nothing proves it", "Last name,DOB\nRuiz,01-03-2016\nSoto,02-04-2016\n", [INVALID] * 2),
    ("day or month, one row proves it", "Last name,DOB\nRuiz,01-03-2016\nSoto,25-04-2016\n", [NEW, NEW]),
    ("unknown dates, with an MRN", "MRN,Last name,DOB\n1,Ruiz,1/1/1900\n2,Soto,01/01/0001\n", [NEW, NEW]),
    ("a year only, a day that is not, too old, in the future",
     "Last name,DOB\nRuiz,1961\nSoto,1961-02-29\nReed,1890-01-01\nTran,2049-01-01\n", [INVALID] * 4),
    ("dates as numbers and text", "Last name,DOB\nRuiz,22352\nSoto,12-Mar-1961\nReed,19610312\n", [NEW] * 3),
    ("Last, First MI", 'Name,DOB\n"García López, María E.",1980-03-14\n', [NEW]),
    ("a full name whose order cannot be told", "Name,DOB\nMaría García López,1980-03-14\n", [INVALID]),
    ("a name that is a formula", "Last name,DOB\n=cmd|' /C calc'!A0,1980-03-14\n", [NEW]),
    ("the same row twice", "MRN,Last name,DOB\n1,Ruiz,1980-03-14\n1,Ruiz,1980-03-14\n", [NEW, UNCHANGED]),
    ("one row for each visit that adds a phone",
     "MRN,Last name,Phone\n1,Ruiz,\n1,Ruiz,617-555-0123\n1,Ruiz,\n", [NEW, UPDATED, UNCHANGED]),
    ("the same MRN with another name",
     "MRN,Last name,First name,DOB\n1,Ruiz,Ana,1980-03-14\n1,Lee,Tom,1955-01-02\n", [NEW, REVIEW]),
    ("twins",
     "Last name,First name,DOB,Phone\nRuiz,Ana,2015-03-14,617-555-0123\nRuiz,Leo,2015-03-14,617-555-0123\n",
     [NEW, NEW]),
    ("a nickname",
     "Last name,First name,DOB\nRuiz,William,1980-03-14\nRuiz,Bill,1980-03-14\n", [NEW, REVIEW]),
    ("a swapped digit of the birth date",
     "Last name,First name,DOB\nRuiz,Ana,1980-03-14\nRuiz,Ana,1980-03-41\nRuiz,Ana,1980-03-15\n",
     [NEW, INVALID, REVIEW]),
    ("the family shares a phone",
     "Last name,First name,DOB,Phone\nRuiz,Ana,1950-03-14,617-555-0123\nRuiz,Leo,1980-01-02,617-555-0123\n",
     [NEW, NEW]),
    ("ñ in one piece and in two",
     "Last name,First name,DOB\nNu\u00f1ez,Ana,1980-03-14\nNun\u0303ez,Ana,1980-03-14\n",
     [NEW, UNCHANGED]),
    ("capitals and spaces", "Last name,First name,DOB\nRUIZ,ANA,1980-03-14\n\u00a0ruiz , Ana,1980-03-14\n",
     [NEW, UNCHANGED]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in LISTS], ids=[case[0] for case in LISTS])
def test_a_messy_list_comes_in_as_expected(tmp_path: Path, text: str, expected: list[str]) -> None:
    plan = plan_of(text_file(tmp_path, text))
    assert outcomes(plan) == expected
    for row in plan.rows:
        said = any(problem.row == row.number for problem in plan.problems)
        assert said or row.outcome in {NEW, UPDATED, UNCHANGED}


def _numbers_as_numbers(book: Workbook) -> None:
    """ZIP and phone typed as numbers, a date without a date's format."""
    sheet = book.worksheets[0]
    sheet.append(["MRN", "Last name", "DOB", "Phone", "ZIP"])
    sheet.append([123, "Ruiz", 22352, 2025550123, 1234])


def _merged_and_hidden(book: Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.append(["Patients of November", None, None])
    sheet.merge_cells("A1:C1")
    sheet.append(["MRN", "Last name", "DOB"])
    sheet.append(["001", "Ruiz", date(1980, 3, 14)])
    sheet.append(["002", "Soto", date(1981, 3, 14)])
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["A"].hidden = True


def _formula_for_birth_date(book: Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.append(["MRN", "Last name", "DOB"])
    sheet.append(["001", "Ruiz", "=DATE(1980,3,14)"])


def _far_blank_cell(book: Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.append(["MRN", "Last name"])
    sheet.append(["001", "Ruiz"])
    sheet.cell(row=50_000, column=2, value=" ")


BOOKS: tuple[tuple[Callable[[Workbook], None], list[str]], ...] = (
    (_numbers_as_numbers, [NEW]),
    (_merged_and_hidden, [NEW, NEW]),
    (_formula_for_birth_date, [INVALID]),
    (_far_blank_cell, [NEW]),
)


@pytest.mark.parametrize(("fill", "expected"), BOOKS, ids=[fill.__name__.strip("_") for fill, _ in BOOKS])
def test_a_messy_workbook_comes_in_as_expected(
    tmp_path: Path, fill: Callable[[Workbook], None], expected: list[str]
) -> None:
    book = Workbook()
    fill(book)
    book.save(tmp_path / "list.xlsx")
    assert outcomes(plan_of(tmp_path / "list.xlsx")) == expected


def test_numbers_are_cleaned_into_what_they_were(tmp_path: Path) -> None:
    book = Workbook()
    _numbers_as_numbers(book)
    book.save(tmp_path / "list.xlsx")
    assert plan_of(tmp_path / "list.xlsx").rows[0].values == {
        "mrn": "123",
        "last_name": "Ruiz",
        "birth_date": date(1961, 3, 12),
        "phone": "+12025550123",
        "zip": "01234",
    }

"""What stands in ``imports/`` says the same as the code."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from carehub.spreadsheet_import import template
from carehub.spreadsheet_import.columns import FIELDS
from carehub.spreadsheet_import.mapping.profiles import imports_folder
from carehub.spreadsheet_import.refusals import Unreadable
from tests.spreadsheet_import.files import outcomes, plan_of, read

MAKE = "run python -m carehub.spreadsheet_import.template and commit what it changes"


def test_the_reference_is_what_the_code_says() -> None:
    written = (imports_folder() / template.REFERENCE).read_text(encoding="utf-8")
    assert written == template.make_reference(), MAKE


def test_the_template_is_what_the_code_makes() -> None:
    assert _cells(load_workbook(imports_folder() / template.WORKBOOK)) == _cells(template.make_workbook()), (
        MAKE
    )


def _cells(book: Workbook) -> dict[str, list[list[object]]]:
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows(max_row=len(FIELDS) + 1)]
        for sheet in book.worksheets
    }


def test_the_empty_template_is_refused_and_a_filled_one_comes_in(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no patient below"):
        plan_of(imports_folder() / template.WORKBOOK)
    book = template.make_workbook()
    for number, value in enumerate(("001", "Ruiz", "Ana"), start=1):
        book.worksheets[0].cell(2, number, value)
    book.save(tmp_path / "filled.xlsx")
    _, mapping, rows = read(tmp_path / "filled.xlsx")
    assert [use.column for use in mapping.uses] == list(FIELDS)
    assert rows[0].values == {"mrn": "001", "last_name": "Ruiz", "first_name": "Ana"}


def test_the_sample_shows_good_rows_one_bad_one_and_a_total() -> None:
    plan = plan_of(imports_folder() / "samples" / "patients.csv")
    assert outcomes(plan) == ["new"] * 16 + ["invalid"] + ["new"] * 3 + ["skipped"]
    assert [(problem.row, problem.column) for problem in plan.problems] == [
        (18, "Date of birth"),
        (19, "Phone"),
        (22, ""),
    ]

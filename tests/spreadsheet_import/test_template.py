"""What stands in ``imports/`` says the same as the code."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from carehub.spreadsheet_import import template
from carehub.spreadsheet_import.cleaning.rows import clean_rows
from carehub.spreadsheet_import.column_sets import COLUMN_SETS
from carehub.spreadsheet_import.columns import FIELDS
from carehub.spreadsheet_import.mapping.mapping import propose
from carehub.spreadsheet_import.mapping.profiles import imports_folder
from carehub.spreadsheet_import.mapping.titles import likely_kind
from carehub.spreadsheet_import.models import ImportKind
from carehub.spreadsheet_import.reader.reading import read_table
from carehub.spreadsheet_import.refusals import Unreadable
from tests.spreadsheet_import.files import FACTS, outcomes, plan_of, read

MAKE = "run python -m carehub.spreadsheet_import.template and commit what it changes"


def test_the_reference_is_what_the_code_says() -> None:
    written = (imports_folder() / template.REFERENCE).read_text(encoding="utf-8")
    assert written == template.make_reference(), MAKE


@pytest.mark.parametrize("kind", ImportKind)
def test_the_template_is_what_the_code_makes(kind: ImportKind) -> None:
    written = load_workbook(imports_folder() / template.WORKBOOKS[kind])
    assert _cells(written) == _cells(template.make_workbook(kind)), MAKE


def _cells(book: Workbook) -> dict[str, list[list[object]]]:
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows(max_row=len(FIELDS) + 1)]
        for sheet in book.worksheets
    }


@pytest.mark.parametrize("kind", ImportKind)
def test_the_example_of_a_template_is_a_row_without_a_problem(kind: ImportKind, tmp_path: Path) -> None:
    book = template.make_workbook(kind)
    example = book["An example"]
    for name in book.sheetnames:
        if name != example.title:
            del book[name]
    book.save(tmp_path / "example.xlsx")
    table = read_table(tmp_path / "example.xlsx")
    mapping = propose(table, FACTS, COLUMN_SETS[kind])
    assert [use.column for use in mapping.uses] == list(COLUMN_SETS[kind].fields)
    (row,) = clean_rows(table, mapping, FACTS, lacking=lambda made, mapping: iter(()))
    assert (row.problems, set(row.values)) == ([], set(COLUMN_SETS[kind].fields))
    assert likely_kind(header.meaning for header in table.headers) is kind


@pytest.mark.parametrize("kind", ImportKind)
def test_a_template_offers_choices_and_explains_every_column(kind: ImportKind) -> None:
    sheet = template.make_workbook(kind).worksheets[0]
    assert all(cell.comment and "For example" in cell.comment.text for cell in sheet[1])
    chosen = {str(each.formula1) for each in sheet.data_validations.dataValidation}
    assert len(chosen) == (6 if kind is ImportKind.PATIENTS else 3)


def test_the_empty_template_is_refused_and_a_filled_one_comes_in(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no patient below"):
        plan_of(imports_folder() / template.WORKBOOKS[ImportKind.PATIENTS])
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

"""Makes what admins touch in ``imports/`` out of the columns: the template workbook and the reference.

``python -m carehub.spreadsheet_import.template`` writes both anew; a test compares them with the code.
"""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from carehub.patients.languages import LANGUAGES
from carehub.spreadsheet_import.cleaning.places import STATE_CODES
from carehub.spreadsheet_import.columns import BY_NAME, COLUMNS, FIELDS
from carehub.spreadsheet_import.mapping.profiles import imports_folder, profiles

WORKBOOK = "patient-list-template.xlsx"
REFERENCE = "README.md"
_CHOICES: dict[str, tuple[str, ...]] = {
    "sex": ("female", "male", "other", "unknown"),
    "interpreter": ("yes", "no"),
    "status": ("active", "inactive", "deceased"),
    "risk": ("low", "medium", "high"),
    "language": tuple(sorted(LANGUAGES.values())),
    "state": STATE_CODES,
}
# Long lists of choices stand in a sheet of their own, which people do not see.
_CHOICES_SHEET = "Choices"
# Excel takes zeros off numbers: these stay text.
_AS_TEXT = ("mrn", "phone", "phone_alt", "zip", "insurance_id")
_ROWS = 2_000
_HEAD = Font(bold=True, color="FFFFFF")
_FILL = PatternFill("solid", fgColor="0D7D72")

_INTRODUCTION = """# Importing a patient list

Made from the code by `python -m carehub.spreadsheet_import.template`; do not edit by hand.

CareHub reads the list that your system exports, as it is: `.xlsx`, or `.csv` with commas, semicolons, tabs or
bars, in any usual encoding. Under **Import** you see what it would do before anything comes in. The same
file again changes nothing, and an empty cell never erases what is known.

- [patient-list-template.xlsx](patient-list-template.xlsx) is an empty list with all columns.
- [samples/patients.csv](samples/patients.csv) is a small list of made-up people to try things out with.
- `profiles/` says what the titles of known exports mean ({profiles});
  a file there is all that another export takes.

A row needs a family name, and a date of birth or an MRN. Everything else may be missing.

## Columns

Titles are recognised in English and Spanish, however they are spaced or capitalised. Titles marked with *
are taken only when the values confirm it. Two columns may fill one field, and one column two.

| column | what goes in | for example | titles that we know |
|---|---|---|---|
"""


def make_workbook() -> Workbook:
    """An empty list with every column, its notes and drop-downs, and sheets that explain and show each."""
    book = Workbook()
    people = book.worksheets[0]
    people.title = "Patients"
    _write_choices(book.create_sheet(_CHOICES_SHEET))
    for number, name in enumerate(FIELDS, start=1):
        _write_title(people, number, BY_NAME[name].label)
        _write_note(people, number, name)
        _prepare_column(people, get_column_letter(number), name)
    people.freeze_panes = "A2"
    _explain(book.create_sheet("How to fill it in"))
    _show_filled(book.create_sheet("An example"))
    return book


def make_reference() -> str:
    """The text of ``imports/README.md``."""
    named = ", ".join(profile.name for profile in profiles())
    lines = [_reference_line(column.name) for column in COLUMNS]
    return _INTRODUCTION.format(profiles=named) + "\n".join(lines) + "\n"


def write(folder: Path) -> None:
    make_workbook().save(folder / WORKBOOK)
    (folder / REFERENCE).write_text(make_reference(), encoding="utf-8")


def _write_title(sheet: Worksheet, number: int, title: str) -> None:
    cell = sheet.cell(1, number, title)
    cell.font, cell.fill = _HEAD, _FILL
    sheet.column_dimensions[get_column_letter(number)].width = max(14, len(title) + 4)


def _prepare_column(sheet: Worksheet, letter: str, name: str) -> None:
    cells = f"{letter}2:{letter}{_ROWS}"
    if name in _CHOICES:
        # A word that is not in the list is still taken in: the center's own words can be said later.
        choice = DataValidation(
            type="list", formula1=_choices_of(name), allow_blank=True, showErrorMessage=False
        )
        sheet.add_data_validation(choice)
        choice.add(cells)
    number_format = "@" if name in _AS_TEXT else "yyyy-mm-dd" if name == "birth_date" else None
    if number_format:
        for row in range(2, 202):
            sheet[f"{letter}{row}"].number_format = number_format


def _write_note(sheet: Worksheet, number: int, name: str) -> None:
    column = BY_NAME[name]
    sheet.cell(1, number).comment = Comment(f"{column.says}\nFor example: {column.example}", "CareHub")


def _write_choices(sheet: Worksheet) -> None:
    for number, (name, choices) in enumerate(_CHOICES.items(), start=1):
        for row, choice in enumerate((name, *choices), start=1):
            sheet.cell(row, number, choice)
    sheet.sheet_state = "hidden"


def _choices_of(name: str) -> str:
    letter = get_column_letter([*_CHOICES].index(name) + 1)
    return f"'{_CHOICES_SHEET}'!${letter}$2:${letter}${len(_CHOICES[name]) + 1}"


def _show_filled(sheet: Worksheet) -> None:
    for number, name in enumerate(FIELDS, start=1):
        _write_title(sheet, number, BY_NAME[name].label)
        cell = sheet.cell(2, number, BY_NAME[name].example)
        cell.number_format = "@"


def _explain(sheet: Worksheet) -> None:
    for number, (title, width) in enumerate(
        (("Column", 20), ("What goes in", 80), ("For example", 28)), start=1
    ):
        _write_title(sheet, number, title)
        sheet.column_dimensions[get_column_letter(number)].width = width
    for name in FIELDS:
        sheet.append([BY_NAME[name].label, BY_NAME[name].says, BY_NAME[name].example])
    for row in sheet.iter_rows(min_row=2):
        row[1].alignment = Alignment(wrap_text=True, vertical="top")


def _reference_line(name: str) -> str:
    column = BY_NAME[name]
    titles = [*column.synonyms, *(f"{title}*" for title in column.weak)]
    return f"| {column.label} | {column.says} | `{column.example}` | {', '.join(titles)} |"


if __name__ == "__main__":
    write(imports_folder())

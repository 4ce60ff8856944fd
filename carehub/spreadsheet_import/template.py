"""Makes what admins touch in ``imports/`` out of the columns: the template workbooks and the reference.

``python -m carehub.spreadsheet_import.template`` writes them anew; a test compares them with the code.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from carehub.patients.languages import LANGUAGES
from carehub.referrals.stages import DEFAULT_STAGES, DEFAULT_TYPES
from carehub.referrals.status import Status, Urgency
from carehub.spreadsheet_import.cleaning.places import STATE_CODES
from carehub.spreadsheet_import.column_sets import COLUMN_SETS
from carehub.spreadsheet_import.columns import Column, ColumnSet
from carehub.spreadsheet_import.mapping.profiles import imports_folder, profiles
from carehub.spreadsheet_import.models import ImportKind

WORKBOOKS = {
    ImportKind.PATIENTS: "patient-list-template.xlsx",
    ImportKind.REFERRALS: "referral-list-template.xlsx",
}
REFERENCE = "README.md"
_SHEETS = {ImportKind.PATIENTS: "Patients", ImportKind.REFERRALS: "Open referrals"}
_CHOICES: dict[str, tuple[str, ...]] = {
    "sex": ("female", "male", "other", "unknown"),
    "interpreter": ("yes", "no"),
    "status": ("active", "inactive", "deceased"),
    "risk": ("low", "medium", "high"),
    "language": tuple(sorted(LANGUAGES.values())),
    "state": STATE_CODES,
    "type": DEFAULT_TYPES,
    "stage": tuple(stage.name for stage in DEFAULT_STAGES if stage.status is not Status.CLOSED),
    "urgency": tuple(Urgency),
}
# Long lists of choices stand in a sheet of their own, which people do not see.
_CHOICES_SHEET = "Choices"
# Excel takes zeros off numbers: these stay text.
_AS_TEXT = ("mrn", "phone", "phone_alt", "zip", "insurance_id", "authorization_number")
_WITH_TIME = ("appointment",)
_ROWS = 2_000
_HEAD = Font(bold=True, color="FFFFFF")
_FILL = PatternFill("solid", fgColor="0D7D72")

_INTRODUCTION = """# Importing lists

Made from the code by `python -m carehub.spreadsheet_import.template`; do not edit by hand. How an import
goes, step by step, is told in [docs/importing.md](../docs/importing.md).

CareHub reads the list that your system exports, as it is: `.xlsx`, `.xlsm`, `.xls`, `.ods`, or `.csv` with
commas, semicolons, tabs or bars, in any usual encoding. Under **Import** you see what it would do before
anything comes in. The same file again changes nothing, and an empty cell never erases what is known.

- [patient-list-template.xlsx](patient-list-template.xlsx) and
  [referral-list-template.xlsx](referral-list-template.xlsx) are empty lists with all columns.
- [samples/patients.csv](samples/patients.csv) is a small list of made-up people to try things out with.
- `profiles/` says what the titles of known exports mean ({profiles});
  a file there is all that another export takes.

Titles are recognised in English and Spanish, however they are spaced or capitalised. Titles marked with *
are taken only when the values confirm it. Two columns may fill one field, and one column two.

## Columns of a patient list

A row needs a family name, and a date of birth or an MRN. Everything else may be missing.

{patients}

## Columns of a list of open referrals

A row needs a type, and whose it is: an MRN, or a name with a date of birth. The patient must be here already.
A referral enters where its status says, or its dates show, that it stands; the day that the status wants must
be told, or one before it. Closed referrals do not come in.

{referrals}
"""
_TABLE_HEAD = """| column | what goes in | for example | titles that we know |
|---|---|---|---|
"""


def make_workbook(kind: ImportKind = ImportKind.PATIENTS) -> Workbook:
    """An empty list with every column, its notes and drop-downs, and sheets that explain and show each."""
    columns, book = COLUMN_SETS[kind], Workbook()
    choices = {name: _CHOICES[name] for name in columns.fields if name in _CHOICES}
    rows = book.worksheets[0]
    rows.title = _SHEETS[kind]
    _write_choices(book.create_sheet(_CHOICES_SHEET), choices)
    for number, column in enumerate(_fields(columns), start=1):
        _write_title(rows, number, column.label)
        _write_note(rows, number, column)
        _prepare_column(rows, get_column_letter(number), column, [*choices])
    rows.freeze_panes = "A2"
    _explain(book.create_sheet("How to fill it in"), columns)
    _show_filled(book.create_sheet("An example"), columns)
    return book


def make_reference() -> str:
    """The text of ``imports/README.md``."""
    tables = {
        kind.value: _TABLE_HEAD + "\n".join(map(_reference_line, columns.columns))
        for kind, columns in COLUMN_SETS.items()
    }
    return _INTRODUCTION.format(profiles=", ".join(profile.name for profile in profiles()), **tables)


def write(folder: Path) -> None:
    for kind, name in WORKBOOKS.items():
        make_workbook(kind).save(folder / name)
    (folder / REFERENCE).write_text(make_reference(), encoding="utf-8")


def _fields(columns: ColumnSet) -> list[Column]:
    return [columns.by_name[name] for name in columns.fields]


def _write_title(sheet: Worksheet, number: int, title: str) -> None:
    cell = sheet.cell(1, number, title)
    cell.font, cell.fill = _HEAD, _FILL
    sheet.column_dimensions[get_column_letter(number)].width = max(14, len(title) + 4)


def _prepare_column(sheet: Worksheet, letter: str, column: Column, chosen: Sequence[str]) -> None:
    cells = f"{letter}2:{letter}{_ROWS}"
    if column.name in chosen:
        # A word that is not in the list is still taken in: the center's own words can be said later.
        choice = DataValidation(
            type="list",
            formula1=_choices_of(column.name, chosen),
            allow_blank=True,
            showErrorMessage=False,
        )
        sheet.add_data_validation(choice)
        choice.add(cells)
    number_format = _format_of(column)
    if number_format:
        for row in range(2, 202):
            sheet[f"{letter}{row}"].number_format = number_format


def _format_of(column: Column) -> str:
    if column.name in _AS_TEXT:
        return "@"
    if column.name in _WITH_TIME:
        return "yyyy-mm-dd hh:mm"
    return "yyyy-mm-dd" if column.is_date else ""


def _write_note(sheet: Worksheet, number: int, column: Column) -> None:
    sheet.cell(1, number).comment = Comment(f"{column.says}\nFor example: {column.example}", "CareHub")


def _write_choices(sheet: Worksheet, choices: Mapping[str, Sequence[str]]) -> None:
    for number, (name, words) in enumerate(choices.items(), start=1):
        for row, word in enumerate((name, *words), start=1):
            sheet.cell(row, number, word)
    sheet.sheet_state = "hidden"


def _choices_of(name: str, chosen: Sequence[str]) -> str:
    letter = get_column_letter(chosen.index(name) + 1)
    return f"'{_CHOICES_SHEET}'!${letter}$2:${letter}${len(_CHOICES[name]) + 1}"


def _show_filled(sheet: Worksheet, columns: ColumnSet) -> None:
    for number, column in enumerate(_fields(columns), start=1):
        _write_title(sheet, number, column.label)
        cell = sheet.cell(2, number, column.example)
        cell.number_format = "@"


def _explain(sheet: Worksheet, columns: ColumnSet) -> None:
    for number, (title, width) in enumerate(
        (("Column", 20), ("What goes in", 80), ("For example", 28)), start=1
    ):
        _write_title(sheet, number, title)
        sheet.column_dimensions[get_column_letter(number)].width = width
    for column in _fields(columns):
        sheet.append([column.label, column.says, column.example])
    for row in sheet.iter_rows(min_row=2):
        row[1].alignment = Alignment(wrap_text=True, vertical="top")


def _reference_line(column: Column) -> str:
    titles = [*column.synonyms, *(f"{title}*" for title in column.weak)]
    return f"| {column.label} | {column.says} | `{column.example}` | {', '.join(titles)} |"


if __name__ == "__main__":
    write(imports_folder())

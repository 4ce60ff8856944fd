"""What one cell becomes."""

from datetime import date

import pytest

from carehub.spreadsheet_import.cleaning.cleaned import DateOrder, Severity, Value
from carehub.spreadsheet_import.cleaning.dates import day_month_order
from carehub.spreadsheet_import.columns import BY_NAME, clean
from carehub.spreadsheet_import.reader.cells import Cell, error_cell, formula_without_value
from tests.spreadsheet_import.files import FACTS


def values_of(column: str, cell: Cell) -> dict[str, Value]:
    return dict(clean(BY_NAME[column], cell, FACTS).values)


def severities(column: str, cell: Cell) -> list[Severity]:
    return [remark.severity for remark in clean(BY_NAME[column], cell, FACTS).remarks]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1961-03-12", date(1961, 3, 12)),
        ("1961-03-12T00:00:00Z", date(1961, 3, 12)),
        ("12-Mar-1961", date(1961, 3, 12)),
        ("March 12, 1961", date(1961, 3, 12)),
        ("12 de marzo de 1961", date(1961, 3, 12)),
        ("19610312", date(1961, 3, 12)),
        (19610312, date(1961, 3, 12)),
        (22352, date(1961, 3, 12)),
        ("22352", date(1961, 3, 12)),
        (date(1961, 3, 12), date(1961, 3, 12)),
        ("2/20/49", date(1949, 2, 20)),
        ("13/02/1961", date(1961, 2, 13)),
        ("02/13/1961", date(1961, 2, 13)),
        ("05/05/1961", date(1961, 5, 5)),
        ("2000-02-29", date(2000, 2, 29)),
    ],
)
def test_a_date_of_birth_is_read_as_it_is_written(cell: Cell, day: date) -> None:
    assert values_of("birth_date", cell) == {"birth_date": day}
    assert not severities("birth_date", cell)


@pytest.mark.parametrize(
    "cell",
    ["1961", 1961, "29/02/1961", "1961-02-30", "2049-01-01", "1880-01-01", "01-03-2016", "yesterday", True],
)
def test_a_date_of_birth_that_cannot_be_is_an_error_and_never_invented(cell: Cell) -> None:
    assert values_of("birth_date", cell) == {}
    assert severities("birth_date", cell) == [Severity.ERROR]


@pytest.mark.parametrize("cell", ["1/1/1900", "01/01/0001", "00/00/0000", "unknown", 0, 1, date(1900, 1, 1)])
def test_a_date_that_stands_for_unknown_is_left_empty_and_told(cell: Cell) -> None:
    assert values_of("birth_date", cell) == {}
    assert severities("birth_date", cell) == [Severity.WARNING]


def test_the_order_of_day_and_month_is_proved_by_the_column_or_not_at_all() -> None:
    assert day_month_order(["03/04/1961", "13/04/1961"]) is DateOrder.DAY_FIRST
    assert day_month_order(["03/04/1961", "04/13/1961"]) is DateOrder.MONTH_FIRST
    assert day_month_order(["03/04/1961", "05/06/1961"]) is None
    assert day_month_order(["13/04/1961", "04/13/1961"]) is None


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("2.025550123E9", {"phone": "+12025550123"}),
        (2025550123, {"phone": "+12025550123"}),
        ("1 (202) 555-0123", {"phone": "+12025550123"}),
        ("202.555.0123 / 202.555.0188", {"phone": "+12025550123", "phone_alt": "+12025550188"}),
        ("202-555-0123; 617-555-0188 cell", {"phone": "+12025550123", "phone_alt": "+16175550188"}),
        ("+52 55 1234 5678", {"phone": "+525512345678"}),
        ("555-0123", {}),
        ("000-000-0000", {}),
        ("n/a", {}),
    ],
)
def test_a_phone_is_a_valid_number_or_it_is_left_empty(cell: Cell, values: dict[str, str]) -> None:
    assert values_of("phone", cell) == values


def test_a_phone_that_is_not_valid_is_told() -> None:
    assert severities("phone", "555-0123") == [Severity.WARNING]
    assert severities("phone", "(202) 555-0123 x12") == [Severity.WARNING]


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("GARCÍA LÓPEZ", "García López"),
        ("garcía", "García"),
        ("Nun\u0303ez", "Nu\u00f1ez"),
        ("O'BRIEN", "O'Brien"),
        ("MCDONALD", "McDonald"),
        ("SMITH-JONES", "Smith-Jones"),
        ("van der Berg", "van der Berg"),
        ("\u00a0 Ruiz  ", "Ruiz"),
        ("Null", "Null"),
        ("DeLuca", "DeLuca"),
    ],
)
def test_a_family_name_keeps_its_letters_and_gets_its_capitals(cell: str, name: str) -> None:
    assert values_of("last_name", cell) == {"last_name": name}


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("García López, María E.", ("García López", "María", "E", None)),
        ("SMITH, JOHN Q JR", ("Smith", "John", "Q", "Jr")),
        ("Smith, Jr., John", ("Smith", "John", None, "Jr")),
        ("Juan de la Cruz", ("de la Cruz", "Juan", None, None)),
        ("John Q Public", ("Public", "John", "Q", None)),
    ],
)
def test_a_full_name_is_taken_apart(cell: str, values: tuple[str | None, ...]) -> None:
    made = values_of("full_name", cell)
    assert tuple(made.get(name) for name in ("last_name", "first_name", "middle_name", "suffix")) == values


def test_a_full_name_whose_order_cannot_be_told_is_an_error() -> None:
    assert severities("full_name", "María García López") == [Severity.ERROR]


def test_what_else_stands_in_a_name_goes_where_it_belongs() -> None:
    assert values_of("last_name", "Smith III") == {"last_name": "Smith", "suffix": "III"}
    assert values_of("first_name", "Robert (Bob)") == {"first_name": "Robert", "preferred_name": "Bob"}


def test_digits_in_a_name_are_kept_and_told() -> None:
    assert values_of("last_name", "Abdul218") == {"last_name": "Abdul218"}
    assert severities("last_name", "Abdul218") == [Severity.WARNING]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("01234", "01234"),
        (1234, "01234"),
        ("1234", "01234"),
        ("01234-5678", "01234-5678"),
        (12345678, "01234-5678"),
        ("012345678", "01234-5678"),
        (926, "00926"),
    ],
)
def test_a_zip_gets_back_the_zeros_that_excel_dropped(cell: Cell, code: str) -> None:
    assert values_of("zip", cell) == {"zip": code}


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("sex", "F", "female"),
        ("sex", "Hombre", "male"),
        ("sex", "X", "other"),
        ("sex", "Unknown", "unknown"),
        ("language", "Español", "es"),
        ("language", "en-US", "en"),
        ("language", "vie", "vi"),
        ("language", "Haitian Creole", "ht"),
        ("interpreter", "Sí", True),
        ("interpreter", "X", True),
        ("interpreter", "N", False),
        ("interpreter", False, False),
        ("status", "Discharged", "inactive"),
        ("status", "Fallecido", "deceased"),
        ("risk", "Moderate", "medium"),
        ("state", "Massachusetts", "MA"),
        ("state", "pr", "PR"),
        ("insurance", "self pay", "Self-pay"),
        ("site", "NORTHSIDE", "Northside"),
        ("coordinator", "Alice Moreno", "alice"),
        ("email", "Mailto:Ana@Example.ORG".replace("Mailto:", ""), "ana@example.org"),
        ("mrn", "00123", "00123"),
        ("mrn", 123, "123"),
    ],
)
def test_words_become_the_ones_that_carehub_uses(column: str, cell: Cell, value: Value) -> None:
    assert values_of(column, cell) == {column: value}


@pytest.mark.parametrize(
    ("column", "cell"),
    [("sex", "maybe"), ("language", "Klingon"), ("risk", "purple"), ("zip", "abc"), ("email", "nobody"),
     ("coordinator", "Zelda"), ("state", "Atlantis"), ("status", "Sleeping")],
)  # fmt: skip
def test_a_word_that_means_nothing_is_left_empty_and_told(column: str, cell: Cell) -> None:
    assert values_of(column, cell) == {}
    assert severities(column, cell) == [Severity.WARNING]


def test_a_site_that_does_not_exist_is_an_error_that_names_those_that_do() -> None:
    remark = clean(BY_NAME["site"], "Westside", FACTS).remarks[0]
    assert remark.severity is Severity.ERROR
    assert "Northside, Southside" in remark.reason


def test_notes_keep_their_line_breaks_and_formulas_stay_text() -> None:
    assert values_of("notes", "first\r\nsecond \n") == {"notes": "first\nsecond"}
    assert values_of("notes", "=cmd|' /C calc'!A0") == {"notes": "=cmd|' /C calc'!A0"}


def test_a_broken_cell_is_never_taken_for_an_empty_one() -> None:
    assert severities("birth_date", formula_without_value()) == [Severity.ERROR]
    assert severities("phone", error_cell("#REF!")) == [Severity.WARNING]
    assert severities("birth_date", error_cell("#N/A")) == [Severity.WARNING]


@pytest.mark.parametrize("column", list(BY_NAME))
def test_an_empty_cell_is_nothing_in_every_column(column: str) -> None:
    for cell in (None, "", " ", "\u00a0", "n/a"):
        assert clean(BY_NAME[column], cell, FACTS).values == ()

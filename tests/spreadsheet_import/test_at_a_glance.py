"""What one look at a cell tells is what its column's cleaner says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carehub.spreadsheet_import.cleaning.at_a_glance import glance_of
from carehub.spreadsheet_import.cleaning.by_column import ColumnReader, Read
from carehub.spreadsheet_import.cleaning.cleaned import Cleaned, ColumnFacts
from carehub.spreadsheet_import.columns import BY_NAME, COLUMNS, Column, clean
from carehub.spreadsheet_import.mapping.uses import Use
from carehub.spreadsheet_import.reader.cells import Cell

FACTS = ColumnFacts(date(2026, 3, 14))
GLANCED = [column for column in COLUMNS if column.is_field and glance_of(column.clean)]
NEARLY_CLEAN = st.one_of(
    st.text(alphabet="AaIiJjRrSsNnUuLlVv .'-,(", max_size=12),
    st.text(alphabet="0123456789-/ ", max_size=12),
    st.text(alphabet="NAna0123456789-:/.@ex", max_size=20),
    st.from_regex(r"[A-Z][a-z]{1,5}( [A-Z][a-z]{1,3}){0,2}\.?", fullmatch=True),
    st.from_regex(r"[0-9]{1,4}( [A-Za-z0-9.,#'-]{1,5}){0,3}", fullmatch=True),
    st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True),
    st.from_regex(r"\(?[0-9]{3}\)?[ -]?[0-9]{3}[ -][0-9]{4}", fullmatch=True),
    st.from_regex(r"[a-zA-Z0-9._+-]{1,6}@[a-z0-9.-]{1,6}\.[a-z]{1,4}", fullmatch=True),
    st.sampled_from(
        (
            "Null",
            "Nan",
            "Not Available",
            "Garcia Iii",
            "Garcia Jr",
            "Ana\nBen",
            "12\n13",
            "none",
            "n/a",
            "-",
            "1900-01-01",
        )
    ),
)


@pytest.mark.parametrize("column", GLANCED, ids=lambda column: column.name)
@given(text=NEARLY_CLEAN)
def test_a_glance_says_what_the_cleaner_says_or_nothing(column: Column, text: str) -> None:
    glance = glance_of(column.clean)
    assert glance is not None

    (seen,) = glance([text], FACTS)

    if seen is not None:
        assert clean(column, text, FACTS) == Cleaned(((column.name, seen),))


LIKELY = st.one_of(
    st.none(),
    st.from_regex(r"[A-Z][a-z]{1,5}( [A-Z][a-z]{1,3}){0,2}", fullmatch=True),
    st.from_regex(r"[A-Z]{0,2}[0-9]{1,4}", fullmatch=True),
    st.from_regex(r"[0-9]{1,4} [A-Za-z]{1,5}", fullmatch=True),
    st.sampled_from(
        ("", "Ana\nBen", "12\n13", "a@b.org", "c@d.org\n", "Null", "Nan", "Likes to be called at four")
    ),
)


@pytest.mark.parametrize("column", GLANCED, ids=lambda column: column.name)
@given(texts=st.lists(LIKELY, max_size=4))
def test_a_glance_at_many_cells_says_of_each_what_it_says_of_it_alone(
    column: Column, texts: list[str | None]
) -> None:
    glance = glance_of(column.clean)
    assert glance is not None

    assert list(glance(texts, FACTS)) == [seen for text in texts for seen in glance([text], FACTS)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mrn", "0012345"),
        ("last_name", "Gonzalez Ramirez"), ("first_name", "Ana"), ("birth_date", "1961-03-12"),
        ("phone", "(617) 555-0123"), ("email", "ana@example.org"), ("address", "12 Elm Street, Apt 3"),
        ("notes", "Prefers calls after 4 pm"),
    ],
)  # fmt: skip
def test_what_is_usual_is_told_at_a_glance(name: str, text: str) -> None:
    glance = glance_of(BY_NAME[name].clean)

    assert glance is not None
    seen, blank = glance([text, None], FACTS)
    assert seen is not None
    assert blank is None


def test_a_year_that_nobody_lives_since_is_for_the_cleaner() -> None:
    glance = glance_of(BY_NAME["birth_date"].clean)

    assert glance is not None
    assert glance(["1900-01-01", "2026-03-15", "1850-01-01", "2001-02-30"], FACTS) == [None] * 4


def test_a_column_means_the_same_read_whole_or_cell_by_cell() -> None:
    cells: list[Cell] = ["Ana", None, "Ana (Anita)", "", "R2D2", "Ana", date(2020, 1, 2), True, 1]
    whole = ColumnReader(Use(0, "First name", "first_name"), BY_NAME["first_name"], FACTS)

    meanings = whole.read_all(cells)

    spelled_out = [
        each if isinstance(each, Read) else whole.read(cell)
        for each, cell in zip(meanings, cells, strict=True)
    ]
    alone = [
        ColumnReader(Use(0, "First name", "first_name"), BY_NAME["first_name"], FACTS).read(cell)
        for cell in cells
    ]
    assert spelled_out == alone


def test_a_true_and_a_one_in_one_column_stay_what_they_are() -> None:
    reader = ColumnReader(Use(0, "MRN", "mrn"), BY_NAME["mrn"], FACTS)

    assert reader.read_all([1, True, 1.0]) == ["1", "True", "1"]

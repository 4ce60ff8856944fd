"""Whatever stands in a list: no crash, counts that add up, and cleaning that settles."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from carehub.core.errors import CareHubError
from carehub.spreadsheet_import.columns import BY_NAME, COLUMNS, FIELDS, clean
from carehub.spreadsheet_import.reader.cells import Cell
from tests.sizes import size
from tests.spreadsheet_import.files import FACTS, plan_of

TITLES = [column.label for column in COLUMNS]
# What lists really hold, and what they should not.
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", " ", "García López, María", "1961-03-12", "03/04/1961", "31/12/61", "2.025550123E9", "n/a",
         "#N/A", "=1+1", "Total", "Smith Jr", "DE LA CRUZ", "O'BRIEN", "01234", "1234", "X", "Sí",
         "a@b.org; c@d.org", "617-555-0123 / 202-555-0188", "Northside", "alice", "deceased", "00000",
         "\u00a0", "Mc", "'", "-", "(x)"]
    ),
)  # fmt: skip
CELLS: st.SearchStrategy[Cell] = st.one_of(
    TEXTS,
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
)
pytestmark = pytest.mark.campaign


@settings(max_examples=size(60, 3_000), deadline=None)
@given(st.data())
def test_any_table_is_planned_with_counts_that_add_up_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    titles = data.draw(
        st.lists(st.one_of(st.sampled_from(TITLES), st.text(max_size=12)), min_size=1, max_size=10)
    )
    rows = data.draw(st.lists(st.lists(TEXTS, max_size=12), max_size=12))
    path = _written(tmp_path_factory.mktemp("table"), [titles, *rows])
    try:
        plan = plan_of(path)
    except CareHubError:
        return
    counts = plan.counts
    assert counts["rows"] == sum(number for outcome, number in counts.items() if outcome != "rows")
    assert [row.number for row in plan.rows] == sorted({row.number for row in plan.rows})


def _written(folder: Path, rows: list[list[str]]) -> Path:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path = folder / "list.csv"
    path.write_bytes(out.getvalue().encode("utf-8", "surrogatepass"))
    return path


@pytest.mark.parametrize("name", FIELDS)
@settings(max_examples=size(60, 3_000), deadline=None)
@given(cell=CELLS)
@example(cell=".,")
def test_what_was_cleaned_once_stays_as_it_is(name: str, cell: Cell) -> None:
    made = dict(clean(BY_NAME[name], cell, FACTS).values)
    if name in made:
        again = dict(clean(BY_NAME[name], made[name], FACTS).values)
        assert again == {name: made[name]}

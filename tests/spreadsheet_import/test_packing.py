from datetime import date

import pytest

from carehub.spreadsheet_import.cleaning.cleaned import Severity
from carehub.spreadsheet_import.cleaning.packing import packed, unpacked
from carehub.spreadsheet_import.cleaning.rows import CleanRow, Problem
from carehub.spreadsheet_import.json_text import as_json

ADA = CleanRow(
    2, {"last_name": "Okafor", "birth_date": date(1980, 2, 3), "interpreter": False}, "f2", cells="[1]"
)
BINH = CleanRow(4, {"mrn": "101", "last_name": "Nguyen"}, "f4", {"Favourite colour": "blue"})
NOBODY = CleanRow(5, {}, "f5", problems=[Problem(5, "MRN", Severity.ERROR, "there is no family name", 0)])


@pytest.mark.parametrize("rows", [[], [ADA], [NOBODY], [NOBODY, NOBODY], [ADA, BINH, NOBODY, ADA]])
def test_rows_arrive_as_they_were_packed(rows: list[CleanRow]) -> None:
    assert unpacked(packed(rows)) == rows


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "{}"),
        ((), "[]"),
        (("a", "ñ"), '["a","ñ"]'),
        (
            {"birth_date": date(1980, 2, 3), "interpreter": True},
            '{"birth_date":"1980-02-03","interpreter":true}',
        ),
        (["\ud800"], '["\\ud800"]'),
        (
            {"notes": "\ud800", "birth_date": date(1980, 2, 3)},
            '{"notes": "\\ud800", "birth_date": "1980-02-03"}',
        ),
    ],
)
def test_values_become_json(value: object, text: str) -> None:
    assert as_json(value) == text

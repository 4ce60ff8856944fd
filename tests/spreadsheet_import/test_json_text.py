from datetime import date

import pytest

from carehub.spreadsheet_import.json_text import as_json

BORN = date(1980, 2, 3)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "{}"),
        ((), "[]"),
        (("a", "ñ"), '["a","ñ"]'),
        ({"birth_date": BORN, "interpreter": True}, '{"birth_date":"1980-02-03","interpreter":true}'),
        (["\ud800"], '["\\ud800"]'),
        ({"notes": "\ud800", "birth_date": BORN}, '{"notes": "\\ud800", "birth_date": "1980-02-03"}'),
    ],
)
def test_values_become_json(value: object, text: str) -> None:
    assert as_json(value) == text

"""The check figure of an NPI; 1234567893 is the example of CMS."""

import pytest

from carehub.directory.npi import is_npi


def test_of_the_ten_last_figures_one_is_right() -> None:
    assert [figure for figure in range(10) if is_npi(f"123456789{figure}")] == [3]


def test_swapped_neighbours_are_noticed() -> None:
    assert is_npi("1245319599")
    assert not is_npi("1254319599")


@pytest.mark.parametrize("text", ["", "123456789", "12345678933", "3234567899", "123456789x", "١٢٣٤٥٦٧٨٩٣"])
def test_what_has_not_ten_figures_is_none(text: str) -> None:
    assert not is_npi(text)

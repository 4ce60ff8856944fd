import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carehub.patients.wording import spoken_phone


@pytest.mark.parametrize(
    ("kept", "said"), [("+13125552368", "(312) 555-2368"), ("+442079460018", "+44 20 7946 0018"), ("", "")]
)
def test_a_phone_is_said_as_people_here_write_it(kept: str, said: str) -> None:
    assert spoken_phone(kept) == said


@given(st.integers(2_000_000_000, 9_999_999_999))
def test_the_short_way_to_a_number_of_here_says_the_same(number: int) -> None:
    parsed = phonenumbers.parse(f"+1{number}")
    said = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    assert spoken_phone(f"+1{number}") == said

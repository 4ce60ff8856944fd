import pytest

from carehub.accounts import passwords
from carehub.core.errors import Invalid

GOOD = "my dog likes tea at four"


def test_the_right_password_fits_its_hash_and_no_other() -> None:
    stored = passwords.new_hash(GOOD, user_name="alice")
    assert passwords.fits(GOOD, stored)
    assert not passwords.fits(GOOD + "!", stored)
    assert GOOD not in stored


def test_nothing_fits_a_person_without_a_password() -> None:
    assert not passwords.fits("", passwords.NO_PASSWORD)
    assert not passwords.fits("what an unknown user name is compared with", passwords.NO_PASSWORD)
    assert not passwords.fits(GOOD, "no hash at all")


def test_an_accent_may_be_typed_in_two_ways() -> None:
    stored = passwords.new_hash("caf\u00e9 violet sieben Berg", user_name="alice")
    assert passwords.fits("cafe\u0301 violet sieben Berg", stored)


@pytest.mark.parametrize(
    "password", [GOOD, "2918374650192837", "ÜÄÖ ßüäö 你好 мир salut", "x7#" + "ab cd" * 39]
)
def test_any_kind_of_characters_will_do(password: str) -> None:
    passwords.check(password, user_name="alice")


@pytest.mark.parametrize(
    "password",
    [
        "",
        "fourteen chars",
        "x7 z" * 51,
        "passwordpassword",
        "Password 12345678!",
        "123456789012345",
        "qwertyuiopasdfgh",
        "ababababababababab",
        "alicealicealice",
        "Alice-1234567890",
        "zyxwvutsrqponmlk",
    ],
)
def test_what_is_short_endless_or_easy_to_guess_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        passwords.new_hash(password, user_name="alice")

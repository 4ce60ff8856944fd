"""What may stand in each field of a patient's record, one rule a function.

Each rule takes what was typed, without spaces around it, and returns what is stored; it raises
ValueError with words that say what to do. Blank is allowed everywhere: what must be there is said
in ``record``.
"""

import re
from datetime import date

import phonenumbers

from carehub.patients.languages import LANGUAGES

_STATE_CODES = """
AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND
OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI FM MH PW AA AE AP
"""
STATES = frozenset(_STATE_CODES.split())
PHONE_COUNTRY = "US"
OLDEST = 120

_ZIP = re.compile(r"\d{5}(-\d{4})?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def phone_number(typed: str) -> str:
    """A telephone number as E.164; refused when no such number can exist."""
    if not typed:
        return ""
    try:
        number = phonenumbers.parse(typed, PHONE_COUNTRY)
    except phonenumbers.NumberParseException:
        raise ValueError("Write ten digits, or + and the country code first.") from None
    if number.extension:
        raise ValueError('Write the extension under "Whose phone", not in the number.')
    if not phonenumbers.is_valid_number(number):
        raise ValueError("There is no such number. Check the area code and count the digits.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def zip_code(typed: str) -> str:
    if typed and not _ZIP.fullmatch(typed):
        raise ValueError("Write five digits, or ZIP+4 such as 60601-1234.")
    return typed


def state_code(typed: str) -> str:
    if typed and typed.upper() not in STATES:
        raise ValueError("Write the two letters of the state, such as IL.")
    return typed.upper()


def email_address(typed: str) -> str:
    if typed and not _EMAIL.fullmatch(typed):
        raise ValueError("Write an address such as name@example.org.")
    return typed


def language_code(typed: str) -> str:
    if typed and typed not in LANGUAGES:
        raise ValueError("Choose a language from the list.")
    return typed


def birth_date(born: date, today: date) -> date:
    """The birth date of someone who may be alive ``today``."""
    if born > today:
        raise ValueError("A birth date is not in the future. Check the year.")
    if born.year < today.year - OLDEST:
        raise ValueError(f"This is over {OLDEST} years ago. Check the year.")
    return born


def one_line(typed: str) -> str:
    """Text without line breaks, double spaces and characters that nobody sees."""
    line = " ".join(typed.split())
    if not line.isprintable():
        raise ValueError("This holds characters that cannot be shown. Type it again.")
    return line


def many_lines(typed: str) -> str:
    """Text with its line breaks."""
    text = typed.replace("\r\n", "\n").replace("\r", "\n")
    if not text.replace("\n", "").replace("\t", "").isprintable():
        raise ValueError("This holds characters that cannot be shown. Type it again.")
    return text

"""How a patient's record is put into words on the screen."""

import re
from datetime import date

import phonenumbers

from carehub.core.dates import born
from carehub.patients.languages import language_name
from carehub.patients.models import Patient

UNKNOWN_BIRTH = "date of birth unknown"
NO_VALUE = ""
_AT_HOME = re.compile(r"\+1[2-9]\d{9}", re.ASCII)


def spoken_phone(number: str) -> str:
    """``(312) 555-2368``; a number of another country with its code."""
    if not number:
        return NO_VALUE
    if _AT_HOME.fullmatch(number):
        # As below, in a hundredth of the time: a list has fifty of them.
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    parsed = phonenumbers.parse(number)
    here = parsed.country_code == 1
    style = phonenumbers.PhoneNumberFormat.NATIONAL if here else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def interpreter_mark(patient: Patient) -> str:
    """What stands under the language in a list."""
    return "interpreter" if patient.interpreter else ""


def phone_of(number: str, owner: str) -> str:
    """The number, and whose it is when it is not the patient's own."""
    return f"{spoken_phone(number)} ({owner})" if number and owner else spoken_phone(number)


def spoken_language(patient: Patient) -> str:
    """``Spanish, interpreter needed``."""
    language = language_name(patient.language)
    if not patient.interpreter:
        return language
    return f"{language}, interpreter needed" if language else "Interpreter needed"


def written_birth(birth_date: date | None, today: date) -> str:
    return born(birth_date, today) if birth_date else UNKNOWN_BIRTH


def full_name(patient: Patient) -> str:
    """``GARCÍA, María José Jr.``: as on the banner of the patient page."""
    given = " ".join(filter(None, [patient.first_name, patient.middle_name, patient.suffix]))
    return f"{patient.last_name.upper()}, {given}".rstrip(", ")


def postal_address(patient: Patient) -> str:
    place = " ".join(filter(None, [patient.state, patient.zip]))
    return ", ".join(filter(None, [patient.address, patient.city, place]))


def identity(birth_date: date | None, mrn: str | None, today: date) -> str:
    """What tells two patients of one name apart: ``07-Mar-1961 (65y) · MRN 10023``."""
    return " · ".join(filter(None, [written_birth(birth_date, today), mrn and f"MRN {mrn}"]))

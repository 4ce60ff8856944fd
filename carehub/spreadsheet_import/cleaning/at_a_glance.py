"""Most cells are clean already. One look tells, with the same answer that the column's cleaner gives.

Each glance returns the value, or None where the cleaner has to be asked.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from carehub.spreadsheet_import.cleaning import dates, names, phones, places
from carehub.spreadsheet_import.cleaning.cleaned import Cleaned, ColumnFacts, Value
from carehub.spreadsheet_import.cleaning.text import says_nothing
from carehub.spreadsheet_import.reader.cells import Cell

Glance = Callable[[str, ColumnFacts], Value | None]

_CODE = re.compile(r"[A-Za-z]{0,4}[0-9]*[1-9][0-9]*")
_NAME = re.compile(r"[A-Z][a-z]+(?: (?!Iii\b)[A-Z][a-z]{2,})*")
_EMAIL = re.compile(r"[a-z0-9._+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}")
_STREET = re.compile(r"[0-9]+(?: [A-Za-z0-9.,#-]+)+")
_ISO = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
# Longer than every word that stands for nothing.
_NOTE = re.compile(r"[!-~][ -~]{20,}[!-~]")


def glance_of(clean: Callable[[Cell, ColumnFacts], Cleaned]) -> Glance | None:
    """What can be told at a glance in columns with this cleaner; None where nothing can."""
    return _GLANCES.get(clean)


def _code(text: str, facts: ColumnFacts) -> Value | None:
    return text if not facts.split_at and _CODE.fullmatch(text) else None


def _name(text: str, facts: ColumnFacts) -> Value | None:
    return text if _NAME.fullmatch(text) and not says_nothing(text) else None


def _phone(text: str, facts: ColumnFacts) -> Value | None:
    return phones.usual_number(text) or None


def _email(text: str, facts: ColumnFacts) -> Value | None:
    return text if _EMAIL.fullmatch(text) else None


def _street(text: str, facts: ColumnFacts) -> Value | None:
    return text if _STREET.fullmatch(text) else None


def _note(text: str, facts: ColumnFacts) -> Value | None:
    return text if _NOTE.fullmatch(text) else None


def _birth(text: str, facts: ColumnFacts) -> Value | None:
    if not _ISO.fullmatch(text):
        return None
    try:
        return dates.plausible_birth(date.fromisoformat(text), facts.today)
    except ValueError:
        return None


_GLANCES: Mapping[Callable[[Cell, ColumnFacts], Cleaned], Glance] = {
    places.clean_mrn: _code,
    places.clean_insurance_id: _code,
    names.clean_last_name: _name,
    names.clean_first_name: _name,
    names.clean_middle_name: _name,
    dates.clean_birth_date: _birth,
    phones.clean_phone: _phone,
    phones.clean_phone_alt: _phone,
    phones.clean_email: _email,
    places.clean_address: _street,
    places.clean_notes: _note,
}

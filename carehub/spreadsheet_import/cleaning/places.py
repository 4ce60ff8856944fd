"""Addresses, and the numbers that only look like numbers: ZIP codes and record numbers."""

import re

from carehub.spreadsheet_import.cleaning.cleaned import NOTHING, Cleaned, ColumnFacts, cleaned, warning
from carehub.spreadsheet_import.cleaning.names import with_capitals
from carehub.spreadsheet_import.cleaning.text import (
    folded,
    line_of,
    paragraphs_of,
    says_nothing,
    says_unknown,
)
from carehub.spreadsheet_import.reader.cells import Cell

_STATES = """
AL Alabama; AK Alaska; AZ Arizona; AR Arkansas; CA California; CO Colorado; CT Connecticut; DE Delaware;
DC District of Columbia; FL Florida; GA Georgia; HI Hawaii; ID Idaho; IL Illinois; IN Indiana; IA Iowa;
KS Kansas; KY Kentucky; LA Louisiana; ME Maine; MD Maryland; MA Massachusetts; MI Michigan; MN Minnesota;
MS Mississippi; MO Missouri; MT Montana; NE Nebraska; NV Nevada; NH New Hampshire; NJ New Jersey;
NM New Mexico; NY New York; NC North Carolina; ND North Dakota; OH Ohio; OK Oklahoma; OR Oregon;
PA Pennsylvania; RI Rhode Island; SC South Carolina; SD South Dakota; TN Tennessee; TX Texas; UT Utah;
VT Vermont; VA Virginia; WA Washington; WV West Virginia; WI Wisconsin; WY Wyoming; PR Puerto Rico;
VI Virgin Islands; GU Guam; AS American Samoa; MP Northern Mariana Islands; FM Micronesia;
MH Marshall Islands; PW Palau; AA; AE; AP
"""
_STATE_OF = {
    folded(name): entry.split()[0]
    for entry in _STATES.replace("\n", " ").split(";")
    for name in entry.strip().split(" ", 1)
}
STATE_CODES = tuple(entry.split()[0] for entry in _STATES.replace("\n", " ").split(";") if entry.strip())
_ZIP = re.compile(r"^(\d{3,5})(?:[-\s]?(\d{4}))?$")


def clean_zip(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """Five digits or ZIP+4; zeros that a number format lost are put back."""
    text = line_of(cell)
    if says_unknown(text):
        return NOTHING
    digits = text.removesuffix(".0")
    if digits.isdigit() and 6 <= len(digits) <= 9:
        digits = digits.zfill(9)
    match = _ZIP.match(digits)
    if not match:
        return Cleaned((), (warning(f'"{text}" is not a ZIP code; left empty'),)) if text else NOTHING
    five = match[1].zfill(5)
    if five in {"00000", "99999"}:
        return NOTHING
    return cleaned("zip", f"{five}-{match[2]}" if match[2] and match[2] != "0000" else five)


def clean_state(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """Two capital letters, from the letters or the name."""
    text = line_of(cell)
    if says_nothing(text):
        return NOTHING
    state = _STATE_OF.get(folded(text))
    if state or not text:
        return cleaned("state", state)
    return Cleaned((), (warning(f'"{text}" is not a state that we know; left empty'),))


def clean_city(cell: Cell, facts: ColumnFacts) -> Cleaned:
    return _clean_line(cell, "city", capitals=True)


def clean_address(cell: Cell, facts: ColumnFacts) -> Cleaned:
    return _clean_line(cell, "address", capitals=False)


def clean_insurance_id(cell: Cell, facts: ColumnFacts) -> Cleaned:
    return _clean_line(cell, "insurance_id", capitals=False)


def clean_notes(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """Free text with its line breaks."""
    text = paragraphs_of(cell)
    return NOTHING if says_nothing(text) else cleaned("notes", text)


def clean_mrn(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """The record number as text, zeros in front kept; of ``1234:Main`` the part with digits if asked."""
    text = line_of(cell)
    if says_unknown(text):
        return NOTHING
    if not text.strip("0-"):
        return Cleaned((), (warning(f'"{text}" stands for no MRN; left empty'),)) if text else NOTHING
    if facts.split_at and facts.split_at in text:
        parts = [part.strip() for part in text.split(facts.split_at)]
        text = next((part for part in parts if re.search(r"\d", part)), text)
    return cleaned("mrn", text)


def _clean_line(cell: Cell, name: str, *, capitals: bool) -> Cleaned:
    text = line_of(cell)
    if says_unknown(text):
        return NOTHING
    return cleaned(name, with_capitals(text) if capitals else text)

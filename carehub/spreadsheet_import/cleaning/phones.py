"""Phones and e-mail addresses."""

import re
from collections.abc import Sequence
from functools import cache

import phonenumbers

from carehub.spreadsheet_import.cleaning.cleaned import (
    NOTHING,
    Cleaned,
    ColumnFacts,
    Remark,
    cleaned,
    warning,
)
from carehub.spreadsheet_import.cleaning.text import folded, line_of, says_unknown
from carehub.spreadsheet_import.reader.cells import Cell

_COUNTRY = "US"
_BETWEEN_TWO = re.compile(r"\s*(?:[;/|,\n]|\band\b|\bor\b|\by\b|\bo\b|&)\s*", re.IGNORECASE)
_EXPONENT = re.compile(r"^\d(?:\.\d+)?[eE]\+?\d{1,2}$")
_LABELS = frozenset(
    [
        "phone",
        "tel",
        "telephone",
        "cell",
        "cellphone",
        "mobile",
        "home",
        "work",
        "office",
        "main",
        "primary",
        "c",
        "h",
        "w",
        "m",
        "p",
        "ph",
        "ext",
        "x",
        "telefono",
        "celular",
        "casa",
        "trabajo",
        "movil",
        "number",
        "no",
    ]
)
# Nearly every cell: one number of this country, written in one of the usual ways.
_USUAL = re.compile(r"(?:\+?1[ .-]?)?\(?(\d{3})\)?[ .-]{0,2}(\d{3})[ .-]?(\d{4})")
_EMAIL = re.compile(r"^[^@\s,;<>()\[\]\"]+@[^@\s,;<>()\[\]\"]+\.[^@\s,;<>()\[\]\".]{2,}$")


def clean_phone(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """The field ``phone`` in E.164; a second number in the cell goes to ``phone_alt``."""
    return _clean(cell, "phone", "phone_alt")


def clean_phone_alt(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """The field ``phone_alt`` in E.164; a second number has nowhere to go and is said."""
    return _clean(cell, "phone_alt", "phone")


def clean_email(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """One address in lower case; the first of several."""
    text = line_of(cell).removeprefix("mailto:").strip("<>")
    if says_unknown(text):
        return NOTHING
    first, *others = [each for each in re.split(r"[;,\s]+", text) if each] or [""]
    if not _EMAIL.match(first):
        return Cleaned((), (warning(f'"{text}" is not an e-mail address; left empty'),)) if text else NOTHING
    left_out = (warning(f'only the first address of "{text}" was taken'),) if others else ()
    return cleaned("email", first.lower(), *left_out)


def phone_numbers_in(cell: Cell) -> list[str]:
    """Every valid number in the cell as E.164, in order."""
    text = _as_digits(line_of(cell))
    whole = _valid(text)
    if whole:
        return [whole]
    parts = [[_valid(part)] if _valid(part) else _embedded(part) for part in _BETWEEN_TWO.split(text)]
    return list(dict.fromkeys(number for part in parts for number in part))


def usual_numbers(texts: Sequence[str | None]) -> list[str | None]:
    """The same answers as ``phonenumbers`` gives, a hundred times faster; None where it has to be asked."""
    usual, valid = _USUAL.fullmatch, _a_number_of_this_country().fullmatch
    found = [usual(text) if text else None for text in texts]
    digits = ["".join(match.groups()) if match else "" for match in found]
    return [f"+1{number}" if number and valid(number) else None for number in digits]


def _clean(cell: Cell, name: str, other: str) -> Cleaned:
    text = line_of(cell)
    (usual,) = usual_numbers([text])
    if usual:
        return Cleaned(((name, usual),))
    if not text or says_unknown(text):
        return NOTHING
    numbers = phone_numbers_in(cell)
    if not numbers:
        return Cleaned((), (warning(f'"{text}" is not a valid phone number; left empty'),))
    return Cleaned(tuple(zip((name, other), numbers, strict=False)), tuple(_said_of(text, numbers)))


def _said_of(text: str, numbers: list[str]) -> list[Remark]:
    said = []
    if len(numbers) > 2:
        said.append(warning(f'only the first two numbers of "{text}" were taken'))
    if re.search(r"(?:ext\.?|extension|x)\s*\d+\s*$", text, re.IGNORECASE):
        said.append(warning(f'the extension in "{text}" was left out'))
    words = [word for word in re.findall(r"[a-z]+", folded(text)) if word not in _LABELS]
    lost = len(re.findall(r"\d", text)) >= 10 * (len(numbers) + 1) - 3
    if lost or any(len(word) > 2 for word in words):
        said.append(warning(f'from "{text}" only this was taken: {", ".join(numbers[:2])}'))
    return said


def _as_digits(text: str) -> str:
    return str(int(float(text))) if _EXPONENT.match(text) else text


@cache
def _a_number_of_this_country() -> re.Pattern[str]:
    described = phonenumbers.PhoneMetadata.metadata_for_region(_COUNTRY)
    assert described is not None
    assert described.fixed_line is not None
    return re.compile(described.fixed_line.national_number_pattern or "(?!)")


def _valid(text: str) -> str:
    try:
        number = phonenumbers.parse(text, _COUNTRY)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _embedded(text: str) -> list[str]:
    matches = phonenumbers.PhoneNumberMatcher(text, _COUNTRY)
    return [
        phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164) for match in matches
    ]

"""Most cells are clean already. One look tells, with the same answer that the column's cleaner gives.

A glance goes over many cells at once. Of each it returns the value, or None where the cleaner has to be
asked.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from carehub.spreadsheet_import.cleaning import dates, names, phones, places
from carehub.spreadsheet_import.cleaning.cleaned import Cleaned, ColumnFacts, Value
from carehub.spreadsheet_import.cleaning.text import says_nothing
from carehub.spreadsheet_import.reader.cells import Cell

Text = str | None
Glance = Callable[[Sequence[Text], ColumnFacts], Sequence[Value | None]]

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


def _as_written(form: re.Pattern[str]) -> Glance:
    """What has this form means what stands there."""
    fits, all_fit = form.fullmatch, _all_of(form)

    def glance(cells: Sequence[Text], facts: ColumnFacts) -> Sequence[Value | None]:
        if all_fit(cells):
            return cells
        return [cell if cell and fits(cell) else None for cell in cells]

    return glance


def _all_of(form: re.Pattern[str]) -> Callable[[Sequence[Text]], bool]:
    """Whether all cells that say anything have this form: one look at all of them together."""
    fits = re.compile(rf"(?>(?:{form.pattern})\n)*+").fullmatch

    def all_fit(cells: Sequence[Text]) -> bool:
        filled = [cell for cell in cells if cell is not None]
        together = "\n".join([*filled, ""])
        # A cell of several lines could pass as several cells.
        return together.count("\n") == len(filled) and fits(together) is not None

    return all_fit


def _codes(cells: Sequence[Text], facts: ColumnFacts) -> Sequence[Value | None]:
    return [None] * len(cells) if facts.split_at else _code(cells, facts)


def _names(cells: Sequence[Text], facts: ColumnFacts) -> Sequence[Value | None]:
    if _are_names(cells) and not any(map(says_nothing, filter(None, cells))):
        return cells
    fits = _NAME.fullmatch
    return [cell if cell and fits(cell) and not says_nothing(cell) else None for cell in cells]


def _phones(cells: Sequence[Text], facts: ColumnFacts) -> Sequence[Value | None]:
    return phones.usual_numbers(cells)


def _births(cells: Sequence[Text], facts: ColumnFacts) -> Sequence[Value | None]:
    fits = _ISO.fullmatch
    return [_birth(cell, facts.today) if cell and fits(cell) else None for cell in cells]


def _birth(text: str, today: date) -> date | None:
    try:
        return dates.plausible_birth(date.fromisoformat(text), today)
    except ValueError:
        return None


_are_names, _code = _all_of(_NAME), _as_written(_CODE)
_GLANCES: Mapping[Callable[[Cell, ColumnFacts], Cleaned], Glance] = {
    places.clean_mrn: _codes,
    places.clean_insurance_id: _codes,
    names.clean_last_name: _names,
    names.clean_first_name: _names,
    names.clean_middle_name: _names,
    dates.clean_birth_date: _births,
    phones.clean_phone: _phones,
    phones.clean_phone_alt: _phones,
    phones.clean_email: _as_written(_EMAIL),
    places.clean_address: _as_written(_STREET),
    places.clean_notes: _as_written(_NOTE),
}

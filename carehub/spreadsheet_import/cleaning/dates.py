"""Dates of birth: read as written, proved by the column, never guessed and never in the future."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from carehub.spreadsheet_import.cleaning.cleaned import (
    NOTHING,
    Cleaned,
    ColumnFacts,
    DateOrder,
    Remark,
    cleaned,
    error,
    warning,
)
from carehub.spreadsheet_import.cleaning.text import folded, line_of, says_unknown
from carehub.spreadsheet_import.reader.cells import Cell

OLDEST_AGE = 120
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january ene enero", "feb february febrero", "mar march marzo", "apr april abr abril",
         "may mayo", "jun june junio", "jul july julio", "aug august ago agosto",
         "sep sept september septiembre setiembre", "oct october octubre", "nov november noviembre",
         "dec december dic diciembre"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:$|[T ])")
_NUMERIC = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:$|[T ,])")
_COMPACT = re.compile(r"^\d{8}$")
_SERIAL = re.compile(r"^\d{1,5}(?:\.\d+)?$")
_SENTINELS = frozenset({date(1, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1899, 12, 31),
                        date(1900, 1, 1), date(9999, 12, 31)})  # fmt: skip
_ZEROS_OR_NINES = re.compile(r"^(?:0+[-/. ]0+[-/. ]0+|9+[-/. ]9+[-/. ]9+|00000000|99999999|01010001)$")
_NOT_A_DATE = "is not a date that we can read; write it as 1961-03-12"


@dataclass(frozen=True, slots=True)
class Reading:
    """Either one date, or why there is none. ``short_year``: only two digits stood there."""

    day: date | None = None
    why_not: str = ""
    short_year: bool = False
    is_unknown: bool = False


def clean_birth_date(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """The field ``birth_date``; an error when it cannot be read or cannot be a living person's."""
    shown = line_of(cell)
    reading = read_date(cell, facts)
    if reading.is_unknown:
        return Cleaned(
            (), (warning(f'"{shown}" stands for an unknown date; the date of birth is left empty'),)
        )
    if reading.day is None:
        return Cleaned((), (error(f'"{shown}" {reading.why_not}'),)) if shown else NOTHING
    why_not = _impossible_birth(reading.day, facts.today)
    if why_not:
        return Cleaned((), (error(f'"{shown}" {why_not}'),))
    return cleaned("birth_date", reading.day, *_doubt(shown, reading, facts.today))


def clean_death_date(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """A filled date of death means: status deceased. Nobody calls the dead."""
    shown = line_of(cell)
    if (
        not shown
        or says_unknown(shown)
        or folded(shown) in {"no", "n", "false", "0", "alive", "living", "vivo"}
    ):
        return NOTHING
    return cleaned("status", "deceased")


def day_month_order(cells: Iterable[Cell]) -> DateOrder | None:
    """What the cells of one column prove together; None when nothing does, or they contradict each other."""
    day_first = month_first = False
    for cell in set(cells):
        match = _NUMERIC.match(line_of(cell)) if isinstance(cell, str) else None
        if match:
            first, second = int(match[1]), int(match[2])
            day_first |= first > 12 >= second
            month_first |= second > 12 >= first
    if day_first == month_first:
        return None
    return DateOrder.DAY_FIRST if day_first else DateOrder.MONTH_FIRST


def is_order_unknown(cells: Iterable[Cell], order: DateOrder | None) -> bool:
    """Whether some cell can be read with the day or the month first, and nobody said which."""
    if order is not None:
        return False
    found = (_NUMERIC.match(line_of(cell)) for cell in set(cells) if isinstance(cell, str))
    return any(
        match and int(match[1]) <= 12 and int(match[2]) <= 12 and match[1] != match[2] for match in found
    )


def read_date(cell: Cell, facts: ColumnFacts) -> Reading:
    """The date in a cell of whatever type, or the reason why there is none."""
    if isinstance(cell, datetime):
        return _checked(cell.date())
    if isinstance(cell, date):
        return _checked(cell)
    if isinstance(cell, bool):
        return Reading(why_not=_NOT_A_DATE)
    if isinstance(cell, int | float):
        return _from_number(cell, facts)
    return _from_text(line_of(cell), facts)


def plausible_birth(day: date, today: date) -> date | None:
    """The day, if someone who lives can be born then and it stands for no unknown one."""
    return None if day in _SENTINELS or _impossible_birth(day, today) else day


def _checked(day: date) -> Reading:
    return Reading(is_unknown=True) if day in _SENTINELS else Reading(day)


def _from_number(number: float, facts: ColumnFacts) -> Reading:
    if 1890 <= number <= facts.today.year and float(number).is_integer():
        return Reading(why_not="is only a year; a date of birth needs the day and the month")
    if _COMPACT.match(str(number)):
        return _from_compact(str(number), facts)
    if 0 <= number < 60_000:
        epoch = date(1904, 1, 1) if facts.starts_1904 else date(1899, 12, 30)
        # Day 60 is 29 Feb 1900, which never was: days before it are one off.
        early = not facts.starts_1904 and number < 60
        return _checked(epoch + timedelta(days=int(number) + early))
    return Reading(why_not=_NOT_A_DATE)


def _from_text(text: str, facts: ColumnFacts) -> Reading:
    if not text:
        return Reading()
    if says_unknown(text) or _ZEROS_OR_NINES.match(text):
        return Reading(is_unknown=True)
    if match := _ISO.match(text):
        return _calendar(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.match(text):
        return _from_numeric(int(match[1]), int(match[2]), match[3], facts)
    if _COMPACT.match(text):
        return _from_compact(text, facts)
    if _SERIAL.match(text):
        return _from_number(float(text), facts)
    return _from_words(text, facts)


def _from_numeric(first: int, second: int, year: str, facts: ColumnFacts) -> Reading:
    if first > 12 and second > 12 and len(year) == 2 and int(year) <= 31:
        return Reading(why_not="can be read in more than one way; write it as 1961-03-12")
    if first <= 12 and second <= 12 and first != second and facts.order is None:
        return Reading(
            why_not="can be read with the day or the month first, and nothing in this column shows which; "
            "choose the order, or write it as 1961-03-12"
        )
    day_first = first > 12 or (facts.order is DateOrder.DAY_FIRST and second <= 12)
    day, month = (first, second) if day_first else (second, first)
    return _with_century(year, month, day, facts.today)


def _with_century(year: str, month: int, day: int, today: date) -> Reading:
    if len(year) == 4:
        return _calendar(int(year), month, day)
    recent = _calendar(2000 + int(year), month, day)
    if recent.day is not None and recent.day <= today:
        return Reading(recent.day, short_year=True)
    earlier = _calendar(1900 + int(year), month, day)
    return Reading(earlier.day, earlier.why_not, short_year=True)


def _from_compact(digits: str, facts: ColumnFacts) -> Reading:
    as_written = _calendar(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if as_written.is_unknown or (as_written.day and 1800 <= as_written.day.year <= facts.today.year):
        return as_written
    return _from_numeric(int(digits[:2]), int(digits[2:4]), digits[4:], facts)


def _from_words(text: str, facts: ColumnFacts) -> Reading:
    words = [
        word
        for word in re.findall(r"\d+|[a-z]+", folded(text))
        if word not in {"de", "del", "of", "th", "st", "nd", "rd"}
    ]
    months = [_MONTHS[word] for word in words if word in _MONTHS]
    numbers = [word for word in words if word.isdigit()]
    if len(months) != 1 or len(numbers) < 2:
        return Reading(why_not=_NOT_A_DATE)
    if len(numbers[0]) == 4:
        return _calendar(int(numbers[0]), months[0], int(numbers[1]))
    if len(numbers[1]) not in {2, 4}:
        return Reading(why_not=_NOT_A_DATE)
    return _with_century(numbers[1], months[0], int(numbers[0]), facts.today)


def _calendar(year: int, month: int, day: int) -> Reading:
    try:
        return _checked(date(year, month, day))
    except ValueError:
        return Reading(why_not="is not a day in the calendar")


def _impossible_birth(day: date, today: date) -> str:
    if day > today:
        return "is in the future; a birth cannot be"
    if (age := age_on(day, today)) > OLDEST_AGE:
        return f"would make the patient {age} years old"
    return ""


def age_on(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _doubt(shown: str, reading: Reading, today: date) -> tuple[Remark, ...]:
    day = reading.day
    if (
        not reading.short_year
        or day is None
        or day.year < 2000
        or today.year - day.year + 100 > OLDEST_AGE - 10
    ):
        return ()
    return (warning(f'"{shown}" was read as {day.year}; if it is {day.year - 100}, write four digits'),)

"""The dates of a referral: each kept apart, none in the future save the appointment's."""

import re
from dataclasses import replace
from datetime import datetime, time, timedelta

from carehub.spreadsheet_import.cleaning.cleaned import NOTHING, Cleaned, ColumnFacts, cleaned, error, warning
from carehub.spreadsheet_import.cleaning.dates import Reading, read_date
from carehub.spreadsheet_import.cleaning.text import line_of, says_unknown
from carehub.spreadsheet_import.columns import Cleaner
from carehub.spreadsheet_import.reader.cells import Cell

# How far ahead an appointment can lie: two digits of a year are read up to there.
_AHEAD = timedelta(days=3 * 365)
_OLDEST = timedelta(days=10 * 365)
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})(?::(\d{2}))?(?::\d{2})?\s*([ap])\.?\s?m\b\.?|(?<!\d)(\d{1,2}):(\d{2})(?!\d)", re.I
)


def day_cleaner(name: str) -> Cleaner:
    """The cleaner of a day on which something was done: an error when it is not a day, or lies ahead."""

    def clean_day(cell: Cell, facts: ColumnFacts) -> Cleaned:
        shown = line_of(cell)
        reading = _read(cell, facts)
        if reading.day is None:
            return _no_day(shown, reading)
        if reading.day > facts.today:
            return Cleaned((), (error(f'"{shown}" is in the future'),))
        if reading.day < facts.today - _OLDEST:
            return Cleaned((), (error(f'"{shown}" is more than ten years ago'),))
        return cleaned(name, reading.day.isoformat())

    return clean_day


def clean_appointment(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """The day, or day and time as ``2026-12-03T14:30`` by the center's wall clock."""
    shown = line_of(cell)
    reading = _read(cell, facts)
    if reading.day is None:
        return _no_day(shown, reading)
    if not facts.today - _OLDEST < reading.day < facts.today + _AHEAD:
        return Cleaned((), (error(f'"{shown}" is too far away for an appointment'),))
    at = _time_in(cell)
    day = reading.day.isoformat()
    return cleaned("appointment", f"{day}T{at:%H:%M}" if at else day)


def clean_appointment_time(cell: Cell, facts: ColumnFacts) -> Cleaned:
    """A time of day in a column of its own, as ``14:30``."""
    shown = line_of(cell)
    at = _time_in(cell)
    if at is not None:
        return cleaned("appointment_time", f"{at:%H:%M}")
    if not shown or says_unknown(shown):
        return NOTHING
    return Cleaned((), (warning(f'"{shown}" is not a time of day; left empty'),))


def _read(cell: Cell, facts: ColumnFacts) -> Reading:
    return read_date(cell, replace(facts, today=facts.today + _AHEAD))


def _no_day(shown: str, reading: Reading) -> Cleaned:
    if not shown or reading.is_unknown:
        return NOTHING
    return Cleaned((), (error(f'"{shown}" {reading.why_not}'),))


def _time_in(cell: Cell) -> time | None:
    """Midnight is what a spreadsheet shows where no time was written."""
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0) if cell.time() != time.min else None
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0)
    if isinstance(cell, float):
        minutes = round(cell % 1 * 1440)
        return time(minutes // 60 % 24, minutes % 60) if minutes else None
    return _time_written(line_of(cell))


def _time_written(text: str) -> time | None:
    match = _CLOCK.search(text)
    if match is None:
        return None
    hour, minute = int(match[1] or match[4]), int(match[2] or match[5] or 0)
    if match[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (match[3].lower() == "p")
    at_midnight = (hour, minute) == (0, 0) and not match[3]
    return time(hour, minute) if hour < 24 and minute < 60 and not at_midnight else None

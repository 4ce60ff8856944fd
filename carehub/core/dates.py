"""How days, times and ages are written, the same everywhere."""

from datetime import date, datetime

from carehub.core import clock

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def written_date(day: date) -> str:
    """``07-Mar-1961``: nobody can take day for month."""
    return f"{day.day:02d}-{_MONTHS[day.month - 1]}-{day.year:04d}"


def written_time(instant: datetime, time_zone: str) -> str:
    """``07-Mar-2026, 9:05 AM`` as the wall clock of the center showed it."""
    return f"{written_date(clock.local(instant, time_zone))}, {written_clock(instant, time_zone)}"


def written_clock(instant: datetime, time_zone: str) -> str:
    """``9:05 AM`` as the wall clock of the center showed it."""
    wall = clock.local(instant, time_zone)
    return f"{wall.hour % 12 or 12}:{wall.minute:02d} {'AM' if wall.hour < 12 else 'PM'}"


def born(birth_date: date, today: date) -> str:
    """``07-Mar-1961 (65y)``; under two years of age in months."""
    return f"{written_date(birth_date)} ({age(birth_date, today)})"


def age(birth_date: date, today: date) -> str:
    """``65y``, or ``7m`` for a child under two."""
    months = (today.year - birth_date.year) * 12 + today.month - birth_date.month
    months -= today.day < birth_date.day
    return f"{months // 12}y" if months >= 24 else f"{months}m"


def ago(instant: datetime, now: datetime) -> str:
    """``3 seconds ago``, ``5 minutes ago``, ``2 hours ago``, ``4 days ago``."""
    seconds = max(0, int((now - instant).total_seconds()))
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return _count(seconds // length, unit)
    return _count(seconds, "second")


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'} ago"

"""The only source of the present: instants are aware UTC, days belong to a time zone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, available_timezones

_frozen: datetime | None = None


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _frozen or datetime.now(UTC)


def today(time_zone: str) -> date:
    """The calendar day that it is now in the IANA zone, for example ``America/Chicago``."""
    return local(now(), time_zone).date()


def local(instant: datetime, time_zone: str) -> datetime:
    """The same instant as the wall clock of the zone shows it."""
    return instant.astimezone(ZoneInfo(time_zone))


def is_time_zone(name: str) -> bool:
    return name in available_timezones()


@contextmanager
def freeze(instant: datetime) -> Iterator[None]:
    """Hold the clock at an aware instant (tests and the practice center's history)."""
    global _frozen
    before, _frozen = _frozen, instant.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before

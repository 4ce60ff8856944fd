"""The time zones that are offered for a center."""

from zoneinfo import available_timezones

# What people call them, for the places where most centers are.
UNITED_STATES = {
    "America/New_York": "Eastern",
    "America/Chicago": "Central",
    "America/Denver": "Mountain",
    "America/Phoenix": "Arizona",
    "America/Los_Angeles": "Pacific",
    "America/Anchorage": "Alaska",
    "Pacific/Honolulu": "Hawaii",
    "America/Puerto_Rico": "Puerto Rico",
}

_REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


def elsewhere(*also: str) -> list[str]:
    """All other zones that are named after a place, UTC, and those named in ``also``."""
    named = {zone for zone in available_timezones() if zone.startswith(_REGIONS)}
    return sorted((named | {"UTC", *filter(None, also)}) - UNITED_STATES.keys())

"""The time zones that the set-up page offers."""

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

_REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def elsewhere() -> list[str]:
    """All other zones that are named after a place, and UTC."""
    named = (zone for zone in available_timezones() if zone.startswith(_REGIONS) and "/" in zone)
    return [*sorted(set(named) - UNITED_STATES.keys()), "UTC"]

"""What the rest of CareHub may ask of working time; each verb stands in the module of its idea."""

from carehub.working_time.closing import (
    Holiday,
    add_closing_day,
    closing_days,
    holidays,
    keep_holiday,
    named_closing_days,
    own_closing_days,
    remove_closing_day,
)
from carehub.working_time.hours import (
    WEEKDAYS,
    Opening,
    Stretch,
    Week,
    hours_of,
    is_working_time,
    own_hours,
    set_hours,
    stretches,
)
from carehub.working_time.rooms import add_room, close_room, every_room, rename_room, reopen_room, rooms
from carehub.working_time.zones import own_time_zone, set_time_zone, time_zone

__all__ = [
    "WEEKDAYS",
    "Holiday",
    "Opening",
    "Stretch",
    "Week",
    "add_closing_day",
    "add_room",
    "close_room",
    "closing_days",
    "every_room",
    "holidays",
    "hours_of",
    "is_working_time",
    "keep_holiday",
    "named_closing_days",
    "own_closing_days",
    "own_hours",
    "own_time_zone",
    "remove_closing_day",
    "rename_room",
    "reopen_room",
    "rooms",
    "set_hours",
    "set_time_zone",
    "stretches",
    "time_zone",
]

"""When the practice center works: the hours and rooms of its sites, and the days on which it is closed."""

from datetime import date, time, timedelta

from sqlmodel import Session

from carehub.practice.staff import NORTH, Staff
from carehub.working_time import service
from carehub.working_time.service import Opening, Week

_TOLD_FOR = timedelta(days=900)
_WEEK: Week = tuple(Opening(weekday, time(8), time(17)) for weekday in range(5))
_SATURDAY = Opening(5, time(9), time(12))
_PAT: Week = tuple(
    Opening(weekday, *part)
    for weekday in range(5)
    for part in ((time(8, 30), time(12)), (time(12, 45), time(16, 30)))
)
_ROOMS = ("Room 1", "Room 2", "Quiet room")


def open_doors(session: Session, staff: Staff, today: date) -> frozenset[date]:
    """Say when the sites are open and when Pat works; returns the closing days around ``today``."""
    dana = staff.actors["dana"]
    for name, site_id in staff.sites.items():
        week = (*_WEEK, _SATURDAY) if name == NORTH else _WEEK
        service.set_hours(session, dana, site_id, None, None, week)
        for room in _ROOMS:
            service.add_room(session, dana, site_id, room)
    service.set_hours(session, dana, staff.sites[NORTH], staff.actors["pat"].user_id, None, _PAT)
    retreat = _next(today + timedelta(days=30), weekday=4)
    service.add_closing_day(session, dana, retreat, "Staff retreat")
    return service.closing_days(session, today - _TOLD_FOR, today + timedelta(days=60))


def _next(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)

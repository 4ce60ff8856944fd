"""Meetings of the practice center's staff, and who is out of the office."""

from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.practice.diary import Diary
from carehub.practice.staff import LAKE, NORTH, Staff
from carehub.shared_calendar import series
from carehub.shared_calendar.recurrence import Repeat, Unit
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.slots import Slot
from carehub.shared_calendar.status import Kind

_TUESDAY, _WEDNESDAY = 1, 2
_SINCE, _WEEKS = timedelta(days=21), 10
_BEFORE_PATIENTS, _AFTER_PATIENTS = time(8, 30), time(15, 45)


def meet(session: Session, diary: Diary, staff: Staff) -> None:
    """Note the weekly case conference of Northside, and an afternoon on which Sam is away."""
    actors, first = staff.actors, _next(diary.today - _SINCE, _TUESDAY)
    others = tuple(actors[who].user_id for who in ("bob", "erin", "pat"))
    conference = Details(
        "Case conference",
        staff.sites[NORTH],
        staff_id=actors["alice"].user_id,
        kind=Kind.MEETING,
        attendees=others,
    )
    weekly = Booking(
        conference, _slot(diary, first, _BEFORE_PATIENTS, 30), repeat=Repeat(1, Unit.WEEK, times=_WEEKS)
    )
    diary.note(_some_morning(diary, first), lambda: _book(session, actors["alice"], weekly))
    away = Details("Dentist", staff.sites[LAKE], staff_id=actors["sam"].user_id, kind=Kind.OUT_OF_OFFICE)
    afternoon = _slot(diary, _next(diary.today + timedelta(days=3), _WEDNESDAY), _AFTER_PATIENTS, 75)
    diary.note(diary.now, lambda: _book(session, actors["sam"], Booking(away, afternoon)))


def _book(session: Session, actor: Actor, booking: Booking) -> None:
    series.book(session, actor, booking)


def _slot(diary: Diary, day: date, at: time, minutes: int) -> Slot:
    start = diary.instant(day, at)
    return Slot(start, start + timedelta(minutes=minutes))


def _some_morning(diary: Diary, day: date) -> datetime:
    """When the first of them was booked: four days before."""
    return diary.instant(day - timedelta(days=4), time(10))


def _next(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)

"""Appointments of the practice center: sixty a week, last week's with how they went."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.practice import made_up
from carehub.practice.diary import Diary
from carehub.practice.patients import MadeUpPatient
from carehub.practice.staff import BOOKS_AT, LAKE, NORTH, SOUTH, Staff
from carehub.referrals.status import MissedReason
from carehub.shared_calendar import service as calendar
from carehub.shared_calendar.requests import Booking, Details
from carehub.shared_calendar.slots import Slot
from carehub.shared_calendar.status import AppointmentStatus, AppointmentType, Mode
from carehub.working_time import service as working_time

A_DAY = 12
FIRST_DAY, LAST_DAY = -14, 20
_LENGTH = timedelta(minutes=30)
_TIMES = (
    time(9),
    time(9, 45),
    time(10, 30),
    time(11, 15),
    time(13),
    time(13, 45),
    time(14, 30),
    time(15, 15),
)
_SEE_PATIENTS = (("pat", NORTH), ("alice", NORTH), ("charlie", SOUTH), ("sam", SOUTH), ("fay", LAKE))
_TYPES = {
    "Therapy intake": AppointmentType.THERAPY,
    "Benefits paperwork": AppointmentType.SOCIAL_SERVICE,
    "Blood pressure check": AppointmentType.CHECK_UP,
}
_S = AppointmentStatus


@dataclass
class _Course:
    """One appointment from its booking to how it went."""

    session: Session
    booked_by: Actor
    patient: MadeUpPatient
    staff_id: int
    site_id: int
    room_id: int | None
    title: str
    slot: Slot
    appointment_id: int = 0
    version: int = 1

    def book(self) -> None:
        is_call = self.title == made_up.CALL
        details = Details(
            self.title,
            self.site_id,
            self.patient.patient_id,
            self.staff_id,
            mode=Mode.PHONE if is_call else Mode.IN_PERSON,
            type=_TYPES.get(self.title, AppointmentType.FOLLOW_UP),
            room_id=None if is_call else self.room_id,
        )
        booked = calendar.book(self.session, self.booked_by, Booking(details, self.slot))
        self.appointment_id = booked.id or 0

    def mark(self, status: AppointmentStatus, missed: MissedReason | None = None) -> None:
        by, appointment_id = self.booked_by, self.appointment_id
        calendar.mark(self.session, by, appointment_id, self.version, status, missed)
        self.version += 1

    def call_off(self) -> None:
        by, appointment_id = self.booked_by, self.appointment_id
        calendar.cancel(
            self.session, by, appointment_id, self.version, _S.CANCELLED_BY_PATIENT, "Feels better"
        )
        self.version += 1


def book_everybody(session: Session, diary: Diary, staff: Staff, everybody: list[MadeUpPatient]) -> None:
    """Note the bookings of each working day from two weeks ago on, and how the past ones went."""
    first, last = (diary.today + timedelta(days=offset) for offset in (FIRST_DAY, LAST_DAY))
    closed = working_time.closing_days(session, first, last)
    for offset in range(FIRST_DAY, LAST_DAY + 1):
        day = diary.today + timedelta(days=offset)
        if diary.working_day(offset) == day and day not in closed:
            _book_day(session, diary, staff, everybody, day)


def _book_day(
    session: Session, diary: Diary, staff: Staff, everybody: list[MadeUpPatient], day: date
) -> None:
    rooms = _rooms(session, staff)
    free = [(who, site, at) for who, site in _SEE_PATIENTS for at in _TIMES]
    able = [patient for patient in everybody if patient.is_active and not patient.is_new]
    seen = set[int]()
    for who, site, at in diary.chance.sample(free, A_DAY):
        others = [patient for patient in able if patient.site == site and patient.number not in seen]
        patient = diary.chance.choice(others)
        seen.add(patient.number)
        starts_at = diary.instant(day, at)
        course = _Course(
            session,
            booked_by=staff.actors[BOOKS_AT[site]],
            patient=patient,
            staff_id=staff.actors[who].user_id,
            site_id=staff.sites[site],
            room_id=rooms[who, site],
            title=diary.chance.choice(made_up.APPOINTMENTS),
            slot=Slot(starts_at, starts_at + _LENGTH),
        )
        booked_at = min(starts_at, diary.now) - timedelta(days=diary.chance.randrange(1, 12), hours=1)
        diary.note(booked_at, course.book)
        _note_how_it_went(diary, course, booked_at)


def _rooms(session: Session, staff: Staff) -> dict[tuple[str, str], int | None]:
    """At each site, the first who sees patients has the first room, the second the next."""
    found: dict[tuple[str, str], int | None] = {}
    for site, site_id in staff.sites.items():
        here = [who for who, where in _SEE_PATIENTS if where == site]
        rooms = working_time.rooms(session, site_id)
        found |= {(who, site): room.id for who, room in zip(here, rooms, strict=False)}
    return found


def _note_how_it_went(diary: Diary, course: _Course, booked_at: datetime) -> None:
    starts_at, ends_at = course.slot.starts_at, course.slot.ends_at
    fate = diary.chance.random()
    if fate < 0.05:
        diary.note(booked_at + timedelta(hours=3), course.call_off)
    elif fate < 0.13 and ends_at <= diary.now:
        missed = diary.chance.choice(made_up.MISSED)
        diary.note(starts_at + timedelta(minutes=20), partial(course.mark, _S.NO_SHOW, missed))
    elif starts_at <= diary.now:
        diary.note(starts_at, partial(course.mark, _S.ARRIVED))
        if ends_at <= diary.now:
            diary.note(ends_at, partial(course.mark, _S.COMPLETED))
    elif fate < 0.5:
        diary.note(booked_at + timedelta(hours=2), partial(course.mark, _S.CONFIRMED))

"""Whether times lie in the hours that are worked: of the person, else of the site, closing days left out."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from sqlmodel import Session

from carehub.accounts.models import Site, User
from carehub.core import clock
from carehub.core.dates import written_date
from carehub.shared_calendar.slots import Slot, said
from carehub.working_time import service as working_time
from carehub.working_time.service import Stretch


class Placed(Protocol):
    """What is known of a wanted time: where it is, and with whom."""

    @property
    def slot(self) -> Slot: ...
    @property
    def site_id(self) -> int: ...
    @property
    def staff(self) -> tuple[int, ...]: ...
    @property
    def keeps_hours(self) -> bool: ...


def outside(session: Session, wanted: Sequence[Placed]) -> list[tuple[int, str]]:
    """Why times do not fit, each by its place in the list; a series is one look into the hours."""
    found: dict[tuple[int, str], None] = {}
    for (site_id, staff_id), indexes in _by_place(wanted).items():
        week = _Worked(session, site_id, staff_id, [wanted[index].slot for index in indexes])
        found |= {(index, why): None for index in indexes if (why := week.refusal(wanted[index].slot))}
    return list(found)


class _Worked:
    """The hours that one person, or nobody in particular, works at one site around some slots."""

    def __init__(self, session: Session, site_id: int, staff_id: int | None, slots: Sequence[Slot]) -> None:
        self._zone = working_time.time_zone(session, site_id)
        self._where = session.get_one(Site, site_id).name
        self._who = session.get_one(User, staff_id).name if staff_id is not None else ""
        first, last = (self._day(min(slots, key=_begin)), self._day(max(slots, key=_begin)))
        self._closed = working_time.named_closing_days(session, first, last, site_id)
        known = working_time.stretches(session, first, last, site_id, staff_id)
        self._known = None if known is None else _by_day(known, self._zone)

    def refusal(self, slot: Slot) -> str:
        """Why this slot is outside of them; empty when it is not."""
        day = self._day(slot)
        if day in self._closed:
            return f"{self._where} is closed on {written_date(day)} ({self._closed[day]})"
        if self._known is None or any(_holds(each, slot) for each in self._known.get(day, ())):
            return ""
        when = said(slot, self._zone)
        return (
            f"{self._who} does not work at {self._where} {when}"
            if self._who
            else f"{self._where} is closed {when}"
        )

    def _day(self, slot: Slot) -> date:
        return clock.local(slot.starts_at, self._zone).date()


def _by_place(wanted: Sequence[Placed]) -> dict[tuple[int, int | None], list[int]]:
    found: dict[tuple[int, int | None], list[int]] = {}
    for index, each in enumerate(wanted):
        if each.keeps_hours:
            for staff_id in each.staff or (None,):
                found.setdefault((each.site_id, staff_id), []).append(index)
    return found


def _by_day(stretches: Sequence[Stretch], zone: str) -> dict[date, list[Stretch]]:
    found: dict[date, list[Stretch]] = {}
    for each in stretches:
        found.setdefault(clock.local(each.starts_at, zone).date(), []).append(each)
    return found


def _holds(stretch: Stretch, slot: Slot) -> bool:
    return stretch.starts_at <= slot.starts_at and slot.ends_at <= stretch.ends_at


def _begin(slot: Slot) -> datetime:
    return slot.starts_at

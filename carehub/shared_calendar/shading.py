"""When nothing is worked: what the calendar shades, and what it says of closing days."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from carehub.core import clock
from carehub.shared_calendar.showing import ShownEvent
from carehub.ui.widgets.calendar import BusinessHours
from carehub.working_time import service as working_time
from carehub.working_time.service import Opening, Stretch

# Where nobody has said, the calendar shades what is unusual at most places.
USUAL = [BusinessHours(daysOfWeek=[1, 2, 3, 4, 5], startTime="08:00", endTime="17:00")]


def business_hours(
    session: Session, site_ids: Sequence[int], user_id: int | None = None
) -> list[BusinessHours]:
    """When any of the sites is open, or this person works at any of them."""
    weeks = [working_time.hours_of(session, site_id, user_id) for site_id in site_ids]
    known = [opening for week in weeks if week is not None for opening in week]
    return [_in_words_of_the_widget(each) for each in known] if known else USUAL


def closed_days(
    session: Session, start: datetime, end: datetime, site_ids: Sequence[int]
) -> list[ShownEvent]:
    """A row for each closing day of the range; with exactly one site, its own ones too."""
    site_id = site_ids[0] if len(site_ids) == 1 else None
    zone = working_time.time_zone(session, site_id)
    first, last = (clock.local(each, zone).date() for each in (start, end - timedelta(seconds=1)))
    named = working_time.named_closing_days(session, first, last, site_id)
    return [_whole_day(day, name) for day, name in named.items()]


def not_worked(
    session: Session, start: datetime, end: datetime, site_ids: Sequence[int], user_ids: Iterable[int]
) -> list[ShownEvent]:
    """For each person's column, the parts of the range in which the person works at none of the sites."""
    return [
        _gap(before, after, str(user_id))
        for user_id in user_ids
        for before, after in _gaps(start, end, _worked(session, start, end, site_ids, user_id))
    ]


def _worked(
    session: Session, start: datetime, end: datetime, site_ids: Sequence[int], user_id: int
) -> list[Stretch] | None:
    """None when it is not known when the person works at one of the sites."""
    found: list[Stretch] = []
    for site_id in site_ids:
        zone = working_time.time_zone(session, site_id)
        first, last = (clock.local(each, zone).date() for each in (start, end))
        there = working_time.stretches(session, first, last, site_id, user_id)
        if there is None:
            return None
        found += there
    return sorted(found)


def _gaps(start: datetime, end: datetime, worked: list[Stretch] | None) -> list[tuple[datetime, datetime]]:
    if worked is None:
        return []
    gaps, free_from = [], start
    for stretch in worked:
        if stretch.starts_at > free_from:
            gaps.append((free_from, min(stretch.starts_at, end)))
        free_from = max(free_from, stretch.ends_at)
    return [*gaps, (free_from, end)] if free_from < end else gaps


def _in_words_of_the_widget(opening: Opening) -> BusinessHours:
    sunday_is_zero = (opening.weekday + 1) % 7
    return BusinessHours(
        daysOfWeek=[sunday_is_zero], startTime=f"{opening.opens:%H:%M}", endTime=f"{opening.closes:%H:%M}"
    )


def _whole_day(day: date, name: str) -> ShownEvent:
    after = day + timedelta(days=1)
    return _background(f"closed-{day}", f"Closed: {name}", f"{day}", f"{after}", all_day=True)


def _gap(before: datetime, after: datetime, column: str) -> ShownEvent:
    row = _background(f"gap-{column}-{before:%H%M}", "", before.isoformat(), after.isoformat(), all_day=False)
    return {**row, "columns": [column]}


def _background(row_id: str, title: str, start: str, end: str, *, all_day: bool) -> ShownEvent:
    return ShownEvent(
        id=row_id,
        title=title,
        detail="",
        badge="",
        mark="",
        tone="gray",
        faded=False,
        movable=False,
        start=start,
        end=end,
        all_day=all_day,
        version=0,
        columns=[],
        background=True,
    )

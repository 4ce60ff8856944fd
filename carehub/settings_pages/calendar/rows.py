"""What Settings > Calendar shows, and its forms parsed."""

from datetime import date, time
from typing import TypedDict

from sqlmodel import Session

from carehub.accounts import service as accounts
from carehub.core.actor import Actor, Role
from carehub.core.dates import written_date
from carehub.core.errors import Invalid
from carehub.ui.claims import fields_of
from carehub.working_time import service
from carehub.working_time.service import WEEKDAYS, Opening, Week

# A day has a morning and an afternoon, with a break between them; most have only the first.
PARTS = (1, 2)
USUAL_WEEK: Week = tuple(Opening(weekday, time(8), time(17)) for weekday in range(5))


class PlaceRow(TypedDict):
    """Something to choose from: a site or a person, by its id as text."""

    id: str
    name: str


class DayRow(TypedDict):
    """A weekday in the form of the hours: times as HH:MM, empty where nothing is worked."""

    weekday: int
    name: str
    opens_1: str
    closes_1: str
    opens_2: str
    closes_2: str


class RoomRow(TypedDict):
    id: int
    version: int
    name: str
    is_active: bool


class HolidayRow(TypedDict):
    """A federal holiday and when it comes next."""

    name: str
    next_day: str
    is_kept: bool


class ClosingDayRow(TypedDict):
    """A closing day of the center's own; ``where`` names the site, or all."""

    id: int
    day: str
    name: str
    where: str


def field_of(part: str, weekday: int) -> str:
    """What the form calls the control: ``opens_1`` of Tuesday is ``opens_1_1``."""
    return f"{part}_{weekday}"


def day_rows(week: Week) -> list[DayRow]:
    """The seven days; of a day with more than two stretches the form knows the first two."""
    return [_day_row(weekday, [each for each in week if each.weekday == weekday]) for weekday in range(7)]


def week_of(form: object) -> Week:
    """What the form of the hours says."""
    names = [
        field_of(f"{end}_{part}", day) for end in ("opens", "closes") for part in PARTS for day in range(7)
    ]
    given = fields_of(form, names)
    return tuple(
        opening
        for weekday in range(7)
        for part in PARTS
        if (
            opening := _opening(
                weekday, *(given.get(field_of(f"{end}_{part}", weekday), "") for end in _ENDS)
            )
        )
    )


def people_at(session: Session, actor: Actor, site_id: int) -> list[PlaceRow]:
    """Who can be booked at a site, by name."""
    return [
        PlaceRow(id=str(each.user_id), name=each.name)
        for each in accounts.people(session, actor)
        if each.is_active and each.role is not Role.ADMIN and (each.all_sites or site_id in each.site_ids)
    ]


def room_rows(session: Session, actor: Actor, site_id: int) -> list[RoomRow]:
    return [
        RoomRow(id=room.id or 0, version=room.version, name=room.name, is_active=room.is_active)
        for room in service.every_room(session, actor)
        if room.site_id == site_id
    ]


def holiday_rows(session: Session, actor: Actor, today: date) -> list[HolidayRow]:
    return [
        HolidayRow(name=each.name, next_day=written_date(each.next_day), is_kept=each.is_kept)
        for each in service.holidays(session, actor, today)
    ]


def closing_day_rows(session: Session, actor: Actor, today: date) -> list[ClosingDayRow]:
    names = {site.id: site.name for site in accounts.sites(session, actor)}
    return [
        ClosingDayRow(
            id=each.id or 0,
            day=written_date(each.day),
            name=each.name,
            where=names.get(each.site_id, "One site") if each.site_id else "All sites",
        )
        for each in service.own_closing_days(session, actor, today)
    ]


_ENDS = ("opens", "closes")


def _day_row(weekday: int, openings: list[Opening]) -> DayRow:
    words = [(f"{each.opens:%H:%M}", f"{each.closes:%H:%M}") for each in openings[:2]]
    (opens_1, closes_1), (opens_2, closes_2) = (*words, ("", ""), ("", ""))[:2]
    return DayRow(
        weekday=weekday,
        name=WEEKDAYS[weekday],
        opens_1=opens_1,
        closes_1=closes_1,
        opens_2=opens_2,
        closes_2=closes_2,
    )


def _opening(weekday: int, opens: str, closes: str) -> Opening | None:
    if not opens and not closes:
        return None
    try:
        return Opening(weekday, time.fromisoformat(opens), time.fromisoformat(closes))
    except ValueError:
        raise Invalid(f"{WEEKDAYS[weekday]} needs both a start and an end, or neither.") from None

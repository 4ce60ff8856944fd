"""What stands around the appointments of a calendar: legend, columns, hours, and by which clock."""

from dataclasses import dataclass

from sqlmodel import Session, select

from carehub.accounts import service as accounts
from carehub.accounts.models import Site
from carehub.core.actor import Actor
from carehub.shared_calendar import reading, shading
from carehub.shared_calendar.selection import ColourBy, Columns
from carehub.shared_calendar.showing import NOBODY_YET, SiteMark, initials, marks_of, staff_mark, type_mark
from carehub.shared_calendar.status import AppointmentType
from carehub.ui.widgets.calendar import BusinessHours
from carehub.ui.widgets.day_columns import DayColumn
from carehub.working_time import service as working_time


@dataclass(frozen=True, slots=True)
class Around:
    """``site_id`` is the one site that is shown, 0 for all of this person's."""

    site_id: int
    sites: list[SiteMark]
    people: list[SiteMark]
    marks: list[SiteMark]
    columns: list[DayColumn]
    hours: list[BusinessHours]
    time_zone: str


def read(session: Session, actor: Actor, site_id: int, staff_id: int, view: str, colour_by: str) -> Around:
    """For the site that is asked for, if it is one of this person's, and the member of staff, if any."""
    mine = accounts.sites(session, actor)
    ids = [site.id for site in mine if site.id is not None]
    shown = [site_id] if site_id in ids else ids
    names = reading.staff_of(session, actor, shown)
    people = [staff_mark(user_id, name) for user_id, name in names.items()]
    only = {user_id: name for user_id, name in names.items() if user_id == staff_id}
    sites = marks_of(mine)
    return Around(
        site_id=site_id if site_id in ids else 0,
        sites=sites,
        people=people,
        marks=_legend(colour_by, sites, people),
        columns=_columns(session, actor, view, shown, only or names),
        hours=shading.business_hours(session, shown, staff_id or None),
        time_zone=working_time.time_zone(session, site_id if site_id in ids else None),
    )


def _legend(colour_by: str, sites: list[SiteMark], people: list[SiteMark]) -> list[SiteMark]:
    match colour_by:
        case ColourBy.STAFF:
            return people
        case ColourBy.TYPE:
            return [type_mark(kind) for kind in AppointmentType]
        case _:
            return sites


def _columns(
    session: Session, actor: Actor, view: str, site_ids: list[int], names: dict[int, str]
) -> list[DayColumn]:
    match view:
        case Columns.PROVIDERS:
            works_at = _sites_of_staff(session, actor, site_ids)
            found = [
                DayColumn(
                    id=str(user_id), title=name, known={"staff": str(user_id), "site": str(works_at[user_id])}
                )
                for user_id, name in names.items()
            ]
            return [*found, DayColumn(id="0", title=NOBODY_YET, known={})]
        case Columns.ROOMS:
            return [DayColumn(id="0", title="No room", known={}), *_rooms(session, site_ids)]
        case _:
            return []


def _sites_of_staff(session: Session, actor: Actor, site_ids: list[int]) -> dict[int, int]:
    """Where each member of staff is booked unless something else is chosen: the first of the sites."""
    return {
        user_id: site_id
        for site_id in reversed(site_ids)
        for user_id in reading.staff_at(session, actor, site_id)
    }


def _rooms(session: Session, site_ids: list[int]) -> list[DayColumn]:
    """The rooms of the sites; where several sites are shown, each with the letters of its site."""
    letters = {site.id: initials(site.name) for site in session.exec(select(Site))}
    return [
        DayColumn(
            id=str(room.id),
            title=f"{letters[site_id]} {room.name}" if len(site_ids) > 1 else room.name,
            known={"room": str(room.id), "site": str(site_id)},
        )
        for site_id in site_ids
        for room in working_time.rooms(session, site_id)
    ]

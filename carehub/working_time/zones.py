"""By which clock a place lives."""

from sqlmodel import Session, select

from carehub.accounts.models import Center, Site
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.errors import Invalid, NotFound


def time_zone(session: Session, site_id: int | None = None) -> str:
    """The IANA zone of a site; of the center, where the site has none of its own or none is named."""
    own = own_time_zone(session, site_id) if site_id else ""
    return own or session.exec(select(Center.time_zone).where(Center.id == 1)).one()


def own_time_zone(session: Session, site_id: int) -> str:
    """The zone that a site has for itself; empty where the clocks of the center count."""
    return session.exec(select(Site.time_zone).where(Site.id == site_id)).first() or ""


def set_time_zone(session: Session, actor: Actor, site_id: int, zone: str) -> None:
    """Give a site clocks of its own, or with an empty zone those of the center."""
    require(actor, Permission.SETTINGS_MANAGE)
    site = session.get(Site, site_id)
    if site is None:
        raise NotFound("This site is not in the list any more.")
    if zone and not clock.is_time_zone(zone):
        raise Invalid(f"{zone[:40]} is not a time zone. A time zone looks like America/Chicago.")
    site.time_zone = zone
    session.flush()
    journal.record(session, actor, "sites.time_zone", subject=f"site:{site_id}", fields=("time_zone",))
    announce(session, Topic.WORKING_TIME)

"""The sites of the center."""

from sqlalchemy import func
from sqlmodel import Session, col, delete, select

from carehub.accounts import roster
from carehub.accounts.models import Site, User, UserSite
from carehub.core import journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.database import versioned_update
from carehub.core.errors import Conflict, NotFound


def sites(session: Session, actor: Actor) -> list[Site]:
    """The open sites where this person works, by name."""
    return [site for site in roster.active_sites(session) if site.id and actor.works_at(site.id)]


def every_site(session: Session, actor: Actor) -> list[Site]:
    """All sites of the center, closed ones last."""
    require(actor, Permission.SITES_MANAGE)
    return list(session.exec(select(Site).order_by(col(Site.is_active).desc(), col(Site.name))))


def staff_counts(session: Session, actor: Actor) -> dict[int, int]:
    """How many active people work at each site by name, not counting those who work at every site."""
    require(actor, Permission.SITES_MANAGE)
    counted = (
        select(UserSite.site_id, func.count())
        .join(User, col(User.id) == UserSite.user_id)
        .where(col(User.is_active))
        .group_by(col(UserSite.site_id))
    )
    return {site_id: number for site_id, number in session.exec(counted)}


def add_site(session: Session, actor: Actor, name: str) -> int:
    """Open a site; returns its id."""
    require(actor, Permission.SITES_MANAGE)
    site = roster.create_site(session, name)
    assert site.id is not None
    _write_down(session, actor, "sites.add", site.id)
    return site.id


def rename_site(session: Session, actor: Actor, site_id: int, version: int, name: str) -> None:
    require(actor, Permission.SITES_MANAGE)
    site = _find(session, site_id)
    wanted = roster.checked_name(name)
    taken = roster.site_named(session, wanted)
    if taken is not None and taken.id != site_id:
        raise Conflict(f"There is a site named {wanted} already.")
    _update(session, site, version, name=wanted)
    _write_down(session, actor, "sites.rename", site_id, "name")


def close_site(session: Session, actor: Actor, site_id: int, version: int) -> None:
    """Close a site that nobody needs. That no patient is left there is for the caller to see."""
    require(actor, Permission.SITES_MANAGE)
    site = _find(session, site_id)
    _refuse_last_site(session, site)
    _refuse_to_strand_staff(session, site)
    _update(session, site, version, is_active=False)
    session.exec(delete(UserSite).where(col(UserSite.site_id) == site_id))
    _write_down(session, actor, "sites.close", site_id, "is_active")


def reopen_site(session: Session, actor: Actor, site_id: int, version: int) -> None:
    require(actor, Permission.SITES_MANAGE)
    _update(session, _find(session, site_id), version, is_active=True)
    _write_down(session, actor, "sites.reopen", site_id, "is_active")


def _find(session: Session, site_id: int) -> Site:
    site = session.get(Site, site_id)
    if site is None:
        raise NotFound("This site is not in the list any more.")
    return site


def _refuse_last_site(session: Session, site: Site) -> None:
    open_sites = select(Site.id).where(col(Site.is_active)).with_for_update()
    if set(session.exec(open_sites)) <= {site.id}:
        raise Conflict(f"{site.name} is the only open site. A center has at least one.")


def _refuse_to_strand_staff(session: Session, site: Site) -> None:
    elsewhere = select(UserSite.user_id).where(UserSite.site_id != site.id)
    stranded = (
        select(User.name)
        .join(UserSite, col(UserSite.user_id) == User.id)
        .where(UserSite.site_id == site.id, col(User.is_active), col(User.id).not_in(elsewhere))
        .order_by(User.name)
    )
    names = list(session.exec(stranded))
    if names:
        raise Conflict(f"{_listed(names)} would be without a site. Give them another one first.")


def _listed(names: list[str]) -> str:
    rest = len(names) - 3
    return ", ".join(names[:3]) + (f" and {rest} more" if rest > 0 else "")


def _update(session: Session, site: Site, version: int, **values: object) -> None:
    assert site.id is not None
    if not versioned_update(session, Site, site.id, version, **values):
        raise Conflict(f"Someone else changed {site.name} just now. Look again, then repeat.")


def _write_down(session: Session, actor: Actor, action: str, site_id: int, *fields: str) -> None:
    journal.record(session, actor, action, subject=f"site:{site_id}", fields=fields)
    announce(session, Topic.PEOPLE)

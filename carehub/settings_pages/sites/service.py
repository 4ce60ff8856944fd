"""What closing a site needs to know of both patients and accounts."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from carehub.accounts import service as accounts
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Conflict
from carehub.patients.models import PatientSite


def patient_counts(session: Session, actor: Actor) -> dict[int, int]:
    """How many patients each site of the center cares for, whoever may see them."""
    require(actor, Permission.SITES_MANAGE)
    counted = select(PatientSite.site_id, func.count()).group_by(col(PatientSite.site_id))
    return {site_id: number for site_id, number in session.exec(counted)}


def close_site(session: Session, actor: Actor, site_id: int, version: int) -> None:
    """Close a site that cares for nobody any more."""
    number = patient_counts(session, actor).get(site_id, 0)
    if number:
        patients = "1 patient" if number == 1 else f"{number:,} patients"
        raise Conflict(f"This site still has {patients}. Move them to another site first.")
    accounts.close_site(session, actor, site_id, version)

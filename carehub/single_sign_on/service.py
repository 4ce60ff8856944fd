"""Who of the provider's people is who here: an admin says it once, the provider's number proves it then."""

from sqlmodel import Session, select

from carehub.accounts import roster
from carehub.core import journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.errors import Conflict, Invalid
from carehub.single_sign_on.models import ProviderLink
from carehub.single_sign_on.signing_on import plain

_LONGEST = 254


def name_of(session: Session, actor: Actor, user_id: int) -> str:
    """How the provider names this person, as an admin wrote it; empty for who signs in here only."""
    require(actor, Permission.USERS_MANAGE)
    link = session.get(ProviderLink, user_id)
    return link.name if link else ""


def set_name(session: Session, actor: Actor, user_id: int, name: str) -> None:
    """Say how the provider names this person; another name, or none, ends what was linked before."""
    require(actor, Permission.USERS_MANAGE)
    roster.person(session, user_id)
    said = plain(name)
    if len(said) > _LONGEST or any(each.isspace() for each in said):
        raise Invalid("Write one e-mail address or user name, as it stands at the sign-on provider.")
    link = session.get(ProviderLink, user_id, with_for_update=True)
    if said == (link.name if link else ""):
        return
    other = session.exec(select(ProviderLink).where(ProviderLink.name == said)).first()
    if other is not None:
        raise Conflict(f"{roster.person(session, other.user_id).name} has this sign-on name.")
    if link is not None:
        session.delete(link)
        session.flush()
    if said:
        session.add(ProviderLink(user_id=user_id, name=said))
        session.flush()
    journal.record(session, actor, "people.sign_on_name", subject=f"user:{user_id}")
    announce(session, Topic.PEOPLE, user_id)

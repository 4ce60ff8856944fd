"""Somebody for whom the provider vouches comes in: as whom an admin linked, or not at all."""

from sqlmodel import Session, col, select

from carehub.accounts import locking, signing_in
from carehub.accounts.models import User
from carehub.core import clock, journal
from carehub.core.errors import NotAllowed
from carehub.settings import settings
from carehub.single_sign_on.models import ProviderLink
from carehub.single_sign_on.provider import Stranger

_NOT_LINKED = (
    "You are signed on there, but not linked to anybody here. Ask your admin to write your sign-on name into "
    "Settings > People."
)


def sign_in(session: Session, who: Stranger, *, address: str, browser: str, replacing: str) -> str:
    """The token of a new session for whom the provider vouches; nobody is ever made by this.

    A half one where our second factor is asked: the provider's own counts by setting only.
    """
    user = _person(session, who)
    is_trusted = settings().oidc_second_factor == "theirs" and who.is_proved_twice
    return signing_in.begin(
        session, user, address=address, browser=browser, replacing=replacing, is_proved_twice=is_trusted
    )


def unlock(session: Session, who: Stranger, *, token: str, address: str) -> None:
    """The locked page of this token goes on, if it is of whom the provider vouches for."""
    locking.unlock_as(session, token, _person(session, who), address)


def refused(session: Session, address: str) -> None:
    """That somebody tried in vain is on record, without what they claimed to be."""
    journal.record(session, None, "sessions.sign_on", reason=address, outcome="refused")


def _person(session: Session, who: Stranger) -> User:
    link = session.exec(select(ProviderLink).where(ProviderLink.subject == who.subject)).first()
    if link is None:
        link = _linked_now(session, who)
    user = session.get(User, link.user_id) if link else None
    if user is None or not user.is_active:
        raise NotAllowed(_NOT_LINKED)
    return user


def _linked_now(session: Session, who: Stranger) -> ProviderLink | None:
    names = [plain(name) for name in who.names]
    waiting = select(ProviderLink).where(
        col(ProviderLink.name).in_(names), col(ProviderLink.subject).is_(None)
    )
    # The row is locked: of two who show the same name in one moment, one is linked.
    found = session.exec(waiting.with_for_update()).all()
    if len(found) != 1:
        return None
    link = found[0]
    link.subject, link.linked_at = who.subject, clock.now()
    session.flush()
    journal.record(session, None, "people.sign_on_linked", subject=f"user:{link.user_id}")
    return link


def plain(name: str) -> str:
    """Two spellings of one name are one."""
    return name.strip().casefold()

"""Who sees sensitive referrals: granted by an admin to a person or to a role, never part of any role."""

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from carehub.accounts import roster
from carehub.accounts.models import SensitiveGrant, User
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, Role, require
from carehub.core.changes import Topic, announce

SENSITIVE = frozenset({Permission.SENSITIVE_SEE})
# What a grant lets appear or disappear on open pages.
_SHOWN_BY = (Topic.PEOPLE, Topic.REFERRALS, Topic.APPOINTMENTS, Topic.FOLLOW_UPS, Topic.PATIENTS)


def sees_sensitive() -> ColumnElement[bool]:
    """The condition, for a query with ``User``: a grant to the person or to the person's role stands."""
    grant = sa.select(col(SensitiveGrant.id)).where(
        col(SensitiveGrant.ended_at).is_(None),
        sa.or_(col(SensitiveGrant.user_id) == col(User.id), col(SensitiveGrant.role) == col(User.role)),
    )
    return grant.correlate(User).exists()


def granted_to(session: Session, user: User) -> frozenset[Permission]:
    """What a grant adds to this person's role."""
    found = session.exec(select(User.id).where(User.id == user.id, sees_sensitive())).first()
    return SENSITIVE if found is not None else frozenset()


def standing(session: Session, actor: Actor) -> tuple[frozenset[int], frozenset[Role]]:
    """The people and the roles that are granted to see sensitive referrals."""
    require(actor, Permission.USERS_MANAGE)
    rows = session.exec(select(SensitiveGrant).where(col(SensitiveGrant.ended_at).is_(None))).all()
    people = frozenset(row.user_id for row in rows if row.user_id is not None)
    return people, frozenset(row.role for row in rows if row.role is not None)


def grant_person(session: Session, actor: Actor, user_id: int, *, is_granted: bool) -> None:
    """Let one person see sensitive referrals, or no longer; on open pages at once."""
    require(actor, Permission.USERS_MANAGE)
    roster.person(session, user_id)
    grant = SensitiveGrant(user_id=user_id, granted_at=clock.now(), granted_by=actor.user_id)
    _set(session, actor, col(SensitiveGrant.user_id) == user_id, grant, is_granted)


def grant_role(session: Session, actor: Actor, role: Role, *, is_granted: bool) -> None:
    """The same for everybody of a role, those who join later included."""
    require(actor, Permission.USERS_MANAGE)
    grant = SensitiveGrant(role=role, granted_at=clock.now(), granted_by=actor.user_id)
    _set(session, actor, col(SensitiveGrant.role) == role, grant, is_granted)


def _set(
    session: Session, actor: Actor, whose: ColumnElement[bool], grant: SensitiveGrant, is_granted: bool
) -> None:
    standing = session.exec(
        select(SensitiveGrant).where(whose, col(SensitiveGrant.ended_at).is_(None)).with_for_update()
    ).first()
    if (standing is not None) == is_granted:
        return
    if standing is not None:
        standing.ended_at = clock.now()
    else:
        session.add(grant)
    session.flush()
    named = f"user:{grant.user_id}" if grant.user_id is not None else f"role:{grant.role}"
    action = "people.grant_sensitive" if is_granted else "people.end_sensitive"
    journal.record(session, actor, action, subject=named)
    for topic in _SHOWN_BY:
        announce(session, topic)

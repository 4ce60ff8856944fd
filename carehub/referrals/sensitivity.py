"""A referral is marked as sensitive, or no longer: from then on only those with the grant find it."""

from sqlmodel import Session

from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.changes import Topic, announce
from carehub.core.database import versioned_update
from carehub.core.errors import Conflict
from carehub.referrals.models import Referral
from carehub.referrals.reading import find
from carehub.sensitive.models import SensitiveReferral, Sensitivity

# Where it, or what belongs to it, appears or disappears.
_SHOWN_BY = (Topic.APPOINTMENTS, Topic.FOLLOW_UPS)


def sensitivity_of(session: Session, actor: Actor, referral_id: int) -> Sensitivity | None:
    """Why the referral is sensitive; None when it is not."""
    find(session, actor, referral_id)
    marked = session.get(SensitiveReferral, referral_id)
    return marked.kind if marked else None


def mark(session: Session, actor: Actor, referral_id: int, version: int, kind: Sensitivity | None) -> None:
    """Say why the referral is sensitive, or that it is not: by somebody who still sees it afterwards."""
    require(actor, Permission.REFERRALS_EDIT)
    require(actor, Permission.SENSITIVE_SEE)
    referral = find(session, actor, referral_id)
    marked = session.get(SensitiveReferral, referral_id)
    if (marked.kind if marked else None) is kind:
        return
    if not versioned_update(session, Referral, referral_id, version, updated_at=clock.now()):
        raise Conflict("Somebody changed this referral first. Nothing of yours was saved; look again.")
    _write(session, actor, referral_id, marked, kind)
    action = "referrals.mark_sensitive" if kind else "referrals.unmark_sensitive"
    journal.record(session, actor, action, patient_id=referral.patient_id, subject=f"referral:{referral_id}")
    announce(session, Topic.REFERRALS, referral_id)
    announce(session, Topic.PATIENTS, referral.patient_id)
    for topic in _SHOWN_BY:
        announce(session, topic)


def _write(
    session: Session,
    actor: Actor,
    referral_id: int,
    marked: SensitiveReferral | None,
    kind: Sensitivity | None,
) -> None:
    if kind is None and marked is not None:
        session.delete(marked)
    elif kind is not None and marked is not None:
        marked.kind = kind
    elif kind is not None:
        row = SensitiveReferral(
            referral_id=referral_id, kind=kind, marked_at=clock.now(), marked_by_id=actor.user_id
        )
        session.add(row)
    session.flush()

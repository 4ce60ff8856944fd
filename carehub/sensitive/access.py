"""The one condition that hides what belongs to a sensitive referral, for every slice that reads such rows."""

from sqlalchemy import ColumnElement, not_, true
from sqlalchemy.orm import Mapped
from sqlmodel import col, select

from carehub.core.actor import Actor, Permission
from carehub.sensitive.models import SensitiveReferral


def may_see(
    actor: Actor, referral_id: ColumnElement[int] | Mapped[int] | Mapped[int | None]
) -> ColumnElement[bool]:
    """Whether the person may see what belongs to the referral in this column; always where it names none."""
    if actor.may(Permission.SENSITIVE_SEE):
        return true()
    marked = select(SensitiveReferral.referral_id).where(col(SensitiveReferral.referral_id) == referral_id)
    return not_(marked.correlate_except(SensitiveReferral).exists())

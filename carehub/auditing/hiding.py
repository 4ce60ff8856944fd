"""Which entries of the journal tell of a sensitive referral or of what belongs to it."""

from sqlalchemy import ColumnElement, String, and_, cast, literal, not_, true, union_all
from sqlalchemy.orm import Mapped
from sqlmodel import col, select

from carehub.auditing.kinds import PRINTED_LISTS
from carehub.contacts.models import ContactAttempt
from carehub.core.actor import Actor, Permission
from carehub.core.journal import JournalEntry
from carehub.core.list_looks import LISTED
from carehub.documents.models import Document
from carehub.follow_ups.models import FollowUp
from carehub.sensitive.models import SensitiveReferral
from carehub.shared_calendar.models import Appointment

_Number = Mapped[int] | Mapped[int | None]
# How the journal names what belongs to a referral: kind, its number, and the referral.
_BELONGING: tuple[tuple[str, _Number, _Number], ...] = (
    ("referral", col(SensitiveReferral.referral_id), col(SensitiveReferral.referral_id)),
    ("appointment", col(Appointment.id), col(Appointment.referral_id)),
    ("series", col(Appointment.series_id), col(Appointment.referral_id)),
    ("contact_attempt", col(ContactAttempt.id), col(ContactAttempt.referral_id)),
    ("document", col(Document.id), col(Document.referral_id)),
    ("follow_up", col(FollowUp.id), col(FollowUp.referral_id)),
)


def shown_to(actor: Actor) -> ColumnElement[bool]:
    """The condition for the entries that this person may read."""
    if actor.may(Permission.SENSITIVE_SEE):
        return true()
    sensitive = select(SensitiveReferral.referral_id)
    hidden = union_all(
        *(
            select(literal(f"{kind}:") + cast(number, String)).where(
                referral.in_(sensitive), number.is_not(None)
            )
            for kind, number, referral in _BELONGING
        )
    )
    return not_(col(JournalEntry.subject).in_(hidden))


def handed_out_to(actor: Actor) -> ColumnElement[bool]:
    """The condition for the entries that stand in this person's file in full.

    A look at a list names the list and its patients, and so does a print of one: it would tell of one who is
    on the board or in the calendar for a sensitive referral alone.
    """
    if actor.may(Permission.SENSITIVE_SEE):
        return true()
    return and_(shown_to(actor), col(JournalEntry.action).not_in((LISTED, *PRINTED_LISTS)))

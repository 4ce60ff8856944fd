"""What kind of thing an entry of the journal tells of: the words of the filter."""

from enum import StrEnum

from sqlalchemy import ColumnElement, or_
from sqlmodel import col

from carehub.core.journal import JournalEntry
from carehub.core.list_looks import LISTED
from carehub.core.reads import LOOKED

# One entry for many patients: their ids stand where other entries name the changed fields.
PRINTED_LISTS = ("calendar.print", "caseload.print", "handovers.print")
OF_MANY = ("caseload.export", "exports.patients", *PRINTED_LISTS, LISTED)
_TAKEN_OUT = (
    "assessments.print", "calendar.print", "care_plans.print", "caseload.export", "caseload.print",
    "contacts.print_letter", "documents.download", "exports.patients", "handovers.print", "imports.rejects",
    "journal.export", "journal.print", "minutes.export", "patients.export", "referrals.packet",
    "referrals.print_letter", "referrals.printed",
)  # fmt: skip
_LOOKS = (LOOKED, LISTED)
_SESSIONS = "sessions.%"


class JournalKind(StrEnum):
    LOOK = "look"
    CHANGE = "change"
    TAKEN_OUT = "taken_out"
    SIGN_IN = "sign_in"
    REFUSED = "refused"


LABEL: dict[JournalKind, str] = {
    JournalKind.LOOK: "Looks",
    JournalKind.CHANGE: "Changes",
    JournalKind.TAKEN_OUT: "Prints, files, downloads",
    JournalKind.SIGN_IN: "Signing in and out",
    JournalKind.REFUSED: "Refused",
}


def of_kind(kind: JournalKind) -> ColumnElement[bool]:
    """The condition that an entry is of this kind; each entry is of one kind, or refused as well."""
    action = col(JournalEntry.action)
    match kind:
        case JournalKind.LOOK:
            return action.in_(_LOOKS)
        case JournalKind.TAKEN_OUT:
            return action.in_(_TAKEN_OUT)
        case JournalKind.SIGN_IN:
            return action.like(_SESSIONS)
        case JournalKind.REFUSED:
            return col(JournalEntry.outcome) != "done"
        case JournalKind.CHANGE:
            return ~or_(action.in_((*_LOOKS, *_TAKEN_OUT)), action.like(_SESSIONS))

"""What became of the record itself: whose caseload, which fields, which lists."""

from sqlmodel import col, select

from carehub.accounts.models import User
from carehub.caseloads.models import Assignment
from carehub.core.journal import JournalEntry
from carehub.desk.patient.timeline.kinds import Entry, Kind, Look
from carehub.patients.record import LABELS
from carehub.patients.registering import ADDED, EDITED
from carehub.sensitive.access import may_see
from carehub.spreadsheet_import.models import Import, ImportRow


def caseload_told(look: Look) -> list[Entry]:
    told = (
        select(Assignment, User.name)
        .join(User, col(User.id) == Assignment.coordinator_id)
        .where(Assignment.patient_id == look.patient_id)
    )
    rows = look.session.execute(look.cut(told, Kind.CASELOAD, col(Assignment.since), col(Assignment.id)))
    return [
        Entry(each.since, Kind.CASELOAD, each.id, f"On the caseload of {keeper}", note=each.reason)
        for each, keeper in rows
    ]


def record_told(look: Look) -> list[Entry]:
    """Which fields were changed; what stood in them is not for a list."""
    told = (
        select(JournalEntry, User.name)
        .join(User, col(User.id) == JournalEntry.actor_id)
        .where(JournalEntry.patient_id == look.patient_id, col(JournalEntry.action).in_((ADDED, EDITED)))
    )
    rows = look.session.execute(look.cut(told, Kind.RECORD, col(JournalEntry.at), col(JournalEntry.seq)))
    return [Entry(each.at, Kind.RECORD, each.seq, _changed(each), who) for each, who in rows]


def _changed(entry: JournalEntry) -> str:
    if entry.action == ADDED:
        return "Patient added"
    fields = ", ".join(LABELS.get(field, field).lower() for field in entry.fields.split(",") if field)
    return f"Changed {fields}"


def imports_told(look: Look) -> list[Entry]:
    told = (
        select(ImportRow, Import.committed_at, User.name)
        .join(Import, col(Import.id) == ImportRow.import_id)
        .join(User, col(User.id) == Import.started_by)
        .where(col(ImportRow.patient_id) == look.patient_id, col(ImportRow.is_applied))
        .where(may_see(look.actor, col(ImportRow.referral_id)))
    )
    rows = look.session.execute(look.cut(told, Kind.IMPORT, col(Import.committed_at), col(ImportRow.id)))
    return [
        Entry(at, Kind.IMPORT, row.id, f"Row {row.number} of a list came in: {row.outcome}", who)
        for row, at, who in rows
    ]

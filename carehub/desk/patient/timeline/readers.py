"""What each slice tells of a patient. A new kind is one function here, through the slice's ``visible_to``."""

from collections.abc import Callable

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from carehub.accounts.models import User
from carehub.caseloads.models import Assignment
from carehub.contacts.models import ContactAttempt
from carehub.contacts.wording import ANSWER, HOW, WHOM
from carehub.core import clock
from carehub.core.actor import Permission
from carehub.core.journal import JournalEntry
from carehub.desk.patient.timeline.kinds import Entry, Kind, Look
from carehub.discharges import service as discharges
from carehub.discharges.models import Discharge
from carehub.discharges.wording import ENDED as HOW_SETTLED
from carehub.documents.models import Document
from carehub.follow_ups import service as follow_ups
from carehub.follow_ups.models import FollowUp, FollowUpEvent
from carehub.follow_ups.wording import DEED
from carehub.patients.record import LABELS
from carehub.patients.registering import ADDED, EDITED
from carehub.programs import service as programs
from carehub.programs.models import Enrolment, Program
from carehub.programs.wording import OUTCOME
from carehub.referrals import service as referrals
from carehub.referrals.models import Referral, ReferralEvent, ReferralNote, ReferralType
from carehub.referrals.wording import deed
from carehub.remarks import service as remarks
from carehub.remarks.models import Remark, RemarkStatus
from carehub.remarks.wording import KIND as REMARK_KIND
from carehub.shared_calendar import reading as calendar
from carehub.shared_calendar.models import Appointment
from carehub.spreadsheet_import.models import Import, ImportRow

Reader = Callable[[Look], list[Entry]]


def _referrals(look: Look) -> list[Entry]:
    told = (
        referrals.visible_to(look.actor)
        .join(ReferralEvent, col(ReferralEvent.referral_id) == Referral.id)
        .join(ReferralType, col(ReferralType.id) == Referral.type_id)
        .join(User, col(User.id) == ReferralEvent.actor_id)
        .where(col(Referral.patient_id) == look.patient_id)
        .with_only_columns(ReferralEvent, col(ReferralType.name), col(User.name))
    )
    rows = look.session.execute(look.cut(told, Kind.REFERRAL, col(ReferralEvent.at), col(ReferralEvent.id)))
    return [
        Entry(
            at=event.at,
            kind=Kind.REFERRAL,
            row_id=event.id,
            what=f"{kind}: {deed(event).replace('this referral', 'it')}",
            who=who,
            note=event.reason,
            href=f"/board?referral={event.referral_id}",
        )
        for event, kind, who in rows
    ]


def _notes(look: Look) -> list[Entry]:
    if not look.actor.may(Permission.NOTES_SEE):
        return []
    told = (
        referrals.visible_to(look.actor)
        .join(ReferralNote, col(ReferralNote.referral_id) == Referral.id)
        .join(ReferralType, col(ReferralType.id) == Referral.type_id)
        .join(User, col(User.id) == ReferralNote.by_id)
        .where(col(Referral.patient_id) == look.patient_id)
        .with_only_columns(ReferralNote, col(ReferralType.name), col(User.name))
    )
    rows = look.session.execute(look.cut(told, Kind.NOTE, col(ReferralNote.at), col(ReferralNote.id)))
    return [
        Entry(
            note.at,
            Kind.NOTE,
            note.id,
            f"{kind}: note",
            who,
            note.text,
            f"/board?referral={note.referral_id}",
        )
        for note, kind, who in rows
    ]


def _contacts(look: Look) -> list[Entry]:
    if not look.actor.may(Permission.NOTES_SEE):
        return []
    told = (
        select(ContactAttempt, User.name)
        .join(User, col(User.id) == ContactAttempt.by_id)
        .where(ContactAttempt.patient_id == look.patient_id)
    )
    rows = look.session.execute(look.cut(told, Kind.CONTACT, col(ContactAttempt.at), col(ContactAttempt.id)))
    return [
        Entry(
            at=tried.at,
            kind=Kind.CONTACT,
            row_id=tried.id,
            what=f"{WHOM[tried.whom]}, {HOW[tried.how].lower()}: {ANSWER[tried.answer].lower()}",
            who=who,
            note=tried.note,
        )
        for tried, who in rows
    ]


def _appointments(look: Look) -> list[Entry]:
    """Those that have begun; those to come stand on the overview."""
    told = calendar.visible_to(look.actor).where(
        col(Appointment.patient_id) == look.patient_id, col(Appointment.starts_at) <= clock.now()
    )
    rows = look.session.execute(
        look.cut(told, Kind.APPOINTMENT, col(Appointment.starts_at), col(Appointment.id))
    )
    return [
        Entry(
            at=each.starts_at,
            kind=Kind.APPOINTMENT,
            row_id=each.id,
            what=f"{each.title}: {each.status.label.lower()}",
            note=each.reason,
            href=f"/calendar?appointment={each.id}",
        )
        for (each,) in rows
    ]


def _follow_ups(look: Look) -> list[Entry]:
    if not look.actor.may(Permission.NOTES_SEE):
        return []
    told = (
        follow_ups.visible_to(look.actor)
        .join(FollowUpEvent, col(FollowUpEvent.follow_up_id) == FollowUp.id)
        .join(User, col(User.id) == FollowUpEvent.by_id)
        .where(col(FollowUp.patient_id) == look.patient_id)
        .with_only_columns(FollowUpEvent, col(FollowUp.text), col(User.name))
    )
    rows = look.session.execute(look.cut(told, Kind.FOLLOW_UP, col(FollowUpEvent.at), col(FollowUpEvent.id)))
    return [
        Entry(event.at, Kind.FOLLOW_UP, event.id, f"{text}: {DEED[event.deed]}", who, event.reason)
        for event, text, who in rows
    ]


def _documents(look: Look) -> list[Entry]:
    if not look.actor.may(Permission.DOCUMENTS_KEEP):
        return []
    told = (
        select(Document, User.name)
        .join(User, col(User.id) == Document.added_by_id)
        .where(Document.patient_id == look.patient_id, col(Document.removed_at).is_(None))
    )
    rows = look.session.execute(look.cut(told, Kind.DOCUMENT, col(Document.added_at), col(Document.id)))
    return [
        Entry(
            paper.added_at, Kind.DOCUMENT, paper.id, f"Document added: {paper.name}", who,
            href=f"/api/documents/{paper.id}",
        )
        for paper, who in rows
    ]  # fmt: skip


def _discharges(look: Look) -> list[Entry]:
    if not look.actor.may(Permission.NOTES_SEE):
        return []
    theirs = discharges.visible_to(look.actor).where(col(Discharge.patient_id) == look.patient_id)
    begun = theirs.join(User, col(User.id) == Discharge.created_by_id).add_columns(col(User.name))
    closed = theirs.join(User, col(User.id) == Discharge.closed_by_id).add_columns(col(User.name))
    written = look.session.execute(
        look.cut(begun, Kind.HOSPITAL, col(Discharge.created_at), _begun(Discharge))
    )
    settled = look.session.execute(
        look.cut(closed, Kind.HOSPITAL, col(Discharge.closed_at), _ended(Discharge))
    )
    return [
        Entry(each.created_at, Kind.HOSPITAL, 2 * each.id, f"Home from {each.facility}", who, each.reason)
        for each, who in written
    ] + [
        Entry(
            each.closed_at,
            Kind.HOSPITAL,
            2 * each.id + 1,
            f"Discharge from {each.facility} closed: {HOW_SETTLED[each.closed_because].lower()}",
            who,
        )
        for each, who in settled
    ]


def _programs(look: Look) -> list[Entry]:
    theirs = (
        programs.visible_to(look.actor)
        .join(Program, col(Program.id) == Enrolment.program_id)
        .where(col(Enrolment.patient_id) == look.patient_id)
        .add_columns(col(Program.name), col(User.name))
    )
    begun = theirs.join(User, col(User.id) == Enrolment.enrolled_by_id)
    ended = theirs.join(User, col(User.id) == Enrolment.ended_by_id)
    came = look.session.execute(look.cut(begun, Kind.PROGRAM, col(Enrolment.enrolled_at), _begun(Enrolment)))
    left = look.session.execute(look.cut(ended, Kind.PROGRAM, col(Enrolment.ended_at), _ended(Enrolment)))
    return [
        Entry(each.enrolled_at, Kind.PROGRAM, 2 * each.id, f"Enrolled in {name}", who)
        for each, name, who in came
    ] + [
        Entry(
            each.ended_at,
            Kind.PROGRAM,
            2 * each.id + 1,
            f"{name}: {OUTCOME[each.outcome].lower()}",
            who,
            each.note,
        )
        for each, name, who in left
    ]


def _remarks(look: Look) -> list[Entry]:
    theirs = (
        remarks.visible_to(look.actor)
        .where(col(Remark.patient_id) == look.patient_id, col(Remark.status) != RemarkStatus.ENTERED_IN_ERROR)
        .add_columns(col(User.name))
    )
    noted = theirs.join(User, col(User.id) == Remark.noted_by_id)
    ended = theirs.join(User, col(User.id) == Remark.ended_by_id)
    new = look.session.execute(look.cut(noted, Kind.REMARK, col(Remark.noted_at), _begun(Remark)))
    gone = look.session.execute(look.cut(ended, Kind.REMARK, col(Remark.ended_at), _ended(Remark)))
    return [
        Entry(each.noted_at, Kind.REMARK, 2 * each.id, f"{REMARK_KIND[each.kind]} noted: {each.words}", who)
        for each, who in new
    ] + [
        Entry(
            each.ended_at,
            Kind.REMARK,
            2 * each.id + 1,
            f"{REMARK_KIND[each.kind]} no longer: {each.words}",
            who,
        )
        for each, who in gone
    ]


def _caseload(look: Look) -> list[Entry]:
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


def _record(look: Look) -> list[Entry]:
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


def _imports(look: Look) -> list[Entry]:
    told = (
        select(ImportRow, Import.committed_at, User.name)
        .join(Import, col(Import.id) == ImportRow.import_id)
        .join(User, col(User.id) == Import.started_by)
        .where(col(ImportRow.patient_id) == look.patient_id, col(ImportRow.is_applied))
    )
    rows = look.session.execute(look.cut(told, Kind.IMPORT, col(Import.committed_at), col(ImportRow.id)))
    return [
        Entry(at, Kind.IMPORT, row.id, f"Row {row.number} of a list came in: {row.outcome}", who)
        for row, at, who in rows
    ]


# A row that begins and ends has two entries, perhaps of one instant: even and odd numbers tell them apart.
def _begun(model: type[Discharge | Enrolment | Remark]) -> ColumnElement[int]:
    return 2 * col(model.id)  # pyright: ignore[reportReturnType, reportOptionalOperand]


def _ended(model: type[Discharge | Enrolment | Remark]) -> ColumnElement[int]:
    return 2 * col(model.id) + 1  # pyright: ignore[reportReturnType, reportOptionalOperand]


# What the patient's own visibility guards is read only behind ``patients.find`` (reading.py).
READERS: dict[Kind, Reader] = {
    Kind.REFERRAL: _referrals,
    Kind.NOTE: _notes,
    Kind.CONTACT: _contacts,
    Kind.APPOINTMENT: _appointments,
    Kind.FOLLOW_UP: _follow_ups,
    Kind.DOCUMENT: _documents,
    Kind.HOSPITAL: _discharges,
    Kind.PROGRAM: _programs,
    Kind.REMARK: _remarks,
    Kind.CASELOAD: _caseload,
    Kind.RECORD: _record,
    Kind.IMPORT: _imports,
}

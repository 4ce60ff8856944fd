"""The history of a record's fields: who changed what, from what to what; for those who may."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from carehub.accounts.models import User
from carehub.auditing.field_words import Names, field_label, names_in, told
from carehub.auditing.wording import sentence
from carehub.core import field_history, journal, reads
from carehub.core.actor import Actor, Permission, require
from carehub.core.journal import FieldChange, JournalEntry
from carehub.patients import service as patients
from carehub.referrals import service as referrals

READ = "history.read"
MOST = 500
_HOST = "The computer itself"
# Whoever may not see notes does not see what stood in them; nobody knows what imported columns hold.
_NOTES = frozenset({"notes", "extra"})


class RecordKind(StrEnum):
    """Whose fields have a page; the words are those of the page's address and of the journal's subjects."""

    PATIENT = "patient"
    REFERRAL = "referral"


_EDITS = frozenset({"patients.edit", "referrals.edited"})
_TABLE = {RecordKind.PATIENT: "patients", RecordKind.REFERRAL: "referrals"}


@dataclass(frozen=True, slots=True)
class Record:
    """Whose fields are asked for."""

    kind: RecordKind
    id: int


@dataclass(frozen=True, slots=True)
class FieldStep:
    """One field, changed once; ``what`` says by which deed, where the record was not simply edited."""

    number: int
    at: datetime
    who: str
    what: str
    field: str
    label: str
    before: str
    after: str


def steps(session: Session, actor: Actor, record: Record) -> list[FieldStep]:
    """What was changed in the record's fields, the newest first; MOST changes of the record at most."""
    require(actor, Permission.HISTORY_READ)
    _find(session, actor, record)
    kept = (
        select(FieldChange, JournalEntry, User.name)
        .join(JournalEntry, col(JournalEntry.seq) == FieldChange.seq)
        .join(User, col(User.id) == JournalEntry.actor_id, isouter=True)
        .where(FieldChange.record == field_history.record_of(_TABLE[record.kind], record.id))
        .order_by(col(FieldChange.id).desc())
        .limit(MOST)
    )
    found = session.exec(kept).all()
    names = names_in(session, [change for change, _, _ in found])
    hidden = frozenset() if actor.may(Permission.NOTES_SEE) else _NOTES
    return [
        _step(change, entry, who or _HOST, field, names)
        for change, entry, who in found
        for field in sorted(change.after.keys() - hidden, key=field_label)
    ]


def record_reading(session: Session, actor: Actor, record: Record) -> None:
    """The look is on record before anything is shown, once in a quarter of an hour."""
    require(actor, Permission.HISTORY_READ)
    patient_id, subject = _find(session, actor, record), f"{record.kind}:{record.id}"
    if not reads.is_done_lately(session, actor, READ, subject, patient_id):
        journal.record(session, actor, READ, patient_id=patient_id, subject=subject)


def _find(session: Session, actor: Actor, record: Record) -> int:
    """The patient of the record, as far as the person may see both."""
    if record.kind is RecordKind.PATIENT:
        patients.find(session, actor, record.id)
        return record.id
    return referrals.find(session, actor, record.id).patient_id


def _step(change: FieldChange, entry: JournalEntry, who: str, field: str, names: Names) -> FieldStep:
    return FieldStep(
        number=change.id or 0,
        at=entry.at,
        who=who,
        what="" if entry.action in _EDITS else sentence(entry),
        field=field,
        label=field_label(field),
        before=told(field, change.before.get(field), names),
        after=told(field, change.after.get(field), names),
    )

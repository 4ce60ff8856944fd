"""Documents of patients: add, list, hand out, remove. Whoever sees the patient may."""

from dataclasses import dataclass

from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from carehub.accounts.models import User
from carehub.core import changes, clock, journal, reads
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import Invalid, NotFound
from carehub.documents.models import Document, FileKind
from carehub.emergency_access import service as emergency_access
from carehub.patients import service as patients
from carehub.sensitive.access import may_see

_LONGEST_REASON = 200
_GONE = "This document is not here any more, or it is another site's. Reload the page."


@dataclass(frozen=True)
class Received:
    """A file whose bytes are kept under ``key`` already."""

    key: str
    name: str
    kind: FileKind
    size: int


@dataclass(frozen=True)
class Filed:
    document: Document
    added_by: str


def may_add(session: Session, actor: Actor, patient_id: int) -> None:
    """Refuse, before a byte is taken, whoever could not add a document for this patient."""
    require(actor, Permission.DOCUMENTS_KEEP)
    patients.find(session, actor, patient_id)


def add(
    session: Session, actor: Actor, patient_id: int, received: Received, referral_id: int | None = None
) -> Document:
    """Take a received file into the record. That the referral is the patient's is for the caller to know."""
    may_add(session, actor, patient_id)
    document = Document(
        patient_id=patient_id,
        referral_id=referral_id,
        name=received.name,
        kind=received.kind,
        size=received.size,
        key=received.key,
        added_at=clock.now(),
        added_by_id=actor.user_id,
    )
    session.add(document)
    session.flush()
    _write_down(session, actor, "documents.add", document)
    return document


def of_referral(session: Session, actor: Actor, referral_id: int) -> list[Filed]:
    """The documents of a referral, the newest first; nothing when its patient is not visible."""
    return _read(session, actor, col(Document.referral_id) == referral_id)


def of_patient(session: Session, actor: Actor, patient_id: int) -> list[Filed]:
    """The documents of a patient, for a referral or not, the newest first."""
    return _read(session, actor, col(Document.patient_id) == patient_id)


def find(session: Session, actor: Actor, document_id: int) -> Document:
    """One document; NotFound when it was removed or its patient is not visible to this person."""
    found = _read(session, actor, col(Document.id) == document_id)
    if not found:
        raise NotFound(_GONE)
    return found[0].document


def hand_out(session: Session, actor: Actor, document_id: int) -> Document:
    """``find`` for someone who is given the bytes, also in an emergency: recorded before they are."""
    whose = session.exec(select(Document.patient_id).where(Document.id == document_id)).first()
    reader = emergency_access.widened(session, actor, whose) if whose else actor
    document = find(session, reader, document_id)
    _write_down_that_it_left(session, reader, document)
    return document


def remove(session: Session, actor: Actor, document_id: int, reason: str) -> Document:
    """Take a document out of the record. The caller deletes its bytes once this is committed."""
    document = find(session, actor, document_id)
    if not reason.strip():
        raise Invalid("Say why this document is removed, for example “wrong patient”.")
    if len(reason) > _LONGEST_REASON:
        raise Invalid(f"Keep the reason under {_LONGEST_REASON} characters.")
    document.removed_at, document.removed_by_id = clock.now(), actor.user_id
    document.removed_because = reason.strip()
    session.flush()
    _write_down(session, actor, "documents.remove", document, reason.strip())
    return document


def _read(session: Session, actor: Actor, which: ColumnElement[bool]) -> list[Filed]:
    require(actor, Permission.DOCUMENTS_KEEP)
    theirs = patients.visible_to(actor).subquery()
    statement = (
        select(Document, User.name)
        .join(theirs, theirs.c.id == Document.patient_id)
        .join(User, col(User.id) == Document.added_by_id)
        .where(which, col(Document.removed_at).is_(None), may_see(actor, col(Document.referral_id)))
        .order_by(col(Document.id).desc())
    )
    return [Filed(document, who) for document, who in session.exec(statement)]


def _write_down_that_it_left(session: Session, reader: Actor, document: Document) -> None:
    journal.record(
        session,
        reader,
        "documents.download",
        patient_id=document.patient_id,
        subject=f"document:{document.id}",
        reason=reads.IN_EMERGENCY if reader.only_patient_id else "",
    )


def _write_down(session: Session, actor: Actor, action: str, document: Document, reason: str = "") -> None:
    journal.record(
        session, actor, action,
        patient_id=document.patient_id, subject=f"document:{document.id}", reason=reason,
    )  # fmt: skip
    if document.referral_id is not None:
        changes.announce(session, changes.Topic.REFERRALS, document.referral_id)
    changes.announce(session, changes.Topic.PATIENTS, document.patient_id)

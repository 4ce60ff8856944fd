"""A patient's documents as their part shows them."""

from typing import TypedDict

from sqlmodel import Session, col, select

from carehub.accounts import service as accounts
from carehub.accounts.models import User
from carehub.core.actor import Actor, Permission, require
from carehub.core.dates import written_time
from carehub.desk.patient.along import with_its_referral
from carehub.documents.models import Document
from carehub.patients import service as patients


class DocumentRow(TypedDict):
    """``referral_href`` opens the referral that it is for, empty for none."""

    id: int
    name: str
    href: str
    about: str
    referral_href: str


def document_rows(session: Session, actor: Actor, patient_id: int) -> list[DocumentRow]:
    """Those of the patient and of the referrals that this person may see, the newest first."""
    require(actor, Permission.DOCUMENTS_KEEP)
    patients.find(session, actor, patient_id)
    zone = accounts.center(session).time_zone
    theirs = (
        select(Document, User.name)
        .join(User, col(User.id) == Document.added_by_id)
        .where(Document.patient_id == patient_id, col(Document.removed_at).is_(None))
        .where(with_its_referral(actor, patient_id, Document.referral_id))
        .order_by(col(Document.id).desc())
    )
    return [_row(document, who, zone) for document, who in session.exec(theirs)]


def _row(document: Document, who: str, zone: str) -> DocumentRow:
    return DocumentRow(
        id=document.id or 0,
        name=document.name,
        href=f"/api/documents/{document.id}",
        about=f"{_size(document.size)}, {who}, {written_time(document.added_at, zone)}",
        referral_href=f"/board?referral={document.referral_id}" if document.referral_id else "",
    )


def _size(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, size // 1024)} KB"

"""What is past its time goes: rows at once, the bytes of documents once that is committed."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, CursorResult, and_, func, or_
from sqlmodel import Session, SQLModel, col, delete, select

from carehub.accounts.models import OneTimeCode, RecoveryCode, SignInSession
from carehub.core import clock, journal
from carehub.core.changes import Topic, announce
from carehub.documents.models import Document
from carehub.emergency_access.models import EmergencyAccess
from carehub.referrals.models import Referral
from carehub.retention.models import Kept
from carehub.retention.periods import standing

EXPIRED = "Its time was over"
# The rest goes the next time: the database's lock is for people.
MOST_DOCUMENTS = 200
_BYTES_GO_WITHIN = timedelta(days=30)


def forget_old(session: Session) -> None:
    """Delete what was kept for as long as the center chose; what that was stands in the journal."""
    moment = clock.now()
    for period in standing(session):
        if period.days is not None:
            _FORGET[period.kept](session, moment - timedelta(days=period.days))


def how_many_due(session: Session, kept: Kept, days: int | None) -> int:
    """How many would go at once if this were the time."""
    if days is None:
        return 0
    before = clock.now() - timedelta(days=days)
    return sum(
        session.exec(select(func.count()).select_from(table).where(due)).one()
        for table, due in _due(kept, before)
    )


def expired_keys(session: Session) -> list[str]:
    """The documents that went lately by this, by what finds their bytes."""
    lately = clock.now() - _BYTES_GO_WITHIN
    gone = select(Document.key).where(Document.removed_because == EXPIRED, col(Document.removed_at) > lately)
    return list(session.exec(gone))


def _due(kept: Kept, before: datetime) -> list[tuple[type[SQLModel], ColumnElement[bool]]]:
    match kept:
        case Kept.SESSIONS:
            # In which session a record was opened in an emergency belongs to that.
            of_emergencies = select(EmergencyAccess.session_id).where(
                col(EmergencyAccess.session_id).is_not(None)
            )
            ended = or_(col(SignInSession.ended_at) < before, col(SignInSession.last_active_at) < before)
            return [(SignInSession, and_(ended, col(SignInSession.id).not_in(of_emergencies)))]
        case Kept.CODES:
            over = or_(col(OneTimeCode.used_at) < before, col(OneTimeCode.expires_at) < before)
            return [(OneTimeCode, over), (RecoveryCode, col(RecoveryCode.used_at) < before)]
        case Kept.DOCUMENTS:
            closed = select(Referral.id).where(col(Referral.closed_at) < before)
            return [
                (Document, and_(col(Document.removed_at).is_(None), col(Document.referral_id).in_(closed)))
            ]


def _rows(kept: Kept) -> Callable[[Session, datetime], None]:
    def forget(session: Session, before: datetime) -> None:
        gone = 0
        for table, due in _due(kept, before):
            result = session.execute(delete(table).where(due))
            assert isinstance(result, CursorResult)
            gone += result.rowcount
        if gone:
            journal.record(
                session, None, "retention.forget", subject=f"retention:{kept}", reason=f"{gone} {kept}"
            )

    return forget


def _documents(session: Session, before: datetime) -> None:
    """Each by name: they belong to a patient's record."""
    ((_, due),) = _due(Kept.DOCUMENTS, before)
    for document in session.exec(
        select(Document).where(due).order_by(col(Document.id)).limit(MOST_DOCUMENTS)
    ):
        document.removed_at, document.removed_because = clock.now(), EXPIRED
        session.flush()
        journal.record(
            session, None, "documents.expire",
            patient_id=document.patient_id, subject=f"document:{document.id}", reason=EXPIRED,
        )  # fmt: skip
        announce(session, Topic.PATIENTS, document.patient_id)


_FORGET: dict[Kept, Callable[[Session, datetime], None]] = {
    Kept.SESSIONS: _rows(Kept.SESSIONS),
    Kept.CODES: _rows(Kept.CODES),
    Kept.DOCUMENTS: _documents,
}

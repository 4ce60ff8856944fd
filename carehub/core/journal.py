"""The journal: who did what to whom, append-only, each entry chained to the one before.

Names of changed fields are kept here, never their values.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import Column, Text, text
from sqlmodel import Field, Session, SQLModel, col, select

from carehub.core import clock
from carehub.core.actor import Actor
from carehub.core.columns import instant
from carehub.settings import settings

_CHAIN_LOCK = 0x_CA4E_0001


class JournalEntry(SQLModel, table=True):
    """One thing that was done, looked at or refused."""

    __tablename__ = "journal"  # pyright: ignore[reportAssignmentType]
    __table_args__ = {"sqlite_autoincrement": True}

    seq: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=instant(index=True))
    actor_id: int | None = Field(default=None, index=True)
    session_id: int | None = None
    address: str = ""
    action: str = Field(index=True)
    patient_id: int | None = Field(default=None, index=True)
    subject: str = ""
    fields: str = Field(default="", sa_column=Column(Text, nullable=False))
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    outcome: str = "done"
    prev: str
    hmac: str


# Asked at every change: put together once.
_NEWEST_HMAC = select(JournalEntry.hmac).order_by(col(JournalEntry.seq).desc()).limit(1)


def record(
    session: Session,
    actor: Actor | None,
    action: str,
    *,
    patient_id: int | None = None,
    subject: str = "",
    fields: Iterable[str] = (),
    reason: str = "",
    outcome: str = "done",
) -> None:
    """Add an entry in the caller's transaction: what is not journaled is not done.

    ``subject`` names the object as ``kind:id``; ``actor`` is None for what the host's own
    command line or a stranger did.
    """
    _take_chain_lock(session)
    entry = JournalEntry(
        at=clock.now(),
        actor_id=actor.user_id if actor else None,
        session_id=actor.session_id if actor else None,
        address=actor.address if actor else "",
        action=action,
        patient_id=patient_id,
        subject=subject,
        fields=",".join(sorted(fields)),
        reason=reason,
        outcome=outcome,
        prev=_last_hmac(session),
        hmac="",
    )
    entry.hmac = seal(entry)
    session.add(entry)
    session.flush()


def seal(entry: JournalEntry, key: bytes | None = None) -> str:
    """The keyed hash over everything in the entry, the previous entry's hash included."""
    content = [
        entry.at.isoformat(), entry.actor_id, entry.session_id, entry.address, entry.action, entry.patient_id,
        entry.subject, entry.fields, entry.reason, entry.outcome, entry.prev,
    ]  # fmt: skip
    return hmac.new(key or _key(), json.dumps(content).encode(), hashlib.sha256).hexdigest()


def first_broken(session: Session, key: bytes | None = None) -> int | None:
    """The ``seq`` of the first entry that was changed, or whose predecessor is gone; None if all is well.

    ``key`` is another data folder's; this one's by default.
    """
    prev = ""
    for entry in session.exec(select(JournalEntry).order_by(col(JournalEntry.seq))):
        if entry.prev != prev or not hmac.compare_digest(entry.hmac, seal(entry, key)):
            return entry.seq
        prev = entry.hmac
    return None


def _take_chain_lock(session: Session) -> None:
    # SQLite has one writer at a time anyway; on PostgreSQL two would read the same last entry.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})


def _last_hmac(session: Session) -> str:
    return session.exec(_NEWEST_HMAC).first() or ""


@cache
def _key() -> bytes:
    return key_in(settings().home)


def key_in(home: Path) -> bytes:
    """The journal's key; made on first use, in the data folder and never in the database."""
    path = home / "journal.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(os.urandom(32))
    return path.read_bytes()

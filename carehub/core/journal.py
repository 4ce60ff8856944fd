"""The journal: who did what to whom, append-only, each entry chained to the one before.

Names of changed fields are kept here, never their values: those stand apart, in ``FieldChange``, bound to
their entry by a keyed hash, so that a changed value is found as a changed entry is.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Protocol

from sqlalchemy import JSON, Column, Index, Text, insert, text
from sqlmodel import Field, Session, SQLModel, col, select

from carehub.core import clock, field_history
from carehub.core.actor import Actor
from carehub.core.columns import instant
from carehub.settings import settings

_CHAIN_LOCK = 0x_CA4E_0001


class JournalEntry(SQLModel, table=True):
    """One thing that was done, looked at or refused; ``values_seal`` is over the values that were changed."""

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
    values_seal: str = Field(default="", sa_column_kwargs={"server_default": ""})
    prev: str
    hmac: str


class FieldChange(SQLModel, table=True):
    """What the changed fields of one row held before the entry ``seq`` and after it, as JSON.

    ``record`` names the row as ``table:id``. Append-only as the journal is, and never part of its files.
    """

    __tablename__ = "field_changes"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_field_changes_record_id", "record", "id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    seq: int = Field(foreign_key="journal.seq", index=True)
    record: str
    before: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    after: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


class _Values(Protocol):
    """A row's changed values, kept or still to be kept."""

    @property
    def record(self) -> str: ...
    @property
    def before(self) -> dict[str, object]: ...
    @property
    def after(self) -> dict[str, object]: ...


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
    command line or a stranger did. What fields held that were changed since the entry before goes with it.
    """
    values = field_history.taken(session)
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
        values_seal=_seal_of(values),
        prev=_last_hmac(session),
        hmac="",
    )
    entry.hmac = seal(entry)
    session.add(entry)
    session.flush()
    _keep_values(session, entry, values)


def _keep_values(session: Session, entry: JournalEntry, values: list[field_history.Changed]) -> None:
    rows = [
        {"seq": entry.seq, "record": each.record, "before": each.before, "after": each.after}
        for each in values
    ]
    if rows:
        session.execute(insert(FieldChange), rows)


def seal(entry: JournalEntry, key: bytes | None = None) -> str:
    """The keyed hash over everything in the entry, the previous entry's hash included."""
    content = [
        entry.at.isoformat(), entry.actor_id, entry.session_id, entry.address, entry.action, entry.patient_id,
        entry.subject, entry.fields, entry.reason, entry.outcome, entry.prev,
    ]  # fmt: skip
    # Entries from before values were kept have none, and stay as they were sealed.
    content += [entry.values_seal] if entry.values_seal else []
    return _keyed(content, key)


def first_broken(session: Session, key: bytes | None = None) -> int | None:
    """The ``seq`` of the first entry that was changed, or whose predecessor is gone; None if all is well.

    An entry was changed, too, when the values that belong to it were. ``key`` is another data folder's; this
    one's by default.
    """
    prev, kept = "", _kept_values(session)
    seq, values = next(kept, _NO_VALUES)
    for entry in session.exec(select(JournalEntry).order_by(col(JournalEntry.seq))):
        own = values if seq == entry.seq else []
        if entry.prev != prev or not _is_sealed(entry, own, key):
            return entry.seq
        prev = entry.hmac
        if own:
            seq, values = next(kept, _NO_VALUES)
    # What is left belongs to no entry, or to one that was passed.
    return seq


_NO_VALUES: tuple[int | None, Sequence[FieldChange]] = (None, ())


def _kept_values(session: Session) -> Iterator[tuple[int | None, Sequence[FieldChange]]]:
    """The kept values by their entry, in its order."""
    rows = session.exec(select(FieldChange).order_by(col(FieldChange.seq), col(FieldChange.id)))
    for seq, values in groupby(rows, key=lambda each: each.seq):
        yield seq, list(values)


def _is_sealed(entry: JournalEntry, values: Sequence[_Values], key: bytes | None) -> bool:
    return hmac.compare_digest(entry.hmac, seal(entry, key)) and hmac.compare_digest(
        entry.values_seal, _seal_of(values, key)
    )


def _seal_of(values: Sequence[_Values], key: bytes | None = None) -> str:
    """Keyed, because a bare hash of so little could be guessed by who holds a file of the journal."""
    return _keyed([[each.record, each.before, each.after] for each in values], key) if values else ""


def _keyed(content: object, key: bytes | None) -> str:
    plain = json.dumps(content, sort_keys=True).encode()
    return hmac.new(key or _key(), plain, hashlib.sha256).hexdigest()


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

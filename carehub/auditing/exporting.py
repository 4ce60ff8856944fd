"""The journal as a file that proves itself: JSON lines, each bound to the one before, signed at the end.

The first line says what the file is, the last one signs all of them. ``verifier.py`` checks it on any
computer with the public key alone.
"""

import base64
import hashlib
import json
from collections.abc import Collection, Iterator
from datetime import date

from sqlmodel import Session, col, select

from carehub.accounts import service as accounts
from carehub.auditing import signing
from carehub.auditing.hiding import handed_out_to
from carehub.auditing.reading import on_days
from carehub.core import clock, journal
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import NotAllowed
from carehub.core.journal import JournalEntry
from carehub.settings import settings

FORMAT = "carehub-journal-1"


def signed(
    session: Session, actor: Actor, since: date | None = None, until: date | None = None
) -> Iterator[str]:
    """Every entry of the days, line by line; that it was taken out stands in the journal, and in the file."""
    require(actor, Permission.AUDIT_READ)
    if not actor.all_sites:
        raise NotAllowed("The file holds every site's entries. Ask somebody who works at all of them.")
    journal.record(session, actor, "journal.export", subject="journal", reason=_days(since, until))
    center = accounts.center(session)
    begin: dict[str, object] = {
        "format": FORMAT,
        "center": center.name,
        "made_at": clock.now().isoformat(),
        "days": _days(since, until),
    }
    wanted = select(JournalEntry).where(*on_days(session, since, until)).order_by(col(JournalEntry.seq))
    shown = frozenset(session.exec(select(JournalEntry.seq).where(handed_out_to(actor))))
    digest, count = b"", 0
    for content in (begin, *(_content(each, shown) for each in session.exec(wanted))):
        line, digest = _bound(content, digest)
        count += 1
        yield line
    ends = {"end": count - 1, "signature": base64.b64encode(signing.sign(settings().home, digest)).decode()}
    yield json.dumps(ends, sort_keys=True) + "\n"


def _bound(content: dict[str, object], before: bytes) -> tuple[str, bytes]:
    """A line that carries the hash of everything up to it, so that a change can be placed."""
    plain = json.dumps(content, sort_keys=True)
    digest = hashlib.sha256(before + plain.encode()).digest()
    return json.dumps({**content, "sum": digest.hex()}, sort_keys=True) + "\n", digest


def _content(entry: JournalEntry, shown: Collection[int | None]) -> dict[str, object]:
    """What tells of a sensitive referral is withheld from who may not see it, its place in the chain not."""
    if entry.seq not in shown:
        return {"seq": entry.seq, "prev": entry.prev, "hmac": entry.hmac, "withheld": True}
    return {**entry.model_dump(exclude={"at"}), "at": entry.at.isoformat()}


def _days(since: date | None, until: date | None) -> str:
    return f"{since or 'the beginning'} to {until or 'now'}"

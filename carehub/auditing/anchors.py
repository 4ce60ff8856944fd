"""Anchors: the newest entry of each day, kept in a file beside the database.

The chain shows what was changed inside it. That its end was cut off shows only from outside: an anchored
entry is missing. Copies of the file elsewhere (each backup holds the journal too) make that hard to hide.
"""

import json
import os
from pathlib import Path

from sqlmodel import Session, col, select

from carehub.core import clock
from carehub.core.journal import JournalEntry

FILE = "journal.anchors"


def drop(session: Session, home: Path) -> None:
    """Anchor the newest entry, at most once a day and only when something was written since."""
    newest = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq).desc()).limit(1)).first()
    if newest is None:
        return
    day = clock.now().date().isoformat()
    before = _last(home)
    if before is not None and (before["day"] == day or before["seq"] == newest.seq):
        return
    handle = os.open(home / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(json.dumps({"day": day, "seq": newest.seq, "hmac": newest.hmac}) + "\n")


def first_missing(session: Session, home: Path) -> int | None:
    """The ``seq`` of the first anchored entry that is not there as it was; None when all are."""
    for anchor in _all(home):
        kept = session.get(JournalEntry, anchor["seq"])
        if kept is None or kept.hmac != anchor["hmac"]:
            return int(anchor["seq"])
    return None


def _last(home: Path) -> dict[str, str | int] | None:
    found = _all(home)
    return found[-1] if found else None


def _all(home: Path) -> list[dict[str, str | int]]:
    path = home / FILE
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text().splitlines() if line]

"""Whom somebody saw in a list: one entry of the journal for many patients, written after the list is shown.

A list is read often and a patient's page rarely, so a list waits for nothing: what was seen is gathered here
and written a second later, once per session, page and patient in a quarter of an hour. A page that follows
changes of others adds only whom it did not show yet; a search counts once its answer rested for two seconds.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from carehub.core import clock, journal
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError
from carehub.core.reads import ONE_LOOK

LISTED = "patients.list"
Whose = Callable[[Session, Collection[int]], Collection[int]]
_WRITE_EVERY_SECONDS = 1.0
_A_SEARCH_RESTS = timedelta(seconds=2)
_AT_ONCE = 5_000

log = logging.getLogger("carehub")


class ListPage(StrEnum):
    """Where patients are seen in a list."""

    BOARD = "board"
    CALENDAR = "calendar"
    CALL_LIST = "call_list"
    CASELOAD = "caseload"
    DUPLICATES = "duplicates"
    HOSPITAL = "hospital"
    LATE_REPORTS = "late_reports"
    MY_DAY = "my_day"
    PATIENTS = "patients"
    SEARCH = "search"
    WAITLIST = "waitlist"


# A page that shows something of patients enters here whose each of its ids is; asked when that is written.
WHOSE: dict[ListPage, Whose] = {}


@dataclass(frozen=True, slots=True)
class ListLook:
    """What a person saw on a page since the last entry about it: ids of patients, or of what is in WHOSE."""

    actor: Actor
    page: ListPage
    ids: frozenset[int]


@dataclass(slots=True)
class _Shown:
    """What one session's page showed: when each id was last counted, and which are still to be written."""

    actor: Actor
    counted: dict[int, datetime] = field(default_factory=dict)
    waiting: set[int] = field(default_factory=set)
    since: datetime | None = None


class ListLooks:
    """The looks of this process that are not written yet. Safe from any thread."""

    def __init__(self) -> None:
        self._pages: dict[tuple[int, int, ListPage], _Shown] = {}
        self._lock = Lock()

    def saw(self, actor: Actor, page: ListPage, ids: Iterable[int]) -> None:
        """This person's page shows these now. Who acts without a session looks at no page."""
        if actor.session_id is None:
            return
        now = clock.now()
        with self._lock:
            shown = self._pages.setdefault((actor.user_id, actor.session_id, page), _Shown(actor))
            new = {each for each in ids if not _is_fresh(shown.counted.get(each), now)}
            if page is ListPage.SEARCH:
                # The words were typed on: what stood there for a moment was not looked at.
                shown.waiting, shown.since = new, now
            elif new:
                shown.waiting |= new

    def take(self) -> list[ListLook]:
        """What is to be written now; it counts as written."""
        now = clock.now()
        with self._lock:
            due = {key: shown for key, shown in self._pages.items() if _is_due(shown, now)}
            looks = [ListLook(each.actor, key[2], frozenset(each.waiting)) for key, each in due.items()]
            for shown in due.values():
                shown.counted |= dict.fromkeys(shown.waiting, now)
                shown.waiting = set()
            self._forget_old(now)
        return looks

    def give_back(self, looks: Iterable[ListLook]) -> None:
        """These could not be written: they are to be written still."""
        for look in looks:
            with self._lock:
                key = (look.actor.user_id, look.actor.session_id or 0, look.page)
                shown = self._pages.setdefault(key, _Shown(look.actor))
                shown.waiting |= look.ids

    def _forget_old(self, now: datetime) -> None:
        for key, shown in list(self._pages.items()):
            shown.counted = {each: at for each, at in shown.counted.items() if _is_fresh(at, now)}
            if not (shown.counted or shown.waiting):
                del self._pages[key]


LOOKS = ListLooks()


def write(looks: ListLooks = LOOKS) -> int:
    """Write what is due, all of it in one transaction; returns how many entries that were."""
    due = looks.take()
    if not due:
        return 0
    try:
        with unit_of_work() as session:
            for look in due:
                _record(session, look)
    except BaseException:
        looks.give_back(due)
        raise
    return len(due)


async def writing() -> None:
    """Write them every second, for as long as the server runs, and what is left when it stops."""
    try:
        while True:
            await asyncio.sleep(_WRITE_EVERY_SECONDS)
            try:
                await asyncio.to_thread(write)
            # A database that does not answer just now is asked again in a second.
            except (CareHubError, SQLAlchemyError):
                log.warning("looks at lists could not be written; they are tried again")
    finally:
        write()


def _record(session: Session, look: ListLook) -> None:
    patients = _patients(session, look)
    if patients:
        reason = f"{len(patients)} patient{'' if len(patients) == 1 else 's'}"
        journal.record(
            session, look.actor, LISTED,
            subject=f"page:{look.page}", fields=map(str, patients), reason=reason,
        )  # fmt: skip


def _patients(session: Session, look: ListLook) -> Collection[int]:
    whose, ids = WHOSE.get(look.page), sorted(look.ids)
    if whose is None:
        return look.ids
    parts = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
    return {patient_id for part in parts for patient_id in whose(session, part)}


def _is_fresh(at: datetime | None, now: datetime) -> bool:
    return at is not None and now - at < ONE_LOOK


def _is_due(shown: _Shown, now: datetime) -> bool:
    has_rested = shown.since is None or now - shown.since >= _A_SEARCH_RESTS
    return bool(shown.waiting) and has_rested

"""Long writing of an import, in transactions that are each as short as others can wait for."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy.engine import Connection
from sqlmodel import Session

from carehub.core.database import Busy, unit_of_work
from carehub.spreadsheet_import import bulk, marking, storing
from carehub.spreadsheet_import.committing import Tell
from carehub.spreadsheet_import.jobs import FINISHING

# SQLite lets who waits look for the lock ten times a second.
_GAP = 0.1
# A part that takes no longer is over before anybody looks again.
SHORT = 0.1


class InTurns:
    """Parts that would follow each other at once: between two of them whoever waits finds the lock free."""

    def __init__(self, connection: Connection | None = None) -> None:
        self._connection = connection
        self._free_since = -_GAP

    @contextmanager
    def part(self) -> Iterator[Session]:
        """One transaction of many rows."""
        time.sleep(max(0.0, self._free_since + _GAP - time.monotonic()))
        with unit_of_work(on=self._connection) as session:
            held_since = time.monotonic()
            bulk.make_room(session)
            yield session
        free_since = time.monotonic()
        self._free_since = free_since if free_since - held_since > SHORT else -_GAP


def remove_plan(import_id: int) -> None:
    """Take the rows of a plan away that nobody wants any more."""
    turns, is_left = InTurns(), True
    while is_left:
        with turns.part() as session:
            is_left = storing.remove_some(session, import_id)


def mark_what_came_in() -> None:
    """Of imports whose process ended before their rows said what became of them."""
    with unit_of_work(write=False) as session:
        left = marking.imports_to_mark(session)
    for import_id in left:
        mark(import_id, lambda phase, done, total: None)


def mark(import_id: int, tell: Tell) -> None:
    """Let the rows of an import that came in say so. It is in: when others save too long, that waits."""
    turns, is_left = InTurns(), True
    with suppress(Busy):
        while is_left:
            tell(FINISHING, 0, 0)
            with turns.part() as session:
                is_left = marking.mark_some(session, import_id)

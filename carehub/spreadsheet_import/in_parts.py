"""Long writing of an import, in transactions that are each as short as others can wait for."""

import time
from contextlib import suppress

from carehub.core.database import Busy, unit_of_work
from carehub.spreadsheet_import import bulk, marking, storing
from carehub.spreadsheet_import.committing import Tell
from carehub.spreadsheet_import.jobs import FINISHING

# SQLite lets who waits look for the lock ten times a second: after a few such gaps it was found.
_GAP = 0.06


def remove_plan(import_id: int) -> None:
    """Take the rows of a plan away that nobody wants any more."""
    is_left = True
    while is_left:
        with unit_of_work() as session:
            is_left = storing.remove_some(session, import_id)


def let_others_save() -> None:
    """Between two parts that would follow each other at once: whoever waits finds the lock free."""
    time.sleep(_GAP)


def mark_what_came_in() -> None:
    """Of imports whose process ended before their rows said what became of them."""
    with unit_of_work(write=False) as session:
        left = marking.imports_to_mark(session)
    for import_id in left:
        mark(import_id, lambda phase, done, total: None)


def mark(import_id: int, tell: Tell) -> None:
    """Let the rows of an import that came in say so. It is in: when others save too long, that waits."""
    with suppress(Busy):
        is_left = True
        while is_left:
            tell(FINISHING, 0, 0)
            with unit_of_work() as session:
                bulk.make_room(session)
                is_left = marking.mark_some(session, import_id)

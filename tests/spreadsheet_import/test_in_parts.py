"""Long writing lets others save between its parts."""

import sqlite3
import time

import pytest

from carehub.core import database
from carehub.spreadsheet_import import in_parts
from carehub.spreadsheet_import.in_parts import InTurns
from tests.conftest import People

LOOKED_EVERY = 0.1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_between_two_long_parts_the_lock_is_free_as_long_as_sqlite_takes_to_look_for_it(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_parts, "SHORT", 0.0)
    turns = InTurns()
    with turns.part():
        assert is_locked()
        held_last = time.monotonic()
    assert not is_locked()

    with turns.part():
        assert time.monotonic() - held_last >= LOOKED_EVERY
        assert is_locked()


def is_locked() -> bool:
    """Whether somebody else would have to wait now."""
    other = sqlite3.connect(str(database.engine().url.database), timeout=0, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return True
    finally:
        other.close()
    return False

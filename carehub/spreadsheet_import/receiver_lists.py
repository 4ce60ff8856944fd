"""Lists of receivers that a page brings in: kept until then, read in the child, saved in small steps."""

import asyncio
import secrets
import time
from collections.abc import Callable
from itertools import islice

from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import NotFound
from carehub.directory.bringing_in import Report, Row, bring_in, foresee
from carehub.spreadsheet_import import storage
from carehub.spreadsheet_import.receiver_list import rows_of
from carehub.spreadsheet_import.receiver_reader import read_receivers

ActorIn = Callable[[Session], Actor]

_NUMBER_BITS = 52
_KEPT_SECONDS = 24 * 60 * 60
# Others save something between two steps: a long list holds up nobody.
_ROWS_A_STEP = 100
# A second list waits: each takes a thread for as long as it is read and saved.
_TURN = asyncio.Semaphore(1)


def new_number() -> int:
    """What a list is called by whoever sent it."""
    return secrets.randbits(_NUMBER_BITS)


def key_of(user_id: int, number: int) -> str:
    """The key of a person's list: the same number names nothing for somebody else."""
    return f"{user_id:012x}{number:016x}"


def forget(user_id: int, number: int) -> None:
    """Delete the list, and those that nobody came back for."""
    storage.remove(key_of(user_id, number))
    longest = len(key_of(0, 0))
    for path in storage.folder().glob("*"):
        if len(path.stem) == longest and path.stat().st_mtime < time.time() - _KEPT_SECONDS:
            path.unlink(missing_ok=True)


async def look_at(number: int, user_id: int, actor_in: ActorIn) -> Report:
    """What bringing the list in would do now."""
    async with _TURN:
        return await asyncio.to_thread(_look, number, user_id, actor_in)


async def take(number: int, user_id: int, actor_in: ActorIn) -> Report:
    """Bring the list in, some rows at a time; what came in before something went wrong stays in."""
    async with _TURN:
        return await asyncio.to_thread(_take, number, user_id, actor_in)


def _look(number: int, user_id: int, actor_in: ActorIn) -> Report:
    rows = _rows(number, user_id)
    with unit_of_work(write=False) as session:
        return foresee(session, actor_in(session), rows)


def _take(number: int, user_id: int, actor_in: ActorIn) -> Report:
    rows, report = iter(_rows(number, user_id)), Report()
    while step := list(islice(rows, _ROWS_A_STEP)):
        with unit_of_work() as session:
            report.add(bring_in(session, actor_in(session), step))
    forget(user_id, number)
    return report


def _rows(number: int, user_id: int) -> list[Row]:
    path = storage.path_of(key_of(user_id, number))
    if not path.is_file():
        raise NotFound("This list is no longer here. Choose the file again.")
    table = read_receivers(path)
    return rows_of(table.header, table.lines)

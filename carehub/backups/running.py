"""The server's own backups: one every so many hours, each in a process of its own."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from carehub.accounts import service as accounts
from carehub.backups import keys, making
from carehub.core import clock, recurring
from carehub.core.changes import HUB, Change, Topic
from carehub.core.database import unit_of_work
from carehub.core.errors import NotFound
from carehub.settings import Settings, settings

LOOK_EVERY_SECONDS = 600
PROBLEM = "backup.problem"
_UNSAID = "The backup stopped before it was done. Is the disk full?"


async def by_itself() -> None:
    """Look every ten minutes whether the next backup is due, for as long as the server runs."""
    await recurring.every(LOOK_EVERY_SECONDS, _make_if_due)


async def _make_if_due() -> None:
    if await asyncio.to_thread(is_due, settings()):
        await make()


async def make() -> str:
    """Make a backup; why it came to nothing, empty when it did not. The pages that show backups follow."""
    # Packing takes seconds of processor, which people at their pages should not feel.
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "carehub", "backup"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, said = await child.communicate()
    except asyncio.CancelledError:
        child.terminate()
        raise
    problem = ""
    if child.returncode != 0:
        problem = said.decode(errors="replace").strip().removeprefix("carehub: ") or _UNSAID
    await asyncio.to_thread(_remember, settings().home / PROBLEM, problem)
    HUB.publish(Change(Topic.BACKUPS))
    return problem


def is_due(here: Settings) -> bool:
    """Whether the newest backup is older than the center wants. Without a recovery key none is made."""
    if here.backup_hours == 0 or not keys.has_recovery_key(here.home) or _is_practice():
        return False
    made = making.backups_in(making.folder_of(here))
    return not made or clock.now() - made[0].made_at >= timedelta(hours=here.backup_hours)


def last_problem(here: Settings) -> str:
    """Why the last try came to nothing; empty when it did not."""
    path = here.home / PROBLEM
    return path.read_text() if path.is_file() else ""


def _remember(path: Path, problem: str) -> None:
    if problem:
        path.write_text(problem)
    else:
        path.unlink(missing_ok=True)


def _is_practice() -> bool:
    with unit_of_work(write=False) as session:
        try:
            return accounts.center(session).is_practice
        except NotFound:
            return True

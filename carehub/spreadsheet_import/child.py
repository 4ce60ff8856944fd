"""Starts the child process for a job, listens to it, and kills it when it takes too long."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable

from carehub.core.changes import HUB, Change, Topic
from carehub.spreadsheet_import.jobs import Job, Progress, Result, Task
from carehub.spreadsheet_import.refusals import Unreadable

_WORKER = "carehub.spreadsheet_import.worker"
_LONGEST_LINE = 512 * 1024 * 1024
WALL_SECONDS = {
    Task.LOOK: 120,
    Task.CHECK: 600,
    Task.COMMIT: 900,
    Task.REJECTS: 120,
    Task.RUN: 1800,
    Task.PREVIEW_UNDO: 600,
    Task.UNDO: 900,
}
_CHANGES_PATIENTS = (Task.COMMIT, Task.UNDO)
# Two imports at once would only make both slower; a third person's waits its turn.
_TURNS = asyncio.Semaphore(2)


async def run(job: Job, tell: Callable[[Progress], None] | None = None) -> Result:
    """The job's result; Unreadable with a sentence for the person when there is none."""
    async with _TURNS:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", _WORKER,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=_LONGEST_LINE,
        )  # fmt: skip
        try:
            async with asyncio.timeout(WALL_SECONDS[job.task]):
                result = await _conversation(process, job, tell)
        except TimeoutError:
            raise Unreadable(_too_long(job)) from None
        finally:
            await _end(process)
    _announce(job)
    return result


async def _conversation(
    process: asyncio.subprocess.Process, job: Job, tell: Callable[[Progress], None] | None
) -> Result:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(job.as_line())
    await process.stdin.drain()
    process.stdin.close()
    async for line in process.stdout:
        message = json.loads(line)
        if "refused" in message:
            raise Unreadable(message["refused"])
        if "result" in message:
            return Result(**message["result"])
        if tell is not None:
            tell(Progress(**message["progress"]))
    raise Unreadable(_died(job))


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        # Process.kill() looks first whether it has ended, and would take that from asyncio's own watcher.
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    await process.wait()


def _announce(job: Job) -> None:
    """What the child committed, told in this process: nobody here heard it from the child."""
    HUB.publish(Change(Topic.IMPORTS, (job.import_id,)))
    if job.task in _CHANGES_PATIENTS:
        HUB.publish(Change(Topic.PATIENTS))
        HUB.publish(Change(Topic.CASELOADS))
        HUB.publish(Change(Topic.REFERRALS))


def _too_long(job: Job) -> str:
    if job.task in (Task.UNDO, Task.PREVIEW_UNDO):
        return "Nothing was undone: it took too long and was stopped."
    if job.task is Task.COMMIT:
        return "Nothing came in: saving took too long and was stopped. Split the list into several files."
    return "We could not read this file because it takes too long. Split the list into several files."


def _died(job: Job) -> str:
    if job.task in (Task.UNDO, Task.PREVIEW_UNDO):
        return "Nothing was undone: it was stopped before it was done. Try again."
    if job.task is Task.COMMIT:
        return "Nothing came in: saving was stopped before it was done. Try again."
    return (
        "We could not read this file because it needs more memory than a list of people does: usually a "
        "stray cell far below or right of the list. Copy the list into a new workbook and choose that one."
    )

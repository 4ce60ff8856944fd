"""The jobs that run now. They belong to the server, not to a page: closing the browser stops none."""

import asyncio
from dataclasses import dataclass

from carehub.core.changes import HUB, Change, Topic
from carehub.core.errors import CareHubError, Conflict
from carehub.spreadsheet_import import child
from carehub.spreadsheet_import.jobs import FINISHING, Job, Progress, Task


@dataclass(slots=True)
class Running:
    """``refusal`` is why the job ended without a result; empty while it runs."""

    job: Job
    progress: Progress
    task: asyncio.Task[None] | None = None
    refusal: str = ""

    @property
    def is_over(self) -> bool:
        return self.task is not None and self.task.done()


_FIRST_WORDS = {
    Task.LOOK: "reading",
    Task.CHECK: "reading",
    Task.COMMIT: "saving",
    Task.RUN: "reading",
    Task.PREVIEW_UNDO: "comparing",
    Task.UNDO: "undoing",
}
_runs: dict[int, Running] = {}


def start(job: Job) -> None:
    """Begin a job of an import; Conflict when one of that import runs already."""
    before = _runs.get(job.import_id)
    if before is not None and not before.is_over:
        raise Conflict("This import is being worked on already. Wait until that is done.")
    run = Running(job, Progress(_FIRST_WORDS[job.task], 0, 0))
    _runs[job.import_id] = run
    run.task = asyncio.create_task(_follow(run))


def progress_of(import_id: int) -> Progress | None:
    """How far the job of this import is; None when none runs."""
    run = _runs.get(import_id)
    return run.progress if run and not run.is_over and not run.refusal else None


def refusal_of(import_id: int) -> str:
    """Why the last job of this import came to nothing; empty when it did not."""
    run = _runs.get(import_id)
    return run.refusal if run else ""


def forget(import_id: int) -> None:
    """The refusal was told."""
    run = _runs.get(import_id)
    if run is not None and run.refusal:
        del _runs[import_id]


def stop(import_id: int) -> None:
    """Kill the job of this import, if one runs: nothing of it is saved."""
    run = _runs.get(import_id)
    if run is not None and run.task is not None:
        run.task.cancel()


async def _follow(run: Running) -> None:
    def hear(progress: Progress) -> None:
        run.progress = progress
        HUB.publish(Change(Topic.IMPORTS, (run.job.import_id,)))

    try:
        await child.run(run.job, hear)
    except CareHubError as refusal:
        run.refusal = str(refusal)
    except asyncio.CancelledError:
        run.refusal = "Stopped. Nothing came in."
    if not run.refusal or run.progress.phase == FINISHING:
        # What came in is in, whatever became of the process after it.
        _runs.pop(run.job.import_id, None)
    HUB.publish(Change(Topic.IMPORTS, (run.job.import_id,)))

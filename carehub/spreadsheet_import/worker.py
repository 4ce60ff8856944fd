"""The child process in which files are read, checked and committed.

Only here are the spreadsheet libraries loaded. It can be killed at any moment: what it saves, it
saves in one transaction.
"""

import gc
import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from sqlmodel import Session

from carehub import models  # noqa: F401  every table must be known before the first query
from carehub.accounts import sessions
from carehub.accounts.models import User
from carehub.core.actor import Actor
from carehub.core.database import unit_of_work
from carehub.core.errors import CareHubError, Conflict, NotAllowed
from carehub.follow_ups import events  # noqa: F401  hears of the referrals that a list moves
from carehub.spreadsheet_import import (
    at_once,
    bulk,
    checking,
    coming_in,
    expiring,
    in_parts,
    looking,
    preparing,
    same_plan,
    service,
    storing,
    straight_in,
    taking_back,
    undoing,
)
from carehub.spreadsheet_import.bounds import limit_resources
from carehub.spreadsheet_import.jobs import Job, Progress, Result, Task, job_of
from carehub.spreadsheet_import.models import ImportKind, ImportStatus, Verdict
from carehub.spreadsheet_import.referral_list import committing as referral_committing
from carehub.spreadsheet_import.referral_list import undoing as referral_undoing

_TRIES = 3


def main() -> None:
    """One job from standard input; progress, then a result or a refusal, on standard output."""
    limit_resources()
    logging.disable(logging.CRITICAL)
    job = job_of(sys.stdin.readline())
    try:
        _say({"result": asdict(do(job))})
    except CareHubError as refusal:
        _say({"refused": str(refusal)})
    except MemoryError:
        _say({"refused": "We could not read this file because it needs too much memory. Split the list."})
    except Exception as error:  # the one process boundary: a hostile file can raise anything
        _say({"refused": _unexpected(job, error)})


def do(job: Job) -> Result:
    """The job's result; a CareHubError says in words why there is none."""
    with _without_collecting():
        in_parts.mark_what_came_in()
        return _TASKS[job.task](job)


def _look(job: Job) -> Result:
    with unit_of_work(write=False) as session:
        seen = looking.look(session, _actor(session, job), job.import_id)
    with unit_of_work() as session:
        looking.keep_look(session, _actor(session, job), job.import_id, seen)
        expiring.forget_old(session)
    return Result(job.import_id)


def _check(job: Job) -> Result:
    with unit_of_work(write=False) as session:
        checked = checking.check(session, _actor(session, job), job.import_id, _tell)
    _keep(job, job.import_id, checked)
    return Result(job.import_id, checked.plan.counts)


def _keep(job: Job, import_id: int, checked: checking.Checked) -> None:
    """A large plan is kept in several short transactions, so that nobody waits long for the lock."""
    with unit_of_work() as session:
        version = checking.void_plan(session, _actor(session, job), import_id, checked.version)
    in_parts.remove_plan(import_id)
    rows = checked.plan.rows
    for start in range(0, len(rows), storing.AT_ONCE):
        part = storing.stored(rows[start : start + storing.AT_ONCE])
        with unit_of_work() as session:
            bulk.make_room(session)
            checking.keep_part(session, _actor(session, job), import_id, version, part)
        _tell("checking", start + len(part), len(rows))
    with unit_of_work() as session:
        checking.keep(session, _actor(session, job), import_id, version, checked)


def _commit(job: Job) -> Result:
    """Commit; when patients were changed meanwhile, check again and go on only if the plan is the same."""
    for _ in range(_TRIES):
        try:
            _commit_once(job)
            return Result(job.import_id)
        except preparing.PlanIsOld:
            _refuse_what_is_committed(job)
            before = _planned(job)
            _check(job)
            same_plan.refuse_another(before, _planned(job))
    raise Conflict("Patients are being changed all the time just now. Try again in a minute.")


def _commit_once(job: Job) -> None:
    if _kind(job) is ImportKind.REFERRALS:
        _referrals_come_in(job)
    else:
        coming_in.come_in(_acting(job), job.import_id, _tell)


def _referrals_come_in(job: Job) -> None:
    with unit_of_work(write=False) as session:
        ready = referral_committing.prepare(session, _actor(session, job), job.import_id)
    with unit_of_work() as session:
        referral_committing.commit(session, _actor(session, job), ready, _tell)


def _rejects(job: Job) -> Result:
    # Only the child process loads what writes workbooks.
    from carehub.spreadsheet_import.rejecting import write_rejects

    with unit_of_work() as session:
        write_rejects(session, _actor(session, job), job.import_id, Path(job.path))
    return Result(job.import_id)


def _refuse_what_is_committed(job: Job) -> None:
    """What was left of a committed import has no plan to make again: each row was looked at alone."""
    with unit_of_work(write=False) as session:
        kept = service.find(session, _actor(session, job), job.import_id)
    if kept.status is ImportStatus.COMMITTED:
        raise Conflict(
            "A patient among these rows was changed since you decided. Nothing came in; look again."
        )


def _preview_undo(job: Job) -> Result:
    weighed = _weighed(job)
    with unit_of_work() as session:
        undoing.find_undoable(session, _actor(session, job), job.import_id)
        taking_back.keep_lines(session, job.import_id, weighed)
    return Result(job.import_id, _verdicts(weighed))


def _undo(job: Job) -> Result:
    """Undo what can be undone now; when someone changes a patient meanwhile, it is weighed again."""
    undo_once = _undo_referrals if _kind(job) is ImportKind.REFERRALS else _undo_patients
    for _ in range(_TRIES):
        with suppress(taking_back.ChangedSince):
            return Result(job.import_id, _verdicts(undo_once(job)))
    raise Conflict("Patients are being changed all the time just now. Try again in a minute.")


def _undo_patients(job: Job) -> list[undoing.Weighed]:
    weighed = _weighed(job)
    _tell("undoing", 0, len(weighed))
    with unit_of_work() as session:
        taking_back.undo(session, _actor(session, job), job.import_id, weighed)
    return weighed


def _undo_referrals(job: Job) -> list[undoing.Weighed]:
    """What takes long first; then all of it, or nothing, in one short transaction."""
    with unit_of_work(write=False) as session:
        ready = referral_undoing.prepare(session, _actor(session, job), job.import_id)
    _tell("undoing", 0, len(ready.weighed))
    with unit_of_work() as session:
        referral_undoing.undo(session, _actor(session, job), ready)
    return ready.weighed


def _weighed(job: Job) -> list[undoing.Weighed]:
    weigh = referral_undoing.weigh if _kind(job) is ImportKind.REFERRALS else undoing.weigh
    with unit_of_work(write=False) as session:
        return weigh(session, _actor(session, job), job.import_id)


def _kind(job: Job) -> ImportKind:
    with unit_of_work(write=False) as session:
        return service.find(session, _actor(session, job), job.import_id).kind


def _verdicts(weighed: list[undoing.Weighed]) -> dict[str, int]:
    return {verdict.value: sum(each.verdict is verdict for each in weighed) for verdict in Verdict}


def _run(job: Job) -> Result:
    """All at once, for the command line: what a person would have to answer is reported, not guessed."""
    if job.is_dry:
        with unit_of_work(write=False) as session:
            actor = _actor(session, job)
            with at_once.reading(session, actor, job, _tell) as reading:
                return at_once.told(at_once.plan(session, actor, job, reading), job)
    result, is_in = straight_in.run(job, _acting(job), _tell)
    if not is_in:
        _commit(Job(Task.COMMIT, job.user_id, result.import_id))
    return result


_TASKS: dict[Task, Callable[[Job], Result]] = {
    Task.LOOK: _look,
    Task.CHECK: _check,
    Task.COMMIT: _commit,
    Task.REJECTS: _rejects,
    Task.RUN: _run,
    Task.PREVIEW_UNDO: _preview_undo,
    Task.UNDO: _undo,
}


def _acting(job: Job) -> coming_in.Acting:
    return lambda session: _actor(session, job)


def _actor(session: Session, job: Job) -> Actor:
    user = session.get(User, job.user_id)
    if user is None or not user.is_active:
        raise NotAllowed("This user is disabled.")
    return sessions.actor_for(session, user)


def _planned(job: Job) -> same_plan.Planned:
    with unit_of_work(write=False) as session:
        return same_plan.planned(session, job.import_id)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """A list makes millions of small objects and no circles of them: looking for some takes long."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _tell(phase: str, done: int, total: int) -> None:
    _say({"progress": asdict(Progress(phase, done, total))})


def _say(message: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _unexpected(job: Job, error: Exception) -> str:
    if job.task in (Task.UNDO, Task.PREVIEW_UNDO):
        return f"Nothing was undone, because something went wrong ({type(error).__name__}). Try again."
    if job.task is Task.COMMIT:
        return (
            f"Nothing came in, because something went wrong while saving ({type(error).__name__}). Try again."
        )
    return (
        f"We could not read this file because something in it is not as it should "
        f"be ({type(error).__name__}). "
        "Open it in Excel, save it as a new .xlsx, and choose that one."
    )


if __name__ == "__main__":
    main()

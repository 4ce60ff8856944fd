"""An import from file to plan in one go, as the command line asks for it."""

import shutil
from collections.abc import Iterable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from sqlmodel import Session

from carehub.accounts import roster
from carehub.core import clock
from carehub.core.actor import Actor, Permission, require
from carehub.core.errors import NotFound
from carehub.spreadsheet_import import center, checking, service, storage
from carehub.spreadsheet_import.beside import Reading, reading_of
from carehub.spreadsheet_import.checking import Checked, Keep, Tell
from carehub.spreadsheet_import.cleaning.text import folded
from carehub.spreadsheet_import.deciding import Choices, Decision, map_columns
from carehub.spreadsheet_import.jobs import Job, Result, ToldColumn, ToldProblem, ToldRow
from carehub.spreadsheet_import.models import Import, ImportKind, ImportMode
from carehub.spreadsheet_import.planned import Plan, PlannedRow
from carehub.spreadsheet_import.reading import ReadFile, positions_of, read_file
from carehub.spreadsheet_import.wishes import wishes_of


def reading(session: Session, actor: Actor, job: Job, tell: Tell) -> AbstractContextManager[Reading]:
    """The file, read as the job says."""
    require(actor, Permission.IMPORTS_RUN)
    choices = Choices(
        job.sheet, job.header_row or None, date_order=job.date_order,
        site_id=_site_named(session, actor, job.site_name), by_title=job.mapping, kind=ImportKind(job.kind),
    )  # fmt: skip
    path = Path(job.path)
    read = partial(read_file, path, choices, center.facts_of(session, actor))
    return reading_of(path, read, partial(tell, "reading"))


def plan(session: Session, actor: Actor, job: Job, reading: Reading, keep: Keep | None = None) -> Checked:
    """What the file would do now; its rows go to ``keep`` as soon as they are planned."""
    snapshot = checking.snapshot_of(session, actor, ImportKind(job.kind))
    asked = Import(
        file_name="", file_key="", file_size=0, started_by=actor.user_id, started_at=clock.now(),
        site_id=_site_named(session, actor, job.site_name), mode=ImportMode(job.mode),
        erases_blanks=job.erases_blanks, kind=reading.file.kind,
    )  # fmt: skip
    wishes = wishes_of(session, asked, reading.file.mapping)
    return checking.plan_reading(session, actor, reading, snapshot, wishes, keep)


def begin(session: Session, actor: Actor, job: Job, read: ReadFile) -> int:
    """Keep the file and how it was read as an import like any other; returns its id."""
    key = storage.new_key()
    with Path(job.path).open("rb") as source, open(storage.create(key), "wb") as copy:
        shutil.copyfileobj(source, copy)
        size = copy.tell()
    import_id = service.start(session, actor, job.file_name, key, size)
    for decision in _decisions(session, actor, job, read):
        map_columns(session, actor, import_id, decision)
    return import_id


def told(checked: Checked, job: Job) -> Result:
    uses = checked.read.mapping.uses
    columns = [ToldColumn(column=use.header, field=use.column, why=use.why) for use in uses]
    planned = checked.plan
    return Result(0, planned.counts, _told_problems(planned), told_rows(planned.rows, job), columns)


def told_rows(rows: Iterable[PlannedRow], job: Job) -> list[ToldRow]:
    """The rows with their values, where the job asks for them."""
    if not job.with_rows:
        return []
    return [
        ToldRow(row=row.number, outcome=row.outcome.value, values=center.to_json(row.values)) for row in rows
    ]


def _decisions(session: Session, actor: Actor, job: Job, read: ReadFile) -> list[Decision]:
    """What the command said, as if a person had chosen it on the page: a new check reads the same."""
    by_title = positions_of(read.table, job.mapping, read.kind)
    site_id = _site_named(session, actor, job.site_name)
    first = Decision(
        site_id=site_id,
        date_order=job.date_order or None,
        mode=ImportMode(job.mode),
        erases_blanks=job.erases_blanks,
        kind=read.kind,
    )
    return [first, *(Decision(column=(position, name)) for position, name in by_title.items())]


def _site_named(session: Session, actor: Actor, name: str) -> int | None:
    if not name:
        return None
    wanted = folded(name)
    for site in roster.active_sites(session):
        if folded(site.name) == wanted and site.id is not None:
            return service.refuse_site(session, actor, site.id).id
    there_are = ", ".join(site.name for site in roster.active_sites(session))
    raise NotFound(f'There is no site "{name}". There are: {there_are}.')


def _told_problems(plan: Plan) -> list[ToldProblem]:
    return [
        ToldProblem(row=each.row, column=each.column, severity=each.severity.value, reason=each.reason)
        for each in plan.problems
    ]

"""`carehub import` and `carehub export`: the same code as the page, without questions."""

import asyncio
import json
import sys
from pathlib import Path

import click

from carehub import models  # noqa: F401  every table must be known before the first query
from carehub.accounts.host import actor_named
from carehub.core.actor import Permission, require
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid
from carehub.serving import data
from carehub.spreadsheet_import import child
from carehub.spreadsheet_import.jobs import Job, Progress, Result, Task
from carehub.spreadsheet_import.outcome import Outcome

_SHOWN_PROBLEMS = 40
_AS_USER = click.option("--as", "user_name", required=True, metavar="USER", help="In whose name.")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@_AS_USER
@click.option("--site", "site_name", default="", metavar="NAME", help="Site of those whose row names none.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--rows", is_flag=True, help="With --json: every row with its outcome and cleaned values.")
def import_command(
    file: Path, user_name: str, site_name: str, dry_run: bool, as_json: bool, rows: bool
) -> None:
    """Bring a patient list (.xlsx, .csv) in."""
    if not file.is_file():
        raise Invalid(f"There is no file {file}.")
    data.prepare()
    with unit_of_work(write=False) as session:
        actor = actor_named(session, user_name)
        require(actor, Permission.IMPORTS_RUN)
    job = Job(
        Task.RUN,
        actor.user_id,
        path=str(file.resolve()),
        file_name=file.name,
        site_name=site_name,
        is_dry=dry_run,
        with_rows=rows,
    )
    result = asyncio.run(child.run(job, _show_progress if sys.stderr.isatty() else None))
    click.echo(_as_json(result, with_rows=rows) if as_json else _in_words(result, is_dry=dry_run))


@click.group("export")
def export_command() -> None:
    """Write lists out."""


@export_command.command("patients")
@_AS_USER
@click.option("--out", "file", required=True, type=click.Path(path_type=Path), help="A .csv or .xlsx file.")
def export_patients(user_name: str, file: Path) -> None:
    """Write every patient whom USER may see, with every import field."""
    from carehub.spreadsheet_import import exporting

    exporting.refuse_other_kinds(file)
    data.prepare()
    with unit_of_work() as session:
        many = exporting.export(session, actor_named(session, user_name), file)
    click.echo(f"{many} patients are in {file}.")


def _show_progress(progress: Progress) -> None:
    click.echo(f"\r{progress.phase} {progress.done:,} of {progress.total:,} rows", nl=False, err=True)
    if progress.done == progress.total:
        click.echo(err=True)


def _as_json(result: Result, *, with_rows: bool) -> str:
    told: dict[str, object] = {"counts": result.counts, "problems": result.problems}
    if with_rows:
        told["rows"] = result.rows
    return json.dumps(told, ensure_ascii=False)


def _in_words(result: Result, *, is_dry: bool) -> str:
    counts = result.counts
    came_in = counts[Outcome.NEW] + counts[Outcome.UPDATED] + counts[Outcome.UNCHANGED]
    lines = [*_columns_in_words(result), *_problems_in_words(result)]
    lines.append(", ".join(f"{counts[outcome]:,} {outcome}" for outcome in Outcome) + ".")
    verb = "would come in" if is_dry else "came in"
    lines.append(f"{came_in:,} of {counts['rows']:,} rows {verb}.")
    return "\n".join(lines)


def _columns_in_words(result: Result) -> list[str]:
    return [f"{each['column']} -> {each['field'] or 'left out'} ({each['why']})" for each in result.columns]


def _problems_in_words(result: Result) -> list[str]:
    lines = [
        f"row {each['row']}{', ' + each['column'] if each['column'] else ''}: {each['reason']}"
        for each in result.problems[:_SHOWN_PROBLEMS]
    ]
    left = len(result.problems) - len(lines)
    return [*lines, f"... and {left:,} more (see --json)"] if left > 0 else lines

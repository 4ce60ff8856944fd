"""`carehub import` and `carehub export`: the same code as the page, without questions."""

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict, Unpack

import click

from carehub import models  # noqa: F401  every table must be known before the first query
from carehub.accounts.host import actor_named
from carehub.core.actor import Permission, require
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid
from carehub.serving import data
from carehub.spreadsheet_import import child, service, undone
from carehub.spreadsheet_import.jobs import Job, Progress, Result, Task
from carehub.spreadsheet_import.models import ImportKind, ImportMode
from carehub.spreadsheet_import.outcome import Outcome

_SHOWN_PROBLEMS = 40
_USUALLY = ImportMode.ADD_AND_UPDATE.replace(" ", "-")
_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
_AS_USER = click.option("--as", "user_name", required=True, metavar="USER", help="In whose name.")


class _Asked(TypedDict):
    """Options that go into the job as they are."""

    site_name: str
    sheet: str
    date_order: str
    kind: str
    is_dry: bool
    with_rows: bool


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@_AS_USER
@click.option(
    "--kind", type=click.Choice([kind.value for kind in ImportKind]), default=ImportKind.PATIENTS.value,
    help="What the rows are.",
)  # fmt: skip
@click.option("--site", "site_name", default="", metavar="NAME", help="Site of those whose row names none.")
@click.option("--sheet", default="", metavar="NAME", help="The sheet that holds the list.")
@click.option("--header-row", type=click.IntRange(1), help="The row that holds the column titles.")
@click.option(
    "--mapping", multiple=True, metavar="TITLE=COLUMN|FILE",
    help="What a column holds (repeat it), or a JSON file {title: column}.",
)  # fmt: skip
@click.option(
    "--mode", type=click.Choice([mode.replace(" ", "-") for mode in ImportMode]), default="add-and-update"
)
@click.option("--erase-blanks", is_flag=True, help="Empty cells take away what stands in the record.")
@click.option("--day-first", "date_order", flag_value="day first", default="", help="01/03 is 1 March.")
@click.option("--month-first", "date_order", flag_value="month first", help="01/03 is 3 January.")
@click.option("--rejects", type=click.Path(path_type=Path), help="Write what stays out to this .xlsx.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would happen and keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--rows", "with_rows", is_flag=True, help="With --json: every row with outcome and values.")
def import_command(
    file: Path,
    user_name: str,
    mapping: tuple[str, ...],
    mode: str,
    header_row: int | None,
    erase_blanks: bool,
    rejects: Path | None,
    as_json: bool,
    **asked: Unpack[_Asked],
) -> None:
    """Bring a list of patients or of open referrals (.xlsx, .xlsm, .xls, .ods, .csv) in."""
    if not file.is_file():
        raise Invalid(f"There is no file {file}.")
    job = Job(
        Task.RUN,
        _user_id(user_name),
        path=str(file.resolve()),
        file_name=file.name,
        header_row=header_row or 0,
        mapping=_mapping(mapping),
        mode=mode.replace("-", " "),
        erases_blanks=erase_blanks,
        **asked,
    )
    result = asyncio.run(child.run(job, _show_progress if sys.stderr.isatty() else None))
    click.echo(_as_json(result, with_rows=job.with_rows) if as_json else _in_words(result, is_dry=job.is_dry))
    if rejects is not None and result.import_id:
        _write_rejects(job.user_id, result, rejects)


@click.group("imports")
def imports_command() -> None:
    """Imports that were made: their history, what became of one, and undoing it."""


@imports_command.command("list")
@_AS_USER
@_AS_JSON
def list_imports(user_name: str, as_json: bool) -> None:
    """The newest imports that USER may see."""
    _user_id(user_name)
    with unit_of_work(write=False) as session:
        made = service.history(session, actor_named(session, user_name))
    if as_json:
        click.echo(json.dumps([_summary(each) for each in made], ensure_ascii=False))
        return
    for each in made:
        click.echo(
            f"{each.import_id}  {each.at:%Y-%m-%d %H:%M} UTC  {each.by}  {each.status}  {each.file_name}"
        )


@imports_command.command("show")
@click.argument("import_id", type=click.IntRange(1), metavar="ID")
@_AS_USER
@_AS_JSON
def show_import(import_id: int, user_name: str, as_json: bool) -> None:
    """What became of the rows of one import, and of undoing it."""
    _user_id(user_name)
    with unit_of_work(write=False) as session:
        actor = actor_named(session, user_name)
        kept = service.find(session, actor, import_id)
        counts = {outcome.value: many for outcome, many in service.report(session, actor, import_id).items()}
        lists = {verdict.value: many for verdict, many in undone.counts(session, actor, import_id).items()}
    told = {"id": import_id, "file": kept.file_name, "status": kept.status, "counts": counts, "undone": lists}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{kept.file_name}: {kept.status}")
    click.echo(", ".join(f"{many:,} {outcome}" for outcome, many in counts.items()) + ".")
    if any(lists.values()):
        click.echo("Undoing: " + _lists_in_words(lists))


@imports_command.command("undo")
@click.argument("import_id", type=click.IntRange(1), metavar="ID")
@_AS_USER
@_AS_JSON
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would go back and change nothing.")
def undo_import(import_id: int, user_name: str, as_json: bool, is_dry: bool) -> None:
    """Take an import back, as far as nobody has changed what it wrote."""
    task = Task.PREVIEW_UNDO if is_dry else Task.UNDO
    result = asyncio.run(child.run(Job(task, _user_id(user_name), import_id)))
    said = _lists_in_words(result.counts)
    click.echo(json.dumps({"id": import_id, "undone": result.counts}) if as_json else said)


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


def _user_id(user_name: str) -> int:
    """The user, who may run imports; asked before anything big is started."""
    data.prepare()
    with unit_of_work(write=False) as session:
        actor = actor_named(session, user_name)
        require(actor, Permission.IMPORTS_RUN)
    return actor.user_id


def _mapping(said: tuple[str, ...]) -> dict[str, str]:
    """``Title=column`` as often as it was said, or what stands in a file."""
    mapping: dict[str, str] = {}
    for each in said:
        title, equals, name = each.rpartition("=")
        mapping |= {title.strip(): name.strip()} if equals else _mapping_in(Path(each))
    return mapping


def _mapping_in(file: Path) -> dict[str, str]:
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Invalid(f"{file} is neither TITLE=COLUMN nor a JSON file.") from None
    if not isinstance(read, dict):
        raise Invalid(f"{file} has to hold {{title: column}}.")
    return {str(title): str(name or "") for title, name in read.items()}


def _write_rejects(user_id: int, result: Result, file: Path) -> None:
    left = result.counts[Outcome.INVALID] + result.counts[Outcome.REVIEW]
    if left:
        asyncio.run(child.run(Job(Task.REJECTS, user_id, result.import_id, path=str(file.resolve()))))
        click.echo(f"{left:,} rows to correct are in {file}.", err=True)
    else:
        click.echo("Every row came in: there is nothing to correct.", err=True)


def _summary(each: service.Summary) -> dict[str, object]:
    return {
        "id": each.import_id,
        "file": each.file_name,
        "status": each.status,
        "by": each.by,
        "at": each.at.isoformat(),
        "counts": dict(each.counts),
    }


def _lists_in_words(lists: Mapping[str, int]) -> str:
    return ", ".join(f"{many:,} {verdict}" for verdict, many in lists.items()) + "."


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

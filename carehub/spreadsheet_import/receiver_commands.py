"""`carehub import-receivers`: a list of receivers into the directory."""

from pathlib import Path

import click

from carehub import models  # noqa: F401  every table must be known before the first query
from carehub.accounts.host import actor_named
from carehub.core.actor import Permission, require
from carehub.core.database import unit_of_work
from carehub.core.errors import Invalid
from carehub.directory.bringing_in import Report, bring_in
from carehub.serving import data
from carehub.spreadsheet_import.receiver_list import rows_of
from carehub.spreadsheet_import.receiver_reader import read_receivers

_SHOWN_PROBLEMS = 40


@click.command("import-receivers")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--as", "user_name", required=True, metavar="USER", help="In whose name.")
def import_receivers(file: Path, user_name: str) -> None:
    """Bring receivers into the directory: from NPPES, from HSDS (services.csv) or a list of your own."""
    if not file.is_file():
        raise Invalid(f"There is no file {file}.")
    data.prepare()
    with unit_of_work(write=False) as session:
        require(actor_named(session, user_name), Permission.IMPORTS_RUN)
    table = read_receivers(file.resolve())
    rows = rows_of(table.header, table.lines)
    with unit_of_work() as session:
        report = bring_in(session, actor_named(session, user_name), rows)
    click.echo(_in_words(report))


def _in_words(report: Report) -> str:
    lines = [f"row {number}: {reason}" for number, reason in report.problems[:_SHOWN_PROBLEMS]]
    left = len(report.problems) - len(lines)
    more = [f"... and {left:,} more"] if left else []
    counts = (
        f"{report.new:,} new, {report.updated:,} updated, {report.unchanged:,} unchanged, "
        f"{len(report.problems):,} invalid, {report.skipped:,} skipped."
    )
    return "\n".join([*lines, *more, counts])

"""Builds the small spreadsheets that the tests read."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from carehub.referrals.stages import DEFAULT_STAGES, DEFAULT_TYPES
from carehub.spreadsheet_import.cleaning.cleaned import ColumnFacts
from carehub.spreadsheet_import.cleaning.rows import CleanRow, clean_rows
from carehub.spreadsheet_import.mapping.mapping import Mapping, propose
from carehub.spreadsheet_import.matching import People
from carehub.spreadsheet_import.plan import make_plan, mapping_remarks
from carehub.spreadsheet_import.planned import Plan
from carehub.spreadsheet_import.reader.layout import Table
from carehub.spreadsheet_import.reader.reading import read_table
from carehub.spreadsheet_import.referral_list.words import stages_by_word, types_by_word

TODAY = date(2026, 11, 23)
FACTS = ColumnFacts(
    TODAY,
    sites={"northside": "Northside", "southside": "Southside"},
    coordinators={"alice": "alice", "alice moreno": "alice"},
    types=types_by_word(DEFAULT_TYPES),
    stages=stages_by_word((stage.name, stage.status) for stage in DEFAULT_STAGES),
)


def csv_file(
    folder: Path,
    header: str | Sequence[object],
    *rows: str | Sequence[object],
    encoding: str = "utf-8",
    separator: str = ",",
) -> Path:
    """A .csv whose header and rows are given as lists, or as text cut at commas."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerows(_cells(row) for row in (header, *rows))
    path = folder / "list.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def text_file(folder: Path, text: str, encoding: str = "utf-8", name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder: Path, *rows: Iterable[object], name: str = "list.xlsx") -> Path:
    """An .xlsx with one sheet that holds the rows; an empty row stays empty."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    path = folder / name
    book.save(path)
    return path


def read(path: Path) -> tuple[Table, Mapping, list[CleanRow]]:
    table = read_table(path)
    mapping = propose(table, FACTS)
    return table, mapping, list(clean_rows(table, mapping, FACTS))


def plan_of(path: Path, people: People | None = None) -> Plan:
    table, mapping, rows = read(path)
    plan = make_plan(rows, table.skipped, people or People())
    plan.remarks.extend(mapping_remarks(mapping, table.header_row))
    return plan


def outcomes(plan: Plan) -> list[str]:
    return [row.outcome.value for row in plan.rows]


def _cells(row: str | Sequence[object]) -> Sequence[object]:
    return row.split(",") if isinstance(row, str) else row

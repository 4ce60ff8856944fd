"""Reads a list of receivers in a child process, which may die of a hostile file and harms nobody.

``python -m carehub.spreadsheet_import.receiver_reader FILE`` prints the header and the rows as JSON.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from carehub.core.errors import CareHubError
from carehub.spreadsheet_import.refusals import Unreadable

WALL_SECONDS = 120
_HEADER_WITHIN = 20


@dataclass(frozen=True)
class ReceiverTable:
    """The titles of the list, and its rows as text with their numbers in the file."""

    header: list[str]
    lines: list[tuple[int, list[str]]]


def read_receivers(path: Path) -> ReceiverTable:
    """The table in the file; Unreadable with what to do about it."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", __name__, str(path)],
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("We could not read this file because it takes too long. Split it.") from None
    if child.returncode or not child.stdout:
        raise Unreadable("We could not read this file. Save it as .csv, and choose that one.")
    told = json.loads(child.stdout)
    if "refused" in told:
        raise Unreadable(told["refused"])
    return ReceiverTable(told["header"], [(number, cells) for number, cells in told["lines"]])


def _told(path: Path) -> dict[str, object]:
    # The spreadsheet libraries are loaded here and nowhere else.
    from carehub.spreadsheet_import.checking import limits
    from carehub.spreadsheet_import.cleaning.text import line_of
    from carehub.spreadsheet_import.reader.layout import Row
    from carehub.spreadsheet_import.reader.reading import read_book
    from carehub.spreadsheet_import.receiver_list import known_titles

    def titles(row: Row) -> int:
        return known_titles([line_of(cell) for cell in row.cells])

    sheets = [sheet.rows for sheet in read_book(path, limits()).sheets]
    rows = max(sheets, key=lambda sheet: max(map(titles, sheet[:_HEADER_WITHIN])))
    at = max(range(min(_HEADER_WITHIN, len(rows))), key=lambda index: titles(rows[index]))
    lines = [(row.number, [line_of(cell) for cell in row.cells]) for row in rows[at:]]
    return {"header": lines[0][1], "lines": lines[1:]}


def main() -> None:
    from carehub.spreadsheet_import.worker import limit_resources

    limit_resources()
    try:
        told = _told(Path(sys.argv[1]))
    except CareHubError as refusal:
        told = {"refused": str(refusal)}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()

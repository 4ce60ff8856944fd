"""The child process that reads a list of receivers: ``... receiver_child FILE`` prints it as JSON."""

import json
import sys
from pathlib import Path

from carehub.core.errors import CareHubError
from carehub.spreadsheet_import.bounds import file_limits, limit_resources
from carehub.spreadsheet_import.cleaning.text import line_of
from carehub.spreadsheet_import.reader.layout import Row
from carehub.spreadsheet_import.reader.reading import read_book
from carehub.spreadsheet_import.receiver_list import known_titles

_HEADER_WITHIN = 20


def main() -> None:
    """The header and the rows on standard output, or the sentence of a refusal."""
    limit_resources()
    try:
        told = _told(Path(sys.argv[1]))
    except CareHubError as refusal:
        told = {"refused": str(refusal)}
    json.dump(told, sys.stdout)


def _told(path: Path) -> dict[str, object]:
    sheets = [sheet.rows for sheet in read_book(path, file_limits()).sheets]
    rows = max(sheets, key=lambda sheet: max(map(_titles, sheet[:_HEADER_WITHIN])))
    at = max(range(min(_HEADER_WITHIN, len(rows))), key=lambda index: _titles(rows[index]))
    lines = [(row.number, [line_of(cell) for cell in row.cells]) for row in rows[at:]]
    return {"header": lines[0][1], "lines": lines[1:]}


def _titles(row: Row) -> int:
    return known_titles([line_of(cell) for cell in row.cells])


if __name__ == "__main__":
    main()

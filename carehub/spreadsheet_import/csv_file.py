"""A table as a CSV file in which a spreadsheet finds no formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from carehub.spreadsheet_import.reader.cells import FORMULA_STARTS


def as_csv(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """In UTF-8 with a byte order mark, or Excel takes the accents for something else."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(titles)
    writer.writerows([harmless(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def harmless(value: str) -> str:
    """Text that a spreadsheet would take for a formula, behind an apostrophe; our reader takes it off again.

    A phone as +12025550123 is only a number to any spreadsheet, and stays as it is.
    """
    is_formula_like = value.lstrip("'").startswith(FORMULA_STARTS)
    is_phone = value.startswith("+") and value[1:].isdigit()
    return f"'{value}" if is_formula_like and not is_phone else value

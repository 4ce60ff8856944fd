"""What stands in an import about its columns: enough for a person to look at them and to change them."""

from collections.abc import Sequence
from itertools import islice

from carehub.spreadsheet_import.cleaning.dates import day_month_order, is_order_unknown
from carehub.spreadsheet_import.columns import ColumnSet
from carehub.spreadsheet_import.mapping.evidence import samples
from carehub.spreadsheet_import.mapping.uses import Mapping, Use
from carehub.spreadsheet_import.mapping.wordlist import distinct_texts
from carehub.spreadsheet_import.reader.cells import Cell, is_blank
from carehub.spreadsheet_import.reader.layout import Table

# Enough to tell a closed set from names and numbers, when a person takes a column for something else.
_TRIED_CELLS = 2_000
_DATES_SHOW_IN = 50


def columns_shown(table: Table, mapping: Mapping) -> list[dict[str, object]]:
    """One entry for each column of the file, in the file's order.

    ``distinct`` is its different texts with how often each stands there, where they are few.
    ``has_either_order``: dates in it can be read with the day or the month first.
    """
    return [_column_shown(use, table.column(use.position), mapping.columns) for use in mapping.uses]


def _column_shown(use: Use, cells: Sequence[Cell], columns: ColumnSet) -> dict[str, object]:
    is_worded = use.column in columns.worded
    tried = cells if is_worded else cells[:_TRIED_CELLS]
    return {
        "position": use.position,
        "header": use.header,
        "column": use.column,
        "why": use.why,
        "is_told": use.is_told,
        "has_either_order": _has_either_order(use, cells, columns),
        "samples": samples(cells),
        "distinct": [list(each) for each in distinct_texts(tried, all_of_them=not is_worded)],
    }


def _has_either_order(use: Use, cells: Sequence[Cell], columns: ColumnSet) -> bool:
    if use.column in columns.by_name and columns.by_name[use.column].is_date:
        return is_order_unknown(cells, use.order)
    first = list(islice((cell for cell in cells if not is_blank(cell)), _DATES_SHOW_IN))
    return is_order_unknown(first, None) and is_order_unknown(cells, day_month_order(cells))

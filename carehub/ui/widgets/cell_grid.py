"""A page of rows as a spreadsheet shows them, each cell to be walked to, looked at and corrected."""

from collections.abc import Mapping, Sequence

import reflex as rx

from carehub.ui.widgets.scripts import script


def _fixed(
    number: rx.Var[int], position: rx.Var[int], text: rx.Var[str], alike: rx.Var[bool]
) -> tuple[rx.Var[int], rx.Var[int], rx.Var[str], rx.Var[bool]]:
    return number, position, text, alike


def _skipped(number: rx.Var[int], is_left_out: rx.Var[bool]) -> tuple[rx.Var[int], rx.Var[bool]]:
    return number, is_left_out


class CellGrid(rx.NoSSRComponent):
    """Rows with cells under ``columns`` (``position, title, field``).

    A row is ``number, outcome, says, who, notes, cells, skip``; a cell ``text`` (what comes in), ``file``
    (what counts now), ``original`` (what stands in the file), ``old, tone, says, alike``. ``words`` are the
    labels. ``on_fix`` gets row, position, text and whether all alike are meant; ``on_skip`` row and whether.
    """

    library = script("cell_grid.jsx")
    tag = "CellGrid"
    name: rx.Var[str]
    words: rx.Var[Mapping[str, str]]
    columns: rx.Var[Sequence[object]]
    rows: rx.Var[Sequence[object]]
    can_fix: rx.Var[bool]
    on_fix: rx.EventHandler[_fixed]
    on_skip: rx.EventHandler[_skipped]


cell_grid = CellGrid.create

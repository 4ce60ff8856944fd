"""A table of rows, readable by eye, keyboard and screen reader."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

Row = TypeVar("Row")


def simple_table(
    name: str | rx.Var[str],
    columns: Sequence[str],
    rows: ArrayVar[Sequence[Row]],
    row: Callable[[ObjectVar[Row]], rx.Component],
) -> rx.Component:
    """A table called ``name``; where it is too wide it scrolls sideways, by keyboard as well."""
    return rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(*[rx.el.th(column, scope="col") for column in columns])),
            rx.el.tbody(rx.foreach(rows, row)),
            aria_label=name,
            class_name="table",
        ),
        tab_index=0,
        role="region",
        aria_label=name,
        class_name="table-wrap",
    )

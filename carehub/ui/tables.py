"""A table of rows, readable by eye, keyboard and screen reader."""

from collections.abc import Callable, Sequence
from typing import TypedDict, TypeVar

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

Row = TypeVar("Row")


class Walked(TypedDict):
    """What makes a line one that ``list_keys`` walks."""

    tab_index: int
    custom_attrs: dict[str, rx.Var[str]]


def walked(number: rx.Var[object]) -> Walked:
    """For a line that is walked by keyboard; it is no stop of Tab, which goes from button to button."""
    return Walked(tab_index=-1, custom_attrs={"data-line": number.to(str)})


def row_opener(name: rx.Var[str], href: str | rx.Var[str]) -> rx.Component:
    """The name in a line, which opens what the line is of; so does Enter on the line."""
    opens = {"data-key": "Enter"}
    return rx.link(name, href=href, underline="none", class_name="row-opener", custom_attrs=opens)


def simple_table(
    name: str | rx.Var[str],
    columns: Sequence[str],
    rows: ArrayVar[Sequence[Row]],
    row: Callable[[ObjectVar[Row]], rx.Component],
    *,
    stacks: bool = False,
) -> rx.Component:
    """A table called ``name``; where it is too wide it scrolls sideways, by keyboard as well.

    ``stacks``: on a phone each row is a few lines, for cells that say by themselves what they are.
    """
    return rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(*[rx.el.th(column, scope="col") for column in columns])),
            rx.el.tbody(rx.foreach(rows, row)),
            aria_label=name,
            class_name="table stacks" if stacks else "table",
        ),
        tab_index=0,
        role="region",
        aria_label=name,
        class_name="table-wrap",
    )

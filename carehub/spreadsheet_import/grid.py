"""The rows of an import with what becomes of each cell: filtered by outcome, a page at a time."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.spreadsheet_import.pager import pager
from carehub.spreadsheet_import.rows_state import ImportRowsState
from carehub.spreadsheet_import.showing import LEFT, OutcomeCount
from carehub.spreadsheet_import.state import ImportState
from carehub.ui.widgets.cell_grid import cell_grid

WORDS = {
    "bar": "The chosen cell",
    "row": "Row",
    "outcome": "Outcome",
    "notes": "What to know",
    "inFile": "In the file:",
    "nothing": "nothing",
    "comesIn": "comes in as",
    "instead": "Take this instead",
    "alike": "and in all {} that say the same",
    "save": "Correct it",
    "skip": "Leave this row out",
    "takeBack": "Take the decision back",
}


def grid() -> rx.Component:
    return rx.el.section(
        filters(),
        rx.cond(
            ImportState.rows.length() > 0,
            cell_grid(
                name="Rows of the file",
                words=rx.Var.create(WORDS),
                columns=ImportState.grid_columns,
                rows=ImportState.rows,
                can_fix=ImportState.step == "check",
                on_fix=ImportRowsState.fix,
                on_skip=ImportRowsState.skip,
            ),
            rx.el.p("There are no such rows.", class_name="soft"),
        ),
        rows_pager(),
        class_name="import-section",
    )


def filters() -> rx.Component:
    return rx.el.div(
        chip("", "All rows", ImportState.total),
        rx.cond(ImportState.step == "report", chip(LEFT, "did not come in", ImportState.left)),
        rx.foreach(ImportState.counts, count_chip),
        role="group",
        aria_label="Show rows",
        class_name="chips",
    )


def count_chip(each: ObjectVar[OutcomeCount]) -> rx.Component:
    return chip(each["outcome"].to(str), each["says"].to(str), each["count"].to(int))


def chip(outcome: str | rx.Var[str], says: str | rx.Var[str], count: rx.Var[int]) -> rx.Component:
    return rx.el.button(
        rx.el.span(count.to_string(), class_name="chip-count tabular"),
        says,
        type="button",
        on_click=ImportState.show_outcome(outcome),
        custom_attrs={"aria-pressed": rx.cond(ImportState.outcome == outcome, "true", "false")},
        class_name="chip",
    )


def rows_pager() -> rx.Component:
    return pager("rows", ImportState.start, ImportState.rows.length(), ImportState.show_rows_from)

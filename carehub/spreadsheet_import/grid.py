"""The rows of an import with what becomes of each: filtered by outcome, a page at a time."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.spreadsheet_import.showing import LEFT, GridRow, Note, OutcomeCount
from carehub.spreadsheet_import.state import ImportState
from carehub.ui.tables import simple_table


def grid() -> rx.Component:
    return rx.el.section(
        filters(),
        simple_table(
            "Rows of the file",
            ("Row", "Outcome", "Patient", "Date of birth", "MRN", "What to know"),
            ImportState.rows,
            grid_row,
        ),
        rx.cond(
            ImportState.has_more,
            rx.button("Show more rows", on_click=ImportState.show_more, variant="soft", size="2"),
        ),
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


def grid_row(row: ObjectVar[GridRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row["number"], scope="row", class_name="tabular row-number"),
        rx.el.td(
            rx.el.span(
                rx.el.span(class_name="dot"),
                row["outcome"],
                class_name="status",
                custom_attrs={"data-outcome": row["outcome"]},
            )
        ),
        rx.el.td(row["name"], class_name="row-name"),
        rx.el.td(row["born"], class_name="tabular nowrap"),
        rx.el.td(row["mrn"], class_name="tabular"),
        rx.el.td(rx.foreach(row["notes"].to(list[Note]), note)),
    )


def note(each: ObjectVar[Note]) -> rx.Component:
    return rx.el.p(
        rx.cond(each["where"] != "", rx.el.span(each["where"], class_name="note-where")),
        each["text"],
        class_name="note",
        custom_attrs={"data-tone": each["tone"]},
    )

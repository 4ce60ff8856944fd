"""Undoing an import: the three lists before and after."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.spreadsheet_import.pager import pager
from carehub.spreadsheet_import.state import ImportState
from carehub.spreadsheet_import.undo_shown import UndoLine, VerdictCount
from carehub.spreadsheet_import.undo_state import ImportUndoState
from carehub.ui.tables import simple_table


def undo_section() -> rx.Component:
    return rx.cond(
        ImportUndoState.counts.length() > 0,
        rx.el.section(
            rx.el.h3(
                rx.cond(ImportState.is_undone, "What undoing did", "What undoing would do"),
                class_name="section-title",
            ),
            verdicts(),
            lines(),
            rx.cond(ImportState.is_undone, rx.fragment(), answers()),
            class_name="import-section undo",
        ),
        rx.cond(
            ImportState.is_undone,
            rx.fragment(),
            rx.el.p(
                rx.button(
                    "Undo this import ...",
                    on_click=ImportUndoState.ask(ImportState.import_id),
                    variant="soft",
                    color_scheme="gray",
                    size="2",
                ),
                rx.el.span("You see what it would do first.", class_name="soft"),
                class_name="undo-offer",
            ),
        ),
    )


def verdicts() -> rx.Component:
    return rx.el.div(
        rx.foreach(ImportUndoState.counts, verdict_chip),
        role="group",
        aria_label="Show records",
        class_name="chips",
    )


def verdict_chip(each: ObjectVar[VerdictCount]) -> rx.Component:
    verdict = each["verdict"].to(str)
    is_shown = ImportUndoState.verdict == verdict
    return rx.el.button(
        rx.el.span(each["count"].to_string(), class_name="chip-count tabular"),
        each["says"],
        type="button",
        on_click=ImportUndoState.show_verdict(ImportState.import_id, verdict),
        custom_attrs={"aria-pressed": rx.cond(is_shown, "true", "false")},
        class_name="chip",
    )


def lines() -> rx.Component:
    return rx.cond(
        ImportUndoState.lines.length() > 0,
        rx.fragment(
            simple_table("Records of this list", ("Record", "What happens"), ImportUndoState.lines, line_row),
            pager(
                "records",
                ImportUndoState.start,
                ImportUndoState.lines.length(),
                lambda start: ImportUndoState.show_lines_from(ImportState.import_id, start),
            ),
        ),
        rx.el.p("None.", class_name="soft"),
    )


def line_row(line: ObjectVar[UndoLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(line["who"], scope="row"),
        rx.el.td(
            rx.cond(line["what"] != "", rx.el.p(line["what"], class_name="note")),
            rx.foreach(line["details"].to(list[str]), lambda said: rx.el.p(said, class_name="note")),
        ),
    )


def answers() -> rx.Component:
    return rx.el.div(
        rx.button("Undo this import", on_click=ImportUndoState.undo(ImportState.import_id), size="2"),
        rx.button(
            "Leave it as it is", on_click=ImportUndoState.leave, variant="soft", color_scheme="gray", size="2"
        ),
        class_name="step-buttons",
    )

"""The dialog that brings a list of receivers in: choose it, see what it does, bring it in."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.core.actor import Permission
from carehub.directory.list_state import Count, ReceiverListState, RowProblem
from carehub.spreadsheet_import.receiver_routes import LIST
from carehub.ui.marks import problem_box
from carehub.ui.session import may
from carehub.ui.widgets.file_drop import file_drop


def bring_in_button() -> rx.Component:
    """For who may import."""
    return rx.cond(
        may(Permission.IMPORTS_RUN),
        rx.button(
            rx.icon("file-up", size=14),
            "Bring in a list",
            on_click=ReceiverListState.open_dialog,
            variant="soft",
            size="2",
        ),
    )


def list_dialog() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title("Bring in a list of receivers", size="3"),
            rx.dialog.description(
                "From NPPES, from Open Referral (services.csv), or a list of your own with a column “Name”.",
                class_name="soft dialog-about",
            ),
            problem_box(ReceiverListState.problem),
            rx.match(
                ReceiverListState.working,
                ("", rx.cond(ReceiverListState.counts.length() > 0, _found(), _choose())),
                _working(),
            ),
            class_name="small-dialog list-dialog",
        ),
        open=ReceiverListState.is_open,
        on_open_change=lambda _open: ReceiverListState.close(),
    )


def _choose() -> rx.Component:
    return file_drop(
        url=LIST,
        accept=".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods",
        label="Drop the list here",
        hint="Excel, OpenDocument or .csv. You see what it changes before it comes in.",
        button="Choose a file",
        failed="The file could not be sent. Check the connection and try again.",
        on_sent=ReceiverListState.received,
        on_refused=ReceiverListState.refused,
    )


def _working() -> rx.Component:
    return rx.el.div(
        rx.el.p(ReceiverListState.working, " ...", role="status"),
        rx.el.progress(aria_label="Progress"),
        class_name="list-working",
    )


def _found() -> rx.Component:
    return rx.fragment(
        rx.el.dl(rx.foreach(ReceiverListState.counts, _count), class_name="report-card"),
        rx.cond(ReceiverListState.problems.length() > 0, _problems()),
        rx.cond(ReceiverListState.is_done, _after(), _before()),
    )


def _count(count: ObjectVar[Count]) -> rx.Component:
    return rx.el.div(rx.el.dt(count["outcome"].to(str).capitalize()), rx.el.dd(count["rows"]))


def _problems() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Rows that stay out", class_name="panel-section"),
        rx.el.ul(rx.foreach(ReceiverListState.problems, _problem), class_name="bulk-refused"),
        rx.cond(
            ReceiverListState.more_problems > 0,
            rx.el.p("And ", ReceiverListState.more_problems.to_string(), " more.", class_name="soft"),
        ),
        aria_label="Rows that stay out",
        tab_index=0,
        class_name="list-problems",
    )


def _problem(problem: ObjectVar[RowProblem]) -> rx.Component:
    return rx.el.li(rx.el.strong("Row ", problem["row"].to(str)), rx.el.span(problem["why"].to(str)))


def _before() -> rx.Component:
    changes = ReceiverListState.changes
    return rx.el.div(
        rx.button(
            "Choose another file",
            type="button",
            variant="soft",
            color_scheme="gray",
            on_click=ReceiverListState.choose_another,
        ),
        rx.button(
            rx.cond(
                changes == 0,
                "Nothing to bring in",
                rx.cond(
                    changes == 1, "Bring in 1 receiver", "Bring in " + changes.to_string() + " receivers"
                ),
            ),
            disabled=changes == 0,
            on_click=ReceiverListState.bring_in,
        ),
        class_name="form-buttons",
    )


def _after() -> rx.Component:
    return rx.el.div(
        rx.el.p("This list came in. The same file again changes nothing.", class_name="soft", role="status"),
        rx.button("Close", on_click=ReceiverListState.close),
        class_name="form-buttons",
    )

"""The page Import: a file, its columns, what it would do, and what came in."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.spreadsheet_import.columns_page import (
    buttons,
    columns_step,
    goes_on,
    heading,
    remarks,
    titles_step,
)
from carehub.spreadsheet_import.grid import grid
from carehub.spreadsheet_import.pager import pager
from carehub.spreadsheet_import.review_page import review_section
from carehub.spreadsheet_import.showing import HistoryRow
from carehub.spreadsheet_import.state import ImportState
from carehub.spreadsheet_import.undo_page import undo_section
from carehub.ui.layout import frame
from carehub.ui.tables import simple_table
from carehub.ui.widgets.file_drop import file_drop

FILE_URL = "/api/imports/file"
TEMPLATE_URLS = (
    ("/api/imports/template/patients", "patients"), ("/api/imports/template/referrals", "open referrals"),
)  # fmt: skip
ACCEPTED = ".xlsx,.xlsm,.xls,.ods,.csv,.txt"
HISTORY = ("File", "Rows", "When", "By", "Result")
STEPS = (("file", "File"), ("titles", "Sheet and titles"), ("columns", "Columns"), ("check", "Check"),
         ("report", "Report"))  # fmt: skip


def import_page() -> rx.Component:
    return frame(
        "Import",
        steps(),
        rx.cond(ImportState.problem != "", rx.el.p(ImportState.problem, role="alert", class_name="problem")),
        rx.cond((ImportState.phase != "") & ~ImportState.is_quiet, working(), rx.match(
            ImportState.step,
            ("file", file_step()),
            ("titles", titles_step()),
            ("columns", columns_step()),
            ("check", check_step()),
            ("report", report_step()),
            rx.fragment(),
        )),
        actions=(rx.cond(ImportState.import_id != 0, another_file()),),
    )  # fmt: skip


def steps() -> rx.Component:
    return rx.el.ol(
        *[step_link(number, step, label) for number, (step, label) in enumerate(STEPS, start=1)],
        aria_label="Steps of an import",
        class_name="steps",
    )


def step_link(number: int, step: str, label: str) -> rx.Component:
    """A step that was reached can be gone back to."""
    shown = (rx.el.span(str(number), class_name="step-number", aria_hidden="true"), label)
    can_go = ImportState.steps.contains(step) & (ImportState.step != step) & (ImportState.phase == "")
    return rx.el.li(
        rx.cond(
            can_go,
            rx.el.button(*shown, on_click=ImportState.go_to(step), type="button", class_name="step-link"),
            rx.fragment(*shown),
        ),
        class_name="step",
        custom_attrs={"aria-current": rx.cond(ImportState.step == step, "step", "false")},
    )


def another_file() -> rx.Component:
    return rx.button(
        "Another file", on_click=ImportState.choose_another, variant="soft", color_scheme="gray", size="2"
    )


def working() -> rx.Component:
    return rx.el.section(
        rx.el.p(ImportState.file_name, class_name="working-file"),
        rx.el.p(
            rx.cond(
                ImportState.of > 0,
                ImportState.phase.capitalize() + ": " + ImportState.done.to_string() + " of "
                + ImportState.of.to_string() + " rows",
                ImportState.phase.capitalize() + " ...",
            ),
            role="status",
            class_name="tabular",
        ),
        rx.cond(
            ImportState.of > 0,
            rx.el.progress(value=ImportState.done, max=ImportState.of, aria_label="Progress"),
            rx.el.progress(aria_label="Progress"),
        ),
        rx.button("Stop", on_click=ImportState.stop, variant="soft", color_scheme="gray", size="2"),
        class_name="working",
    )  # fmt: skip


def file_step() -> rx.Component:
    return rx.fragment(
        file_drop(
            url=FILE_URL,
            accept=ACCEPTED,
            label="Drop lists of patients or of open referrals here",
            hint="Excel, OpenDocument or .csv, as your system writes them; several wait for each other. "
            "You see everything before it comes in.",
            button="Choose files",
            failed="The file could not be sent. Check the connection and try again.",
            on_sent=ImportState.received,
            on_refused=ImportState.refused,
        ),
        rx.el.p(
            "No list yet? Take a template with every column, drop-downs and notes: for ",
            *[template_link(url, what) for url, what in TEMPLATE_URLS],
            ".",
            class_name="soft template-hint",
        ),
        rx.cond(ImportState.history.length() > 0, earlier()),
    )


def template_link(url: str, what: str) -> rx.Component:
    is_first = url == TEMPLATE_URLS[0][0]
    link = rx.el.a(what, href=url, custom_attrs={"reloadDocument": True}, class_name="text-link")
    return rx.fragment("" if is_first else " or for ", link)


def earlier() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Earlier imports", class_name="section-title"),
        simple_table(
            "Earlier imports", ("File", "Rows", "When", "By", "Result"), ImportState.history, history_row
        ),
        class_name="import-section",
    )


def history_row(each: ObjectVar[HistoryRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.el.button(
                each["file_name"],
                on_click=ImportState.open_import(each["id"].to(int)),
                type="button",
                class_name="row-opener",
            ),
            scope="row",
        ),
        rx.el.td(each["kind"]),
        rx.el.td(each["at"], class_name="tabular nowrap"),
        rx.el.td(each["by"]),
        rx.el.td(
            rx.el.span(
                rx.el.span(class_name="dot"),
                each["says"],
                class_name="status",
                custom_attrs={"data-import": each["status"]},
            ),
            rx.cond(each["counts"] != "", rx.el.p(each["counts"], class_name="soft history-counts")),
        ),
    )


def check_step() -> rx.Component:
    return rx.fragment(
        heading(ImportState.summary, ImportState.told),
        goes_on(),
        rx.cond(ImportState.is_quiet, rx.el.p("Checking again ...", role="status", class_name="soft")),
        remarks(),
        review_section(),
        grid(),
        buttons(
            rx.button("Bring these rows in", on_click=ImportState.commit, size="2"),
            rx.button("Back to the columns", on_click=ImportState.go_to("columns"), variant="soft", size="2"),
        ),
    )


def report_step() -> rx.Component:
    return rx.fragment(
        heading(ImportState.summary, ImportState.told),
        goes_on(),
        rejects(),
        remarks(),
        review_section(),
        decided_since(),
        undo_section(),
        grid(),
        missing(),
        how_it_was_taken(),
    )


def decided_since() -> rx.Component:
    """Rows that needed a look when the others came in, and got an answer."""
    return rx.cond(
        ImportState.waiting > 0,
        rx.el.p(
            rx.button("Bring these rows in", on_click=ImportState.commit, size="2"),
            ImportState.waiting.to_string(),
            rx.cond(ImportState.waiting == 1, " row was", " rows were"),
            " decided since and can come in now.",
            class_name="undo-offer",
        ),
    )


def missing() -> rx.Component:
    """Who is here and not in the list: to look at, never taken out."""
    return rx.cond(
        ImportState.missing_count > 0,
        rx.el.details(
            rx.el.summary(
                ImportState.missing_count.to_string(),
                rx.cond(ImportState.missing_count == 1, " active patient is", " active patients are"),
                " at these sites and not in this list",
            ),
            rx.el.p("They stay as they are.", class_name="soft"),
            rx.el.ul(rx.foreach(ImportState.missing, rx.el.li), class_name="missing"),
            pager(
                "patients",
                ImportState.missing_start,
                ImportState.missing.length(),
                ImportState.show_missing_from,
            ),
            class_name="import-section",
        ),
    )


def rejects() -> rx.Component:
    """The rows that stayed out, as a workbook to correct and drop in again."""
    url = "/api/imports/" + ImportState.import_id.to_string() + "/rejects"
    return rx.cond(
        ImportState.rejected > 0,
        rx.el.p(
            rx.el.a(
                "Download the ",
                ImportState.rejected.to_string(),
                rx.cond(ImportState.rejected == 1, " row", " rows"),
                " to correct",
                href=url,
                custom_attrs={"reloadDocument": True},
                class_name="text-link",
            ),
            ". They are in the order of your file, with the reason in each row. "
            "Choose the corrected workbook under File, and this import goes on.",
            class_name="soft rejects",
        ),
    )


def how_it_was_taken() -> rx.Component:
    return rx.el.details(
        rx.el.summary("How the columns were taken"),
        simple_table(
            "How the columns were taken",
            ("In the file", "Went to", "Why"),
            ImportState.columns,
            lambda column: rx.el.tr(
                rx.el.th(column["header"], scope="row", class_name="column-title"),
                rx.el.td(column["goes_to"]),
                rx.el.td(column["why"], class_name="soft why"),
            ),
        ),
        class_name="import-section",
    )

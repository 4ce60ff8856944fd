"""The page Import: a file, its columns, what it would do, and what came in."""

from collections.abc import Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from carehub.spreadsheet_import.grid import grid
from carehub.spreadsheet_import.showing import ColumnRow, HistoryRow, SiteOption
from carehub.spreadsheet_import.state import ImportState
from carehub.spreadsheet_import.wording import CHOICES
from carehub.ui.layout import frame
from carehub.ui.tables import simple_table
from carehub.ui.widgets.file_drop import file_drop

FILE_URL = "/api/imports/file"
ACCEPTED = ".xlsx,.xlsm,.csv,.txt"
STEPS = (("file", "File"), ("columns", "Columns"), ("check", "Check"), ("report", "Report"))
ORDERS = (("", "As written in the file"), ("month first", "Month first (03/12/1961 is 12 March)"),
          ("day first", "Day first (03/12/1961 is 3 December)"))  # fmt: skip


def import_page() -> rx.Component:
    return frame(
        "Import",
        steps(),
        rx.cond(ImportState.problem != "", rx.el.p(ImportState.problem, role="alert", class_name="problem")),
        rx.cond(ImportState.phase != "", working(), rx.match(
            ImportState.step,
            ("file", file_step()),
            ("columns", columns_step()),
            ("check", check_step()),
            ("report", report_step()),
            rx.fragment(),
        )),
        actions=(rx.cond(ImportState.import_id != 0, another_file()),),
    )  # fmt: skip


def steps() -> rx.Component:
    return rx.el.ol(
        *[
            rx.el.li(
                rx.el.span(str(number), class_name="step-number", aria_hidden="true"),
                label,
                class_name="step",
                custom_attrs={"aria-current": rx.cond(ImportState.step == step, "step", "false")},
            )
            for number, (step, label) in enumerate(STEPS, start=1)
        ],
        aria_label="Steps of an import",
        class_name="steps",
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
            label="Drop a patient list here",
            hint="An .xlsx or .csv file, as your system writes it. You see everything before it comes in.",
            button="Choose a file",
            failed="The file could not be sent. Check the connection and try again.",
            on_sent=ImportState.received,
            on_refused=ImportState.refused,
        ),
        rx.cond(ImportState.history.length() > 0, earlier()),
    )


def earlier() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Earlier imports", class_name="section-title"),
        simple_table("Earlier imports", ("File", "When", "By", "Result"), ImportState.history, history_row),
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
        rx.el.td(each["at"], class_name="tabular nowrap"),
        rx.el.td(each["by"]),
        rx.el.td(each["says"]),
    )


def columns_step() -> rx.Component:
    return rx.fragment(
        heading("What are the columns?", "We looked at the titles and the values. Change what is not right."),
        rx.el.div(sheet_choice(), header_choice(), order_choice(), site_choice(), class_name="choices"),
        rx.el.section(
            simple_table(
                "Columns of the file",
                ("In the file", "Values", "Goes to", "Why"),
                ImportState.columns,
                column_row,
            ),
            class_name="import-section",
        ),
        buttons(rx.button("Check the rows", on_click=ImportState.check, size="2")),
    )


def heading(title: str | rx.Var[str], why: str | rx.Var[str]) -> rx.Component:
    return rx.el.div(
        rx.el.h2(title, class_name="section-title"),
        rx.el.p(rx.el.span(ImportState.file_name, class_name="file-name"), why, class_name="soft"),
        class_name="step-head",
    )


def sheet_choice() -> rx.Component:
    options = rx.foreach(ImportState.sheets, lambda name: rx.el.option(name, value=name))
    chooser = labelled("Sheet", "sheet", options, ImportState.sheet, ImportState.choose_sheet)
    return rx.cond(ImportState.sheets.length() > 1, chooser)


def header_choice() -> rx.Component:
    return rx.el.div(
        rx.el.label("Row of the column titles", html_for="header-row"),
        rx.input(
            id="header-row",
            key=ImportState.header_row,
            default_value=ImportState.header_row,
            on_blur=ImportState.choose_header_row,
            input_mode="numeric",
            width="7rem",
        ),
        class_name="field",
    )


def order_choice() -> rx.Component:
    options = [rx.el.option(label, value=order) for order, label in ORDERS]
    return rx.cond(
        ImportState.asks_order,
        labelled("Dates of birth", "order", options, ImportState.date_order, ImportState.choose_order),
    )


def site_choice() -> rx.Component:
    options = [rx.el.option("Choose a site", value=""), rx.foreach(ImportState.sites, site_option)]
    return rx.cond(
        ImportState.asks_site,
        labelled("Site of new patients", "site", options, ImportState.site, ImportState.choose_site),
    )


def site_option(site: ObjectVar[SiteOption]) -> rx.Component:
    return rx.el.option(site["name"], value=site["id"].to(str))


def labelled(
    label: str,
    name: str,
    options: rx.Component | Sequence[rx.Component],
    value: rx.Var[str],
    on_change: rx.event.EventType[str],
) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=name),
        rx.el.select(
            *([options] if isinstance(options, rx.Component) else options),
            id=name,
            value=value,
            on_change=on_change,
            class_name="select",
        ),
        class_name="field",
    )


def column_row(column: ObjectVar[ColumnRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(column["header"], scope="row", class_name="column-title"),
        rx.el.td(samples(column["samples"].to(list[str]))),
        rx.el.td(
            rx.el.select(
                *[rx.el.option(label, value=name) for name, label in CHOICES],
                value=column["column"].to(str),
                on_change=lambda chosen: ImportState.choose_column(column["position"].to(int), chosen),
                aria_label="Where " + column["header"].to(str) + " goes",
                class_name="select",
            )
        ),
        rx.el.td(column["why"], class_name="soft why"),
        class_name=rx.cond(column["column"] == "", "left-out", ""),
    )


def samples(values: ArrayVar[list[str]]) -> rx.Component:
    return rx.el.ul(rx.foreach(values, rx.el.li), class_name="samples")


def buttons(*main: rx.Component) -> rx.Component:
    return rx.el.div(
        *main,
        rx.button(
            "Give this import up",
            on_click=ImportState.give_up,
            variant="ghost",
            color_scheme="gray",
            size="2",
        ),
        class_name="step-buttons",
    )


def check_step() -> rx.Component:
    return rx.fragment(
        heading(ImportState.summary, "Nothing has come in yet."),
        remarks(),
        grid(),
        buttons(
            rx.button("Bring these rows in", on_click=ImportState.commit, size="2"),
            rx.button("Back to the columns", on_click=ImportState.back_to_columns, variant="soft", size="2"),
        ),
    )


def remarks() -> rx.Component:
    return rx.cond(
        ImportState.remarks.length() > 0,
        rx.el.ul(rx.foreach(ImportState.remarks, rx.el.li), class_name="remarks"),
    )


def report_step() -> rx.Component:
    return rx.fragment(heading(ImportState.summary, "Committed."), remarks(), grid())

"""The steps that say what the file's columns are: the sheet and its titles, the columns, their words."""

from collections.abc import Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from carehub.spreadsheet_import.choices_state import ImportChoicesState
from carehub.spreadsheet_import.columns_shown import ColumnRow, MeaningRow, WordRow, WordTable
from carehub.spreadsheet_import.models import ImportKind
from carehub.spreadsheet_import.state import ImportState
from carehub.spreadsheet_import.taken_shown import PreviewRow, SheetOption, SiteOption
from carehub.spreadsheet_import.wording import CHOICES, KINDS, MODES
from carehub.ui.tables import simple_table

BLANKS = (("", "changes nothing"), ("erase", "takes away what is known"))
ORDERS = (("", "As written in the file"), ("month first", "Month first (03/12/1961 is 12 March)"),
          ("day first", "Day first (03/12/1961 is 3 December)"))  # fmt: skip


def heading(title: str | rx.Var[str], why: str | rx.Var[str]) -> rx.Component:
    return rx.el.div(
        rx.el.h2(title, class_name="section-title"),
        rx.el.p(rx.el.span(ImportState.file_name, class_name="file-name"), why, class_name="soft"),
        class_name="step-head",
    )


def remarks() -> rx.Component:
    return rx.cond(
        ImportState.remarks.length() > 0,
        rx.el.ul(rx.foreach(ImportState.remarks, rx.el.li), class_name="remarks"),
    )


def titles_step() -> rx.Component:
    return rx.fragment(
        heading("Where are the column titles?", "Choose the row that names the columns."),
        remarks(),
        rx.el.div(kind_choice(), sheet_choice(), class_name="choices"),
        rx.el.section(
            simple_table(
                "First rows of the sheet", ("Row", "Cells", "Titles"), ImportState.preview, preview_row
            ),
            class_name="import-section",
        ),
        buttons(
            rx.cond(
                ImportState.columns.length() > 0,
                rx.button("Go on to the columns", on_click=ImportState.go_to("columns"), size="2"),
            ),
            rx.button(
                "This list has no titles",
                on_click=ImportChoicesState.choose_header_row(0),
                variant="soft",
                size="2",
            ),
        ),
    )


def preview_row(row: ObjectVar[PreviewRow]) -> rx.Component:
    number = row["number"].to(int)
    is_chosen = ImportState.header_row == number.to_string()
    return rx.el.tr(
        rx.el.th(number, scope="row", class_name="tabular row-number"),
        rx.el.td(samples(row["cells"].to(list[str]))),
        rx.el.td(
            rx.cond(
                is_chosen,
                rx.el.strong("These are the titles"),
                rx.el.button(
                    "These are the titles",
                    on_click=ImportChoicesState.choose_header_row(number),
                    aria_label="Row " + number.to_string() + " holds the titles",
                    type="button",
                    class_name="quiet-button",
                ),
            ),
            class_name="nowrap",
        ),
        class_name=rx.cond(is_chosen, "is-titles", ""),
    )


def sheet_choice() -> rx.Component:
    options = rx.foreach(ImportState.sheets, sheet_option)
    chooser = labelled("Sheet", options, ImportState.sheet, ImportChoicesState.choose_sheet)
    return rx.cond(ImportState.sheets.length() > 1, chooser)


def sheet_option(sheet: ObjectVar[SheetOption]) -> rx.Component:
    return rx.el.option(sheet["label"], value=sheet["name"].to(str))


def columns_step() -> rx.Component:
    return rx.fragment(
        heading("What are the columns?", "We looked at the titles and the values. Change what is not right."),
        goes_on(otherwise=recalled()),
        choices(),
        rx.el.section(
            simple_table(
                "Columns of the file",
                ("In the file", "Values", "Goes to", "Why"),
                ImportState.columns,
                column_row,
            ),
            class_name="import-section",
        ),
        rx.cond(ImportState.words.length() > 0, words_section()),
        buttons(
            rx.button("Check the rows", on_click=ImportState.check, size="2"),
            rx.button("Other titles", on_click=ImportState.go_to("titles"), variant="soft", size="2"),
        ),
    )  # fmt: skip


def goes_on(*, otherwise: rx.Component | None = None) -> rx.Component:
    """Rows of an earlier import are corrected, or were."""
    continued = rx.el.p(ImportState.continued, class_name="recalled")
    return rx.cond(ImportState.continued != "", continued, otherwise or rx.fragment())


def recalled() -> rx.Component:
    return rx.cond(
        ImportState.recalled_from != "",
        rx.el.p(
            "Taken as in ", rx.el.b(ImportState.recalled_from), ", which had the same titles.",
            class_name="recalled",
        ),
    )  # fmt: skip


def choices() -> rx.Component:
    return rx.el.div(
        kind_choice(), sheet_choice(), mode_choice(), erasing_choice(), order_choice(), site_choice(),
        class_name="choices",
    )  # fmt: skip


def kind_choice() -> rx.Component:
    options = [rx.el.option(label, value=kind) for kind, label in KINDS]
    return labelled("The rows are", options, ImportState.kind, ImportChoicesState.choose_kind)


def mode_choice() -> rx.Component:
    options = [rx.el.option(label, value=mode) for mode, label in MODES]
    return labelled("This list may", options, ImportState.mode, ImportChoicesState.choose_mode)


def order_choice() -> rx.Component:
    options = [rx.el.option(label, value=order) for order, label in ORDERS]
    return rx.cond(
        ImportState.asks_order,
        labelled("Dates", options, ImportState.date_order, ImportChoicesState.choose_order),
    )


def site_choice() -> rx.Component:
    options = [rx.el.option("Choose a site", value=""), rx.foreach(ImportState.sites, site_option)]
    return rx.cond(
        ImportState.asks_site,
        labelled("Site of new patients", options, ImportState.site, ImportChoicesState.choose_site),
    )


def erasing_choice() -> rx.Component:
    """Of a referral an empty cell never takes anything away."""
    options = [rx.el.option(label, value=value) for value, label in BLANKS]
    return rx.cond(
        ImportState.kind == ImportKind.PATIENTS.value,
        labelled("An empty cell", options, ImportState.blanks, ImportChoicesState.choose_blanks),
    )


def site_option(site: ObjectVar[SiteOption]) -> rx.Component:
    return rx.el.option(site["name"], value=site["id"].to(str))


def labelled(
    label: str,
    options: rx.Component | Sequence[rx.Component],
    value: rx.Var[str],
    on_change: rx.event.EventType[str],
) -> rx.Component:
    return rx.el.label(
        rx.el.span(label),
        rx.el.select(
            *([options] if isinstance(options, rx.Component) else options),
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
            rx.cond(
                ImportState.kind == ImportKind.REFERRALS.value,
                goes_to(column, ImportKind.REFERRALS),
                goes_to(column, ImportKind.PATIENTS),
            ),
            rx.cond(column["fills"] != "", rx.el.p(column["fills"], class_name="fills")),
        ),
        rx.el.td(column["why"], class_name="soft why"),
        class_name=rx.cond(column["column"] == "", "left-out", ""),
    )


def goes_to(column: ObjectVar[ColumnRow], kind: ImportKind) -> rx.Component:
    return rx.el.select(
        *[rx.el.option(label, value=name) for name, label in CHOICES[kind]],
        value=column["column"].to(str),
        on_change=lambda chosen: ImportChoicesState.choose_column(column["position"].to(int), chosen),
        aria_label="Where " + column["header"].to(str) + " goes",
        class_name="select",
    )


def samples(values: ArrayVar[list[str]]) -> rx.Component:
    return rx.el.ul(rx.foreach(values, rx.el.li), class_name="samples")


def words_section() -> rx.Component:
    return rx.el.section(
        rx.el.h3("What your words mean", class_name="section-title"),
        rx.el.p("Decided once, the next list with these words knows them.", class_name="soft"),
        rx.foreach(ImportState.words, word_table),
        class_name="import-section words",
    )


def word_table(table: ObjectVar[WordTable]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            rx.el.span(table["header"], class_name="words-title"),
            rx.cond(
                table["unknown"].to(int) > 0,
                rx.el.span(
                    table["unknown"], " of ", table["many"], " words not known", class_name="words-unknown"
                ),
                rx.el.span(table["many"], " different, all known", class_name="soft"),
            ),
        ),
        simple_table(
            "Words of " + table["header"].to(str),
            ("In the file", "Rows", "Means"),
            table["words"].to(list[WordRow]),
            lambda word: word_row(word, table),
        ),
        open=table["is_open"].to(bool),
        class_name="word-table",
    )  # fmt: skip


def word_row(word: ObjectVar[WordRow], table: ObjectVar[WordTable]) -> rx.Component:
    text = word["text"].to(str)
    return rx.el.tr(
        rx.el.th(text, scope="row", class_name="column-title"),
        rx.el.td(word["times"], class_name="tabular"),
        rx.el.td(
            rx.el.select(
                rx.el.option("Nothing: leave it empty", value=""),
                rx.foreach(table["meanings"].to(list[MeaningRow]), meaning_option),
                value=word["becomes"].to(str),
                on_change=lambda chosen: ImportChoicesState.choose_word(
                    table["column"].to(str), text, chosen
                ),
                aria_label="What " + text + " means",
                class_name="select",
            )
        ),
        class_name=rx.cond(word["is_told"], "is-told", ""),
    )


def meaning_option(meaning: ObjectVar[MeaningRow]) -> rx.Component:
    return rx.el.option(meaning["label"], value=meaning["value"].to(str))


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

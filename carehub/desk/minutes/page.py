"""Minutes of care management: one line a patient and program, every number opens the entries behind it."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.core.actor import Permission
from carehub.desk.minutes.rows import EntryRow, MonthRow
from carehub.desk.minutes.state import MinutesState
from carehub.ui.layout import empty_state, frame, panel
from carehub.ui.session import may
from carehub.ui.tables import simple_table

ROUTE = "/minutes"
_COLUMNS = ("Patient", "Program", "Minutes that count", "Reaches", "To go", "Do not count")
_BEHIND = ("Day", "By", "Contact", "Minutes", "Counts")


def minutes_page() -> rx.Component:
    return frame(
        "Minutes",
        rx.el.p(
            "For the biller to check. Minutes count while the patient is enrolled with recorded consent, and "
            "only those of people whose qualification the program asks for.",
            class_name="soft",
        ),
        rx.el.label(
            rx.el.span("Month", class_name="field-label"),
            rx.el.input(
                type="month",
                value=MinutesState.month,
                on_change=MinutesState.choose_month,
                required=True,
                class_name="plain-input",
            ),
            class_name="field minutes-month",
        ),
        rx.cond(
            MinutesState.rows.length() > 0,
            simple_table("Minutes", _COLUMNS, MinutesState.rows, _row),
            rx.cond(
                MinutesState.is_loaded,
                empty_state(
                    "timer",
                    "No minutes in this month",
                    "Log a contact with minutes for a program the patient is enrolled in.",
                ),
            ),
        ),
        _entries(),
        actions=(
            rx.cond(
                may(Permission.EXPORTS_RUN),
                rx.link("Export CSV", href=MinutesState.export, size="2", custom_attrs={"download": ""}),
            ),
        ),
    )


def _row(row: ObjectVar[MonthRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.link(
                row["patient"],
                href="/patients/" + row["patient_id"].to_string(),
                color="inherit",
                weight="medium",
            ),
            rx.el.span(row["identity"], class_name="soft call-identity"),
            scope="row",
        ),
        rx.el.td(row["program"]),
        rx.el.td(_number(row, row["counted"].to_string())),
        rx.el.td(
            rx.cond(
                row["reached"] != "", rx.el.span(row["reached"]), rx.el.span("Nothing yet", class_name="soft")
            ),
            class_name="nowrap",
        ),
        rx.el.td(row["to_go"], class_name="soft nowrap"),
        rx.el.td(rx.cond(row["left_out"].to(int) > 0, _number(row, row["left_out"].to_string()))),
        key=row["key"].to(str),
    )


def _number(row: ObjectVar[MonthRow], number: rx.Var[str]) -> rx.Component:
    return rx.el.button(
        number,
        type="button",
        on_click=MinutesState.open_number(row["key"].to(str)),
        class_name="row-opener tabular",
        custom_attrs={"aria-label": f"{number} minutes of {row['patient']}"},
    )


def _entries() -> rx.Component:
    return panel(
        MinutesState.title,
        simple_table("Entries", _BEHIND, MinutesState.behind, _entry),
        on_close=MinutesState.close,
        open_=MinutesState.opened != "",
    )


def _entry(entry: ObjectVar[EntryRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(entry["day"], class_name="nowrap tabular"),
        rx.el.td(entry["who"]),
        rx.el.td(entry["what"]),
        rx.el.td(entry["minutes"].to_string(), class_name="tabular"),
        rx.el.td(
            rx.cond(
                entry["why_not"] == "", rx.el.span("Yes"), rx.el.span(entry["why_not"], class_name="day-late")
            )
        ),
        key=entry["id"].to_string(),
    )


def _soft(words: str | rx.Var[str]) -> rx.Component:
    return rx.el.span(words, class_name="soft")

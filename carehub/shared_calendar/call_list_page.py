"""The call list: tomorrow's patients with phone and language, and what came of each call."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.shared_calendar.call_list_state import CallLine, CallListState
from carehub.shared_calendar.models import CallOutcome
from carehub.shared_calendar.phone_cell import phones_said
from carehub.shared_calendar.showing import SiteMark
from carehub.ui.layout import empty_state, frame
from carehub.ui.tables import simple_table

ROUTE = "/calendar/calls"
_COLUMNS = ("Time", "Patient", "Phone", "Language", "Appointment", "Called")


def call_list_page() -> rx.Component:
    return frame(
        "Call list",
        _choices(),
        rx.cond(
            CallListState.lines.length() > 0,
            rx.fragment(
                rx.el.p(
                    CallListState.weekday,
                    " · ",
                    CallListState.done,
                    " of ",
                    CallListState.lines.length(),
                    " called",
                    class_name="soft call-count",
                    role="status",
                ),
                rx.el.div(
                    simple_table("Call list", _COLUMNS, CallListState.lines, _line), class_name="call-list"
                ),
            ),
            rx.cond(
                CallListState.ready,
                empty_state(
                    "phone", "Nobody to call", "Nobody is expected on " + CallListState.weekday + "."
                ),
            ),
        ),
        actions=(
            rx.link("Back to the calendar", href="/calendar", size="2"),
            rx.link(
                rx.button(rx.icon("printer", size=14), "Print", variant="soft", size="2", tab_index=-1),
                href=CallListState.print_url,
                is_external=True,
                custom_attrs={"aria-label": "Print this call list"},
            ),
        ),
    )


def _choices() -> rx.Component:
    return rx.el.div(
        rx.el.label(
            rx.el.span("Day"),
            rx.el.input(
                type="date",
                value=CallListState.day,
                on_change=CallListState.choose_day,
                required=True,
                class_name="plain-select",
            ),
            class_name="calendar-filter",
        ),
        rx.cond(
            CallListState.sites.length() > 1,
            rx.el.label(
                rx.el.span("Site"),
                rx.el.select(
                    rx.el.option("All sites", value=""),
                    rx.foreach(CallListState.sites, _site),
                    value=CallListState.site,
                    on_change=CallListState.choose_site,
                    class_name="plain-select",
                ),
                class_name="calendar-filter",
            ),
        ),
        class_name="calendar-filters",
    )


def _line(line: ObjectVar[CallLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(line["time"].to(str), class_name="nowrap tabular"),
        rx.el.th(
            rx.link(
                line["patient"].to(str),
                href="/patients/" + line["patient_id"].to(str),
                color="inherit",
                weight="medium",
            ),
            rx.el.span(line["identity"].to(str), class_name="soft call-identity"),
            scope="row",
        ),
        rx.el.td(
            phones_said(line["heed"].to(str), line["phones"].to(str)),
            class_name="tabular",
        ),
        rx.el.td(line["language"].to(str)),
        rx.el.td(
            rx.link(
                line["what"].to(str),
                href="/calendar?view=day&appointment=" + line["id"].to(str),
                color="inherit",
            ),
            rx.el.span(line["status"].to(str), class_name="soft call-identity"),
        ),
        rx.el.td(
            rx.cond(line["outcome"].to(str) != "", rx.el.div(line["outcome"].to(str))),
            _outcomes(line),
        ),
    )


def _outcomes(line: ObjectVar[CallLine]) -> rx.Component:
    said = line["outcome"].to(str) != ""
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(
            rx.button(
                rx.cond(said, "Called again...", "Called..."),
                variant=rx.cond(said, "ghost", "soft"),
                size="1",
                custom_attrs={"aria-label": "Called " + line["patient"].to(str)},
            )
        ),
        rx.dropdown_menu.content(
            *[
                rx.dropdown_menu.item(
                    outcome.label,
                    on_select=CallListState.log_call(
                        line["id"].to(int), line["version"].to(int), outcome.value
                    ),
                )
                for outcome in CallOutcome
            ],
            size="1",
        ),
    )


def _site(site: ObjectVar[SiteMark]) -> rx.Component:
    return rx.el.option(site["name"].to(str), value=site["id"].to(str))

"""Calendars that other programs read, and calendar files that come from there."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.core.actor import Permission
from carehub.shared_calendar.file_routes import FILE
from carehub.shared_calendar.models import Shows
from carehub.shared_calendar.showing import SiteMark
from carehub.shared_calendar.subscribe_state import MINE, SubscribeState, SubscriptionRow
from carehub.ui.layout import frame
from carehub.ui.session import may
from carehub.ui.tables import simple_table
from carehub.ui.widgets.file_drop import file_drop

ROUTE = "/calendar/subscribe"
_COLUMNS = ("Calendar", "Shows", "Since", "Last read", "End")


def subscribe_page() -> rx.Component:
    return frame(
        "Subscribe",
        rx.el.section(
            rx.el.p(
                "Your phone or another calendar can read your appointments from CareHub. Whoever has the "
                "address can read them too, so they show no names: only that the time is taken, or initials.",
                class_name="subscribe-why",
            ),
            rx.cond(SubscribeState.address != "", _address(), _form()),
            rx.cond(
                SubscribeState.rows.length() > 0,
                simple_table("Subscriptions", _COLUMNS, SubscribeState.rows, _row),
                rx.el.p("No other program reads your calendar.", class_name="soft"),
            ),
            aria_label="Read by other programs",
        ),
        rx.cond(may(Permission.APPOINTMENTS_BOOK), _files()),
        actions=(rx.link("Back to the calendar", href="/calendar", size="2"),),
    )


def _form() -> rx.Component:
    return rx.form(
        rx.el.label(
            rx.el.span("Calendar"),
            rx.el.select(
                rx.el.option("My appointments", value=MINE),
                rx.foreach(SubscribeState.sites, _site),
                name="of",
                class_name="plain-select",
            ),
            class_name="calendar-filter",
        ),
        rx.el.label(
            rx.el.span("Shows"),
            rx.el.select(
                *[rx.el.option(shows.label, value=shows.value) for shows in Shows],
                name="shows",
                class_name="plain-select",
            ),
            class_name="calendar-filter",
        ),
        rx.button("Make an address", type="submit", size="2"),
        on_submit=SubscribeState.subscribe,
        class_name="calendar-filters subscribe-form",
    )


def _address() -> rx.Component:
    return rx.el.div(
        rx.el.p("Paste this address into the other calendar. It is shown only now."),
        rx.el.p(SubscribeState.address, class_name="subscribe-address", aria_label="Secret address"),
        rx.button("Done", on_click=SubscribeState.forget_address, size="2"),
        role="status",
        class_name="subscribe-made",
    )


def _row(row: ObjectVar[SubscriptionRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row["of"].to(str), scope="row"),
        rx.el.td(row["shows"].to(str)),
        rx.el.td(row["made"].to(str), class_name="nowrap tabular"),
        rx.el.td(row["used"].to(str), class_name="nowrap tabular"),
        rx.el.td(
            rx.button(
                "End",
                variant="soft",
                color_scheme="red",
                size="1",
                on_click=SubscribeState.end(row["id"].to(int)),
                custom_attrs={"aria-label": "End the subscription of " + row["of"].to(str)},
            )
        ),
    )


def _files() -> rx.Component:
    return rx.el.section(
        rx.el.h2("From another calendar", class_name="panel-section"),
        rx.el.p(
            "A calendar file (.ics) of your own: its coming events become times at which you are out of the "
            "office. The same file again adds nothing.",
            class_name="subscribe-why",
        ),
        rx.foreach(SubscribeState.sites, _drop),
        aria_label="From another calendar",
    )


def _drop(site: ObjectVar[SiteMark], index: rx.Var[int]) -> rx.Component:
    """Into the calendar of the person's first site: one person has one time."""
    return rx.cond(
        index == 0,
        file_drop(
            url=FILE + "/" + site["id"].to(str),
            accept=".ics,text/calendar",
            label="Drop a calendar file here",
            hint="At most 1 MB and 500 events of the coming year.",
            button="Choose a file",
            failed="The file could not be sent. Try again.",
            on_sent=SubscribeState.came_in,
            on_refused=SubscribeState.not_taken,
        ),
    )


def _site(site: ObjectVar[SiteMark]) -> rx.Component:
    return rx.el.option(site["name"].to(str), value=site["id"].to(str))

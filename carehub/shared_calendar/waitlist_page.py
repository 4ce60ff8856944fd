"""The waitlist: who waits for a time, and the times that would do."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.shared_calendar.phone_cell import phones_said
from carehub.shared_calendar.waitlist_state import OfferRow, WaiterRow, WaitlistState
from carehub.ui.layout import empty_state, frame
from carehub.ui.tables import simple_table

ROUTE = "/calendar/waitlist"
_COLUMNS = ("Patient", "Phone", "Waits for", "Times that would do")


def waitlist_page() -> rx.Component:
    return frame(
        "Waitlist",
        rx.cond(
            WaitlistState.rows.length() > 0,
            rx.fragment(
                rx.el.p(
                    WaitlistState.rows.length(),
                    " waiting, a time became free for ",
                    WaitlistState.freed,
                    class_name="soft call-count",
                    role="status",
                ),
                rx.el.div(
                    simple_table("Waitlist", _COLUMNS, WaitlistState.rows, _row), class_name="call-list"
                ),
            ),
            rx.cond(
                WaitlistState.ready,
                empty_state(
                    "hourglass",
                    "Nobody waits",
                    "Put an appointment on the waitlist when no time is free: it stands here until one is.",
                ),
            ),
        ),
        actions=(rx.link("Back to the calendar", href="/calendar", size="2"),),
    )


def _row(row: ObjectVar[WaiterRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.link(
                row["patient"].to(str),
                href="/patients/" + row["patient_id"].to(str),
                color="inherit",
                weight="medium",
            ),
            rx.el.span(row["identity"].to(str), class_name="soft call-identity"),
            scope="row",
        ),
        rx.el.td(
            phones_said(row["heed"].to(str), row["phones"].to(str)),
            rx.el.span(row["language"].to(str), class_name="soft call-identity"),
            class_name="tabular",
        ),
        rx.el.td(
            rx.link(
                row["what"].to(str),
                href="/calendar?view=day&appointment=" + row["id"].to(str),
                color="inherit",
            ),
            rx.el.span("Wished: ", row["wish"].to(str), class_name="soft call-identity"),
        ),
        rx.el.td(
            rx.el.div(
                rx.foreach(row["offers"].to(list[OfferRow]), lambda offer: _offer(row, offer)),
                rx.cond(
                    row["offers"].to(list[OfferRow]).length() == 0,
                    rx.el.span("None in the next weeks", class_name="soft"),
                ),
                class_name="waitlist-offers",
            )
        ),
    )


def _offer(row: ObjectVar[WaiterRow], offer: ObjectVar[OfferRow]) -> rx.Component:
    return rx.button(
        offer["label"].to(str),
        variant=rx.cond(offer["is_freed"].to(bool), "solid", "soft"),
        size="1",
        on_click=WaitlistState.give(
            row["id"].to(int),
            row["version"].to(int),
            offer["value"].to(str),
        ),
        custom_attrs={"aria-label": "Book " + row["patient"].to(str) + ": " + offer["label"].to(str)},
    )

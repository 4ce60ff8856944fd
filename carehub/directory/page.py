"""The directory: receivers with what one needs to reach them, and how each of them does."""

from typing import cast

import reflex as rx
from reflex.vars import ObjectVar

from carehub.core.actor import Permission
from carehub.directory.form import receiver_form
from carehub.directory.list_dialog import bring_in_button, list_dialog
from carehub.directory.showing import ReceiverRow
from carehub.directory.state import DirectoryState
from carehub.ui.layout import empty_state, frame, panel
from carehub.ui.session import may
from carehub.ui.tables import simple_table
from carehub.ui.widgets.address import address

_COLUMNS = (
    "Receiver", "Phone", "Fax", "Place", "Referrals", "To appointment", "To report", "Declined",
)  # fmt: skip
_TYPING_PAUSE_MS = 150


def directory_page() -> rx.Component:
    return frame(
        "Directory",
        _toolbar(),
        rx.cond(DirectoryState.rows.length() > 0, _list(), rx.cond(DirectoryState.is_loaded, _none())),
        _panel(),
        list_dialog(),
        address(href=DirectoryState.address),
        actions=(bring_in_button(), _add_button()),
    )


def _add_button() -> rx.Component:
    return rx.cond(
        may(Permission.DIRECTORY_EDIT),
        rx.button(rx.icon("plus", size=14), "Add receiver", on_click=DirectoryState.open_new, size="2"),
    )


def _toolbar() -> rx.Component:
    return rx.el.div(
        rx.el.input(
            type="search",
            default_value="",
            placeholder="Name, specialty, city, language, insurance or NPI",
            aria_label="Search the directory",
            auto_complete="off",
            on_change=DirectoryState.find.debounce(_TYPING_PAUSE_MS),
            class_name="plain-input search-field",
        ),
        rx.el.button(
            "Out of use",
            type="button",
            aria_pressed=DirectoryState.retired,
            on_click=DirectoryState.show_retired(~DirectoryState.retired),
            class_name="bar-button",
        ),
        rx.el.span(DirectoryState.counted, role="status", class_name="soft tabular"),
        class_name="toolbar",
    )


def _list() -> rx.Component:
    return rx.fragment(
        simple_table("Receivers", _COLUMNS, DirectoryState.rows, _row),
        rx.cond(
            DirectoryState.has_more,
            rx.el.div(
                rx.button("Show more", on_click=DirectoryState.show_more, variant="soft"), class_name="more"
            ),
        ),
        rx.el.p(
            "Referrals of the last year that you may see. Days are medians: from sending to the appointment, "
            "and from the visit to the report.",
            class_name="soft directory-hint",
        ),
    )


def _row(receiver: ObjectVar[ReceiverRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.el.button(
                receiver["name"],
                type="button",
                on_click=DirectoryState.open_receiver(receiver["id"].to(int)),
                class_name="row-opener directory-opener",
            ),
            rx.cond(receiver["detail"] != "", rx.el.span(receiver["detail"], class_name="soft under")),
            scope="row",
            class_name="name-cell",
        ),
        *[rx.el.td(receiver[name], class_name="tabular nowrap") for name in ("phone", "fax")],
        rx.el.td(receiver["place"], class_name="directory-place"),
        *[
            rx.el.td(receiver[name], class_name="tabular nowrap")
            for name in ("referrals", "to_appointment", "to_report", "declined")
        ],
        key=receiver["id"].to_string(),
    )


def _none() -> rx.Component:
    return rx.cond(
        (DirectoryState.typed != "") | DirectoryState.retired,
        empty_state("search-x", "No receiver found", "Check the spelling, or add the receiver by hand."),
        empty_state(
            "book-user",
            "No receivers yet",
            "Clinics, laboratories, therapists and social services that your referrals go to. Add one by "
            "hand; a supervisor or admin can bring a whole list in.",
            _add_button(),
        ),
    )


def _panel() -> rx.Component:
    title = rx.cond(DirectoryState.opened.length() > 0, DirectoryState.opened[0]["name"], "Add receiver")
    return panel(
        cast(rx.Var[str], title),
        rx.foreach(DirectoryState.opened, _report_card),
        rx.cond(DirectoryState.form_key != "", receiver_form()),
        on_close=DirectoryState.close,
        open_=DirectoryState.is_open,
    )


def _report_card(receiver: ObjectVar[ReceiverRow]) -> rx.Component:
    return rx.el.section(
        rx.el.dl(
            _figure("Referrals, last year", receiver["referrals"].to(str)),
            _figure("To appointment, median", receiver["to_appointment"].to(str)),
            _figure("To report, median", receiver["to_report"].to(str)),
            _figure("Declined", receiver["declined"].to(str)),
            class_name="report-card",
        ),
        rx.link("Its referrals on the board", href=f"/board?receiver={receiver['id']}", size="2"),
        aria_label="Report card",
        class_name="report-card-box",
    )


def _figure(label: str, value: rx.Var[str]) -> rx.Component:
    return rx.el.div(rx.el.dt(label), rx.el.dd(value))

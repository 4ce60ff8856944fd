"""Reports that are late, in one list, with the letters that ask for them again."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.core.actor import Permission
from carehub.desk.chasing.routes import FIELD, LETTERS
from carehub.desk.chasing.state import ChasingState, LateReport
from carehub.ui.layout import NativeForm, empty_state, frame
from carehub.ui.session import may
from carehub.ui.tables import simple_table

_COLUMNS = ("Ask", "Patient", "Receiver", "Type", "Seen", "Late", "Asked again", "Coordinator")


def chasing_page() -> rx.Component:
    return frame(
        "Reports to chase",
        rx.cond(ChasingState.rows.length() > 0, _list(), rx.cond(ChasingState.is_loaded, _none())),
    )


def _list() -> rx.Component:
    # A form of the browser's own: what is ticked stays ticked while the list changes around it.
    return NativeForm.create(
        rx.el.div(
            rx.el.span(ChasingState.counted, role="status", class_name="soft tabular"),
            rx.cond(
                may(Permission.REFERRALS_EDIT),
                rx.button(rx.icon("printer", size=14), "Write down and print letters", type="submit"),
            ),
            class_name="toolbar chasing-bar",
        ),
        rx.el.p(
            "Each ticked report is asked for again: the request is written into its history, and the letters "
            "open in a new tab, one page each, by receiver.",
            class_name="soft chasing-hint",
        ),
        simple_table("Reports to chase", _COLUMNS, ChasingState.rows, _row),
        custom_attrs={"action": LETTERS, "method": "post", "target": "_blank"},
    )


def _row(report: ObjectVar[LateReport]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.input(
                type="checkbox",
                name=FIELD,
                value=report["id"].to_string(),
                default_checked=True,
                aria_label=f"Ask {report['receiver']} for the report of {report['patient']}",
            )
        ),
        rx.el.th(
            rx.link(
                report["patient"], href=report["href"].to(str), underline="none", class_name="row-opener"
            ),
            scope="row",
            class_name="name-cell",
        ),
        rx.el.td(report["receiver"], class_name="chasing-receiver"),
        rx.el.td(report["type"]),
        rx.el.td(report["seen"], class_name="tabular nowrap"),
        rx.el.td(report["late"], class_name="card-late nowrap"),
        rx.el.td(report["asked"], class_name="nowrap"),
        rx.el.td(report["coordinator"]),
        key=report["id"].to_string(),
    )


def _none() -> rx.Component:
    return empty_state(
        "mail-check",
        "No report is late",
        "When a patient was seen and the receiver's report does not come in time, it is listed here.",
    )

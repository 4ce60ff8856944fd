"""Home from hospital: the open discharges with their clocks."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.desk.patient.hospital.list_state import HomeListState
from carehub.desk.patient.hospital.reading import HomeRow
from carehub.ui.layout import empty_state, frame
from carehub.ui.tables import simple_table

HOME_LIST = "/hospital"
_TITLES = ("Patient", "Hospital", "Call", "Visit", "At home")


def home_list_page() -> rx.Component:
    return frame(
        "Home from hospital",
        rx.cond(
            HomeListState.rows.length() > 0,
            simple_table("Home from hospital", _TITLES, HomeListState.rows, _row, stacks=True),
            rx.cond(
                HomeListState.is_loaded,
                empty_state(
                    "house-plus",
                    "Nobody came home lately",
                    "A discharge is written down on the patient's page, under Hospital.",
                ),
            ),
        ),
    )


def _row(row: ObjectVar[HomeRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.link(row["name"], href=row["href"].to(str), class_name="row-opener"),
            rx.el.span(row["who"], class_name="soft under"),
            scope="row",
            class_name="name-cell",
        ),
        rx.el.td(row["hospital"]),
        _clock(row["call"], row["is_call_late"]),
        _clock(row["visit"], row["is_visit_late"]),
        rx.el.td(row["checklist"]),
    )


def _clock(said: rx.Var[object], late: rx.Var[object]) -> rx.Component:
    return rx.el.td(rx.cond(late, rx.el.span(said, " (late)", class_name="line-late"), said))

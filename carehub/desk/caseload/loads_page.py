"""The load meter: how heavy each caseload is, and of what that is made."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.caseloads.load import FORMULA
from carehub.desk.caseload.loads import Number
from carehub.desk.caseload.loads_state import LoadRow, LoadsState
from carehub.ui.layout import frame
from carehub.ui.tables import simple_table

_COLUMNS = ("Coordinator", "Load", "Patients", "High risk", "Medium risk", "With late work")


def loads_page() -> rx.Component:
    return frame(
        "Load of each caseload",
        rx.el.p(FORMULA, class_name="soft lead"),
        simple_table("Load of each caseload", _COLUMNS, LoadsState.rows, _load),
    )


def _load(row: ObjectVar[LoadRow]) -> rx.Component:
    length = rx.el.span(class_name="load-bar", style={"width": row["share"].to(str)})
    bar = rx.el.span(length, class_name="load-track", aria_hidden="true")
    return rx.el.tr(
        rx.el.th(row["name"], scope="row", class_name="name-cell"),
        rx.el.td(rx.el.strong(row["points"]), bar, class_name="load-cell tabular"),
        rx.foreach(row["numbers"].to(list[Number]), _number),
        key=row["name"].to(str),
    )


def _number(number: ObjectVar[Number]) -> rx.Component:
    # A link of the browser's own: the caseload opens anew where it points.
    link = rx.el.a(
        number["number"], href=number["href"].to(str), title=number["label"].to(str), class_name="load-part"
    )
    return rx.el.td(link, class_name="tabular")

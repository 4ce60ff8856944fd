"""The access part of the patient page."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.desk.patient.access.reading import AccessRow, LookRow
from carehub.desk.patient.access.state import AccessState
from carehub.desk.patient.address import ACCESS
from carehub.desk.patient.frame import patient_frame, section
from carehub.ui.tables import simple_table

_WHO_MAY = ("Name", "Role", "Why", "Sees")
_WHO_DID = ("When", "Who", "What")


def access_page() -> rx.Component:
    return patient_frame(
        ACCESS,
        section(
            "Who may see this patient",
            simple_table("Who may see", _WHO_MAY, AccessState.people, _person, stacks=True),
        ),
        section(
            "Who looked lately",
            rx.cond(
                AccessState.looks.length() > 0,
                simple_table("Who looked", _WHO_DID, AccessState.looks, _look, stacks=True),
                rx.el.p("Nobody yet.", class_name="soft"),
            ),
            action=rx.el.span(
                _led("What fields held before", AccessState.history_href),
                _led("All of the journal", AccessState.journal_href),
                class_name="journal-ways",
            ),
        ),
    )


def _led(words: str, href: rx.Var[str]) -> rx.Component:
    return rx.cond(href != "", rx.link(words, href=href, size="2"))


def _person(row: ObjectVar[AccessRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row["name"], scope="row"),
        rx.el.td(row["role"]),
        rx.el.td(row["why"]),
        rx.el.td(row["sees"]),
        key=row["id"],
    )


def _look(row: ObjectVar[LookRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(row["at"], class_name="tabular"),
        rx.el.td(row["who"]),
        rx.el.td(row["what"]),
        key=row["id"],
    )

"""The contacts part of the patient page."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.core.actor import Permission
from carehub.desk.patient.address import CONTACTS
from carehub.desk.patient.contacts.reading import AttemptRow
from carehub.desk.patient.contacts.state import ContactsPartState
from carehub.desk.patient.frame import patient_frame, section
from carehub.desk.patient.state import PatientState
from carehub.desk.quick.state import QuickState
from carehub.ui.form_parts import form_dialog, line, small_button
from carehub.ui.session import may

_S = ContactsPartState


def contacts_page() -> rx.Component:
    return patient_frame(
        CONTACTS,
        section(
            "Check-ins",
            rx.el.p(_S.cadence),
            action=rx.cond(may(Permission.CASELOAD_ASSIGN), small_button("Change", _S.open_cadence)),
        ),
        section(
            "Contact log",
            rx.cond(_S.tried != "", rx.el.p(_S.tried, class_name="soft")),
            rx.cond(
                _S.rows.length() > 0,
                rx.el.ul(rx.foreach(_S.rows, _attempt), class_name="lines"),
                rx.cond(_S.is_loaded, rx.el.p("Nobody was tried yet.", class_name="soft")),
            ),
            rx.cond(
                _S.has_more,
                rx.el.div(rx.button("Show older", on_click=_S.show_more, variant="soft"), class_name="more"),
            ),
            action=small_button("Log contact", QuickState.contact_for(PatientState.patient_number, 0, 0)),
        ),
        overlays=(_cadence(),),
    )


def _attempt(row: ObjectVar[AttemptRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(row["at"], class_name="line-name tabular"),
        rx.el.span(row["what"]),
        rx.el.span(row["answer"], class_name=rx.cond(row["is_reached"], "line-mark", "soft")),
        rx.cond(row["minutes"] != "", rx.el.span(row["minutes"], class_name="soft tabular")),
        rx.el.span(row["who"], class_name="soft"),
        rx.cond(row["href"] != "", rx.link("Referral", href=row["href"].to(str), size="2")),
        rx.cond(row["note"] != "", rx.el.p(row["note"], class_name="note-text under")),
        key=row["id"],
        class_name="line",
    )


def _cadence() -> rx.Component:
    return form_dialog(
        "How often to check in",
        line("Days between two talks, at most", "days", _S.own_days),
        rx.el.p("Leave it blank to go by the risk; 0: not at all.", class_name="field-hint"),
        line("Why", "reason"),
        open_=_S.is_setting,
        problem=_S.problem,
        verb="Save",
        on_submit=_S.set_cadence,
        on_close=_S.close,
    )

"""The documents part of the patient page."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.desk.patient.address import DOCUMENTS
from carehub.desk.patient.documents.reading import DocumentRow
from carehub.desk.patient.documents.state import DocumentsPartState
from carehub.desk.patient.frame import patient_frame, section
from carehub.documents.receiving import LARGEST
from carehub.ui.form_parts import form_dialog, line, small_button
from carehub.ui.marks import problem_box
from carehub.ui.widgets.file_send import file_send

_S = DocumentsPartState


def documents_page() -> rx.Component:
    return patient_frame(
        DOCUMENTS,
        section(
            "Documents",
            rx.cond(
                _S.rows.length() > 0,
                rx.el.ul(rx.foreach(_S.rows, _document), class_name="lines"),
                rx.cond(_S.is_loaded, rx.el.p("No document yet.", class_name="soft")),
            ),
            rx.cond(_S.send_to != "", _sending()),
            problem_box(_S.refusal),
        ),
        overlays=(_removing(),),
    )


def _sending() -> rx.Component:
    return file_send(
        url=_S.send_to,
        accept=".pdf,.jpg,.jpeg,.png",
        button="Add documents",
        hint="or drop them here. PDF, JPEG or PNG up to 20 MB.",
        failed="It did not arrive. Check the connection and try again.",
        too_large="This file is larger than 20 MB.",
        most=LARGEST,
        on_sent=_S.received,
        on_refused=_S.refused,
    )


def _document(row: ObjectVar[DocumentRow]) -> rx.Component:
    return rx.el.li(
        rx.link(
            row["name"],
            href=row["href"].to(str),
            custom_attrs={"reloadDocument": True},
            class_name="line-name document-name",
        ),
        rx.el.span(row["about"], class_name="soft"),
        rx.cond(row["referral_href"] != "", rx.link("Referral", href=row["referral_href"].to(str), size="2")),
        rx.el.span(small_button("Remove", _S.ask(row["id"].to(int)), row["name"]), class_name="line-buttons"),
        key=row["id"],
        class_name="line",
    )


def _removing() -> rx.Component:
    return form_dialog(
        "Remove document",
        rx.el.p(_S.name, class_name="soft"),
        line("Why is it removed?", "reason", required=True),
        open_=_S.removing > 0,
        problem=_S.problem,
        verb="Remove",
        on_submit=_S.remove,
        on_close=_S.close,
    )

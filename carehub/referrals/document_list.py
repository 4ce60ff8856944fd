"""The panel's documents: add, open, remove with a reason."""

from typing import cast

import reflex as rx
from reflex.vars import ObjectVar

from carehub.documents.receiving import LARGEST
from carehub.referrals.details import Detail
from carehub.referrals.document_state import DocumentState
from carehub.referrals.form_parts import form_buttons, line_field, problem
from carehub.referrals.panel_parts import section
from carehub.referrals.panel_reading import DocumentLine
from carehub.referrals.panel_state import ReferralState
from carehub.ui.widgets.file_send import file_send

_DETAIL = cast(ObjectVar[Detail], ReferralState.detail)


def document_list() -> rx.Component:
    return section(
        "Documents",
        rx.el.ul(rx.foreach(ReferralState.documents, _document), class_name="referral-lines"),
        file_send(
            url=_DETAIL["documents_href"].to(str),
            accept=".pdf,.jpg,.jpeg,.png",
            button="Add documents",
            hint="or drop them here. PDF, JPEG or PNG up to 20 MB.",
            failed="It did not arrive. Check the connection and try again.",
            too_large="This file is larger than 20 MB.",
            most=LARGEST,
            on_sent=DocumentState.received,
            on_refused=DocumentState.refused,
        ),
        problem(DocumentState.problem),
    )


def removing_dialog() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title("Remove document", size="3"),
            rx.dialog.description(DocumentState.name, class_name="soft dialog-about"),
            rx.el.form(
                line_field("Why is it removed?", "reason"),
                problem(DocumentState.removing_problem),
                form_buttons("Remove", DocumentState.leave),
                on_submit=DocumentState.remove,
                class_name="fields",
            ),
            class_name="small-dialog",
        ),
        open=DocumentState.removing > 0,
        on_open_change=lambda _open: DocumentState.leave(),
    )


def _document(line: ObjectVar[DocumentLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.link(
                line["name"],
                href=line["href"].to(str),
                size="2",
                custom_attrs={"reloadDocument": True},
                class_name="document-name",
            ),
            rx.el.span(line["about"], class_name="soft"),
            class_name="referral-entry",
        ),
        rx.icon_button(
            rx.icon("trash-2", size=14),
            variant="ghost",
            color_scheme="gray",
            size="1",
            aria_label="Remove " + line["name"].to(str),
            on_click=DocumentState.ask(line["id"].to(int)),
        ),
        key=line["id"],
        class_name="document-line",
    )

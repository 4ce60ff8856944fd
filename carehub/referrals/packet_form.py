"""The panel's "Print packet": what goes into the one PDF that is faxed or mailed."""

from typing import cast

import reflex as rx
from reflex.vars import ObjectVar

from carehub.referrals.details import Detail
from carehub.referrals.panel_reading import DocumentLine
from carehub.referrals.panel_state import ReferralState
from carehub.ui.layout import NativeForm

_DETAIL = cast(ObjectVar[Detail], ReferralState.detail)


def packet_form() -> rx.Component:
    """A native form that opens the PDF in a tab of its own: the panel stays as it is."""
    return rx.el.details(
        rx.el.summary("Print packet", class_name="plain-button"),
        NativeForm.create(
            rx.el.fieldset(
                rx.el.legend("In the packet, in this order", class_name="field-label"),
                _part("cover", "1", "Fax cover"),
                rx.el.p("Letter with the question", class_name="packet-always"),
                rx.foreach(ReferralState.documents, _document),
            ),
            rx.el.button("Open the PDF", type="submit", class_name="plain-button"),
            custom_attrs={"action": _DETAIL["packet_href"].to(str), "method": "get", "target": "_blank"},
            class_name="packet-parts",
        ),
        class_name="packet",
    )


def _document(line: ObjectVar[DocumentLine]) -> rx.Component:
    return _part("document", line["id"].to(str), line["name"].to(str))


def _part(name: str, value: str | rx.Var[str], label: str | rx.Var[str]) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", name=name, value=value, default_checked=True),
        rx.el.span(label),
        class_name="packet-part",
    )

"""The buttons that take a caseload out of the page."""

import reflex as rx

from carehub.desk.caseload.routes import EXPORT, PRINT
from carehub.ui.layout import NativeForm


def selection_form(query: rx.Var[str], text: rx.Var[str], ids: rx.Var[str] | str) -> rx.Component:
    """Print or export the patients with these ids, by comma; without any the whole view."""
    hidden = {"query": query, "text": text, "ids": ids}
    return NativeForm.create(
        *[
            rx.el.input(type="hidden", name=name, value=value, read_only=True)
            for name, value in hidden.items()
        ],
        _button("Print", PRINT, "paper", target="_blank"),
        _button("Excel", EXPORT, "xlsx"),
        _button("CSV", EXPORT, "csv"),
        custom_attrs={"method": "post"},
        class_name="selection-form",
    )


def _button(words: str, action: str, kind: str, target: str = "_self") -> rx.Component:
    return rx.el.button(
        words,
        type="submit",
        name="kind",
        value=kind,
        custom_attrs={"formAction": action, "formTarget": target},
        class_name="bar-button",
    )

"""The field of a dialog in which its patient is found by typing."""

from collections.abc import Callable, Sequence

import reflex as rx
from reflex.vars import ObjectVar

from carehub.patients.choosing import Choosable

_TYPING_PAUSE_MS = 150


def patient_finder(
    found: Sequence[Choosable] | rx.Var[Sequence[Choosable]],
    *,
    is_nobody: bool | rx.Var[bool],
    on_type: rx.event.EventCallback[str],
    on_choose: Callable[[rx.Var[int]], rx.event.EventType],
    on_enter: rx.event.EventType | None = None,
) -> rx.Component:
    """A line to type into, and below it who fits; Enter takes the only one, where ``on_enter`` does so."""

    def row(patient: ObjectVar[Choosable]) -> rx.Component:
        return rx.el.li(
            rx.el.button(
                rx.el.strong(patient["name"]),
                rx.el.span(patient["identity"], class_name="soft"),
                type="button",
                on_click=on_choose(patient["id"].to(int)),
            )
        )

    nobody = rx.el.p("No patient of yours is called so.", class_name="field-hint")
    return rx.fragment(
        rx.el.form(
            rx.input(
                rx.input.slot(rx.icon("search", size=14)),
                name="patient",
                placeholder="Name, MRN, phone or date of birth",
                aria_label="Patient",
                auto_complete="off",
                auto_focus=True,
                size="2",
                on_change=on_type.debounce(_TYPING_PAUSE_MS),
            ),
            on_submit=on_enter,
            role="search",
        ),
        rx.el.ul(rx.foreach(found, row), class_name="patients-found", aria_label="Patients found"),
        rx.el.div(rx.cond(is_nobody, nobody), role="status"),
    )

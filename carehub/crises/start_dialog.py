"""The crisis button, and the dialog that it opens: what to do stands there before anything is pressed."""

import reflex as rx

from carehub.core.actor import Permission
from carehub.crises.start_state import CrisisStartState
from carehub.patients.finder import patient_finder
from carehub.ui.session import may

_S = CrisisStartState


def crisis_button(on_press: rx.event.EventType) -> rx.Component:
    """For whoever may run a crisis; calm, and always in the same place."""
    return rx.cond(
        may(Permission.CRISES_RUN),
        rx.button(
            rx.icon("life-buoy", size=14),
            "Crisis",
            variant="outline",
            color_scheme="red",
            size="2",
            on_click=on_press,
        ),
    )


def crisis_dialog() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title("Crisis", size="4"),
            rx.cond(_S.chosen != "", _patient(), _search()),
            rx.el.p(
                rx.el.strong("On call: "),
                rx.cond(_S.on_call != "", _S.on_call, "nobody is named. Ask a supervisor."),
                class_name="crisis-line",
            ),
            rx.el.ol(rx.foreach(_S.steps, _step), class_name="crisis-preview"),
            rx.el.div(
                rx.dialog.close(rx.button("Cancel", variant="soft", color_scheme="gray")),
                rx.button(
                    rx.cond(_S.is_going_on, "Join the open crisis", "Start the protocol"),
                    on_click=_S.start,
                    disabled=_S.chosen == "",
                    auto_focus=_S.chosen != "",
                ),
                class_name="dialog-buttons",
            ),
            max_width="600px",
            aria_describedby="",
        ),
        open=_S.is_open,
        on_open_change=lambda _open: _S.close(),
    )


def _patient() -> rx.Component:
    return rx.el.p(
        rx.el.strong(_S.chosen),
        " ",
        rx.el.span(_S.identity, class_name="soft"),
        rx.cond(_S.is_going_on, rx.el.span("A crisis is open", class_name="line-mark crisis-mark")),
        class_name="crisis-line",
    )


def _search() -> rx.Component:
    return patient_finder(_S.found, is_nobody=_S.is_nobody, on_type=_S.find, on_choose=_S.choose)


def _step(step: rx.Var[str]) -> rx.Component:
    return rx.el.li(step)

"""What to heed before a phone number, as a mark that stands in front of it."""

import reflex as rx


def safe_mark(said: rx.Var[str]) -> rx.Component:
    """The safe-contact rules in one line; nothing where there are none."""
    return rx.cond(
        said != "",
        rx.el.span(
            rx.icon("shield-alert", size=13, aria_hidden="true"),
            rx.el.span("Safe contact: ", class_name="visually-hidden"),
            said,
            class_name="safe-mark",
        ),
    )

"""A patient's phones in a list, and before them how the patient may be reached."""

import reflex as rx
from reflex.vars import StringVar


def phones_said(heed: StringVar, phones: StringVar) -> rx.Component:
    """``heed`` are the rules of safe contact in one line: whoever reads the number has read them first."""
    return rx.fragment(
        rx.cond(
            heed != "",
            rx.el.span(rx.icon("triangle-alert", size=14, aria_hidden="true"), heed, class_name="call-heed"),
        ),
        rx.cond(phones != "", phones, rx.el.span("No phone", class_name="soft")),
    )

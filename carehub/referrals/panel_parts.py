"""What the sections of the panel share."""

import reflex as rx


def section(title: str, *content: rx.Component, action: rx.Component | None = None) -> rx.Component:
    """A part of the panel under its heading, with at most one action beside it."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(title, class_name="referral-heading"),
            action or rx.fragment(),
            class_name="referral-section-head",
        ),
        *content,
        aria_label=title,
        class_name="referral-section",
    )

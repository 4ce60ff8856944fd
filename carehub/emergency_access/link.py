"""The way to emergency access, where somebody looks for a patient in vain."""

import reflex as rx
from reflex.vars import StringVar

from carehub.core.actor import Permission
from carehub.emergency_access.state import PAGE
from carehub.ui.session import may


def emergency_link(query: StringVar[str] | None = None) -> rx.Component:
    """For whoever may; it opens nothing before a reason was given."""
    return rx.cond(
        may(Permission.BREAK_GLASS),
        rx.link(
            rx.icon("siren", size=14),
            "Emergency access",
            href=PAGE if query is None else rx.Var.create(PAGE).to(str) + query,
            underline="none",
            class_name="plain-button",
        ),
    )

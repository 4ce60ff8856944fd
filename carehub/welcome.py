"""The first page after signing in."""

import reflex as rx

from carehub.ui.layout import empty_state, frame
from carehub.ui.session import SessionState


def welcome_page() -> rx.Component:
    return frame(
        "Welcome",
        empty_state(
            "heart-handshake", "Welcome to " + SessionState.center_name, "Choose a page at the left."
        ),
    )

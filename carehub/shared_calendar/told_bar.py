"""After a drag: was the patient told? It stands in nobody's way, and no answer means "not yet"."""

import reflex as rx

from carehub.shared_calendar.appointment_state import AppointmentState
from carehub.shared_calendar.state import CalendarState

_MOVED = CalendarState.moved


def told_bar() -> rx.Component:
    return rx.el.div(
        rx.cond(_MOVED["id"].to(int) > 0, _question()),
        role="status",
        class_name="told-bar-room",
    )


def _question() -> rx.Component:
    headline, when = _MOVED["headline"].to(str), _MOVED["when"].to(str)
    return rx.el.div(
        rx.el.span(rx.el.b(headline), " moved to ", when, ". Was the patient told?"),
        rx.button("Yes, told", size="1", on_click=AppointmentState.tell_moved(True)),
        rx.button(
            "Not yet",
            size="1",
            variant="soft",
            color_scheme="gray",
            on_click=AppointmentState.tell_moved(False),
        ),
        class_name="told-bar",
    )

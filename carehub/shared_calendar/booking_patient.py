"""Whom an appointment is for: type a few letters, choose."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.shared_calendar.booking_fields import dom_id
from carehub.shared_calendar.booking_state import BookingState
from carehub.shared_calendar.showing import Hit


def patient() -> rx.Component:
    return rx.cond(BookingState.patient_id > 0, _chosen(), _search())


def _chosen() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.span(BookingState.patient_name, class_name="booking-hit-name"),
            rx.el.span(BookingState.patient_identity, class_name="soft"),
        ),
        rx.button(
            "Another patient",
            type="button",
            variant="ghost",
            size="1",
            on_click=BookingState.forget_patient,
        ),
        class_name="booking-patient",
    )


def _search() -> rx.Component:
    return rx.el.div(
        rx.el.label("Patient", html_for="patient-search"),
        rx.input(
            custom_attrs=dom_id("patient-search"),
            placeholder="Name, date of birth or MRN",
            auto_complete="off",
            auto_focus=True,
            on_change=BookingState.find_patients.debounce(200),  # pyright: ignore[reportFunctionMemberAccess]
        ),
        rx.el.div(
            rx.foreach(BookingState.hits, _hit),
            rx.cond(
                BookingState.searched & (BookingState.hits.length() == 0),
                rx.el.p("Nobody of this name is in your list. Check the spelling.", class_name="field-hint"),
            ),
            role="status",
            class_name="booking-hits",
        ),
        class_name="field",
    )


def _hit(hit: ObjectVar[Hit]) -> rx.Component:
    return rx.el.button(
        rx.el.span(hit["name"].to(str), class_name="booking-hit-name"),
        rx.el.span(hit["identity"].to(str), class_name="soft"),
        type="button",
        on_click=BookingState.choose_patient(hit["id"].to(int)),
        class_name="booking-hit",
    )

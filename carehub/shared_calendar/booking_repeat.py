"""How an appointment comes again: the rhythm, its weekdays, and when it ends."""

import reflex as rx

from carehub.shared_calendar.booking_claims import BY_WEEK, WEEKDAYS, Rhythm
from carehub.shared_calendar.booking_fields import dom_id, field, tick
from carehub.shared_calendar.booking_state import BookingState
from carehub.shared_calendar.recurrence import MOST


def repeat() -> rx.Component:
    return rx.el.div(
        field("Repeats", "booking-repeats", _rhythms()),
        rx.cond(BookingState.rhythm != Rhythm.NEVER.value, _until()),
        class_name="booking-repeat",
    )


def _rhythms() -> rx.Component:
    return rx.el.select(
        *[rx.el.option(rhythm.label, value=rhythm.value) for rhythm in Rhythm],
        custom_attrs=dom_id("booking-repeats"),
        name="repeats",
        default_value=Rhythm.NEVER.value,
        on_change=BookingState.choose_rhythm,
        class_name="booking-select",
    )


def _until() -> rx.Component:
    by_week = BookingState.rhythm == BY_WEEK[0].value
    for rhythm in BY_WEEK[1:]:
        by_week = by_week | (BookingState.rhythm == rhythm.value)
    return rx.el.div(
        rx.cond(by_week, _weekdays()),
        rx.el.div(_times(), _last(), class_name="booking-pair"),
        tick("open_days", "Not on days when the center is closed", checked=True),
    )


def _weekdays() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("Also on"),
        *[tick(f"also{number}", name) for number, name in enumerate(WEEKDAYS)],
        class_name="booking-weekdays",
    )


def _times() -> rx.Component:
    return field(
        "How many times",
        "booking-times",
        rx.input(custom_attrs=dom_id("booking-times"), name="times", type="number", min="2", max=str(MOST)),
    )


def _last() -> rx.Component:
    return field(
        "or until",
        "booking-until",
        rx.input(custom_attrs=dom_id("booking-until"), name="until", type="date"),
    )

"""One appointment, opened at the right: what it says, and what can be done with it."""

import reflex as rx
from reflex.vars import BooleanVar, ObjectVar, StringVar

from carehub.core.actor import Permission
from carehub.referrals.wording import MISSED
from carehub.shared_calendar.booking_dialog import dom_id
from carehub.shared_calendar.booking_state import BookingState
from carehub.shared_calendar.showing import Step
from carehub.shared_calendar.state import CalendarState
from carehub.shared_calendar.status import AppointmentStatus
from carehub.ui.layout import panel
from carehub.ui.session import may

_CARD = CalendarState.card
_CANCELLED_BY = (
    (AppointmentStatus.CANCELLED_BY_PATIENT, "The patient cancelled"),
    (AppointmentStatus.CANCELLED_BY_US, "We cancelled"),
)


def appointment_panel() -> rx.Component:
    return panel(
        _said("headline"),
        rx.cond(_CARD["patient_id"].to(int) > 0, _patient()),
        _facts(),
        rx.cond(_is("is_mine"), _doing(), _elsewhere()),
        rx.el.p("Last changed by ", _said("changed"), class_name="soft appointment-changed"),
        on_close=CalendarState.close_panel,
        open_=(CalendarState.opened != "") & (_said("headline") != ""),
    )


def _patient() -> rx.Component:
    return rx.el.p(
        rx.el.span(_said("identity"), class_name="soft"),
        rx.link("Open the record", href="/patients/" + _CARD["patient_id"].to(str), size="2"),
        class_name="appointment-identity",
    )


def _facts() -> rx.Component:
    return rx.el.dl(
        _fact("Status", _status()),
        _fact("When", rx.el.span(_said("when"))),
        _fact("What for", rx.el.span(_said("title"))),
        _fact("With", rx.el.span(rx.cond(_said("staff") != "", _said("staff"), "Nobody yet"))),
        _fact("Site", _site()),
        _fact("How", rx.el.span(_said("mode_label"))),
        rx.cond(_said("reason") != "", _fact("Why", rx.el.span(_said("reason")))),
        rx.cond(_said("note") != "", _fact("Note", rx.el.span(_said("note"), class_name="appointment-note"))),
        class_name="appointment-facts",
    )


def _fact(name: str, value: rx.Component) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value))


def _status() -> rx.Component:
    return rx.el.span(
        rx.el.span(class_name="dot calendar-dot calendar-tone-" + _said("status_tone"), aria_hidden="true"),
        _said("status"),
        class_name="status",
    )


def _site() -> rx.Component:
    return rx.el.span(
        rx.el.span(_said("badge"), class_name="calendar-badge calendar-tone-" + _said("tone")),
        _said("site"),
    )


def _elsewhere() -> rx.Component:
    return rx.el.p(
        "This appointment is at another site, so only people there can change it.", class_name="notice"
    )


def _doing() -> rx.Component:
    return rx.fragment(
        rx.match(
            CalendarState.asking,
            ("cancel", _cancel_form()),
            ("no_show", _no_show_form()),
            _buttons(),
        )
    )


def _buttons() -> rx.Component:
    return rx.el.div(
        rx.cond(
            may(Permission.APPOINTMENTS_RECORD),
            rx.el.div(rx.foreach(_CARD["steps"].to(list[Step]), _step), class_name="appointment-buttons"),
        ),
        rx.cond(may(Permission.APPOINTMENTS_BOOK), _booking_buttons()),
        class_name="appointment-doing",
    )


def _booking_buttons() -> rx.Component:
    return rx.el.div(
        rx.cond(
            _is("is_movable"),
            rx.button("Move...", variant="soft", size="2", on_click=BookingState.open_move),
        ),
        rx.button(
            "Change...", variant="soft", color_scheme="gray", size="2", on_click=BookingState.open_change
        ),
        rx.cond(
            _is("is_cancellable"),
            rx.button(
                "Cancel appointment...",
                variant="soft",
                color_scheme="red",
                size="2",
                on_click=CalendarState.ask("cancel"),
            ),
        ),
        class_name="appointment-buttons",
    )


def _step(step: ObjectVar[Step]) -> rx.Component:
    no_show = AppointmentStatus.NO_SHOW.value
    return rx.button(
        step["label"].to(str),
        variant="outline",
        color_scheme="gray",
        size="2",
        on_click=rx.cond(
            step["status"].to(str) == no_show,
            CalendarState.ask(no_show),
            CalendarState.mark(step["status"].to(str)),
        ),
    )


def _cancel_form() -> rx.Component:
    return _question(
        "Cancel this appointment",
        rx.radio_group.root(
            *[
                rx.el.label(rx.radio_group.item(value=status.value), label, class_name="booking-choice")
                for status, label in _CANCELLED_BY
            ],
            name="who",
            default_value=_CANCELLED_BY[0][0].value,
            aria_label="Who cancelled",
        ),
        rx.el.div(
            rx.el.label("Why", html_for="cancel-reason"),
            rx.input(
                custom_attrs=dom_id("cancel-reason"),
                name="reason",
                required=True,
                max_length=200,
                auto_focus=True,
            ),
            class_name="field",
        ),
        verb="Cancel appointment",
        on_submit=CalendarState.cancel,
    )


def _no_show_form() -> rx.Component:
    return _question(
        "Why did the patient not come?",
        rx.radio_group.root(
            *[
                rx.el.label(rx.radio_group.item(value=reason.value), label, class_name="booking-choice")
                for reason, label in MISSED.items()
            ],
            name="why",
            default_value="other",
            aria_label="Why the patient did not come",
        ),
        verb="Save no-show",
        on_submit=CalendarState.miss,
    )


def _question(title: str, *fields: rx.Component, verb: str, on_submit: rx.event.EventType) -> rx.Component:
    return rx.form(
        rx.el.h3(title, class_name="appointment-question-title"),
        *fields,
        rx.el.div(
            rx.button(verb, type="submit", size="2"),
            rx.button(
                "Back",
                type="button",
                variant="soft",
                color_scheme="gray",
                size="2",
                on_click=CalendarState.ask(""),
            ),
            class_name="appointment-buttons",
        ),
        on_submit=on_submit,
        class_name="appointment-question",
    )


def _said(field: str) -> StringVar:
    return _CARD[field].to(str)


def _is(field: str) -> BooleanVar:
    return _CARD[field].to(bool)

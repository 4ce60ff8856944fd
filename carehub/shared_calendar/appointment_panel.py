"""One appointment, opened at the right: what it says, and what can be done with it."""

import reflex as rx
from reflex.vars import BooleanVar, ObjectVar, StringVar

from carehub.core.actor import Permission
from carehub.referrals.wording import MISSED
from carehub.shared_calendar.appointment_state import AppointmentState
from carehub.shared_calendar.booking_fields import dom_id, radios, was_told, which_of_the_series
from carehub.shared_calendar.booking_state import BookingState
from carehub.shared_calendar.card import Step
from carehub.shared_calendar.requests import REASON_LIMIT
from carehub.shared_calendar.state import CalendarState
from carehub.shared_calendar.status import AppointmentStatus
from carehub.ui.layout import panel
from carehub.ui.session import may

_CARD = CalendarState.card
_CANCELLED_BY = (
    (AppointmentStatus.CANCELLED_BY_PATIENT.value, "The patient cancelled"),
    (AppointmentStatus.CANCELLED_BY_US.value, "We cancelled"),
)
_WHY = (
    "Sick",
    "Feels better",
    "No transportation",
    "Schedule conflict",
    "Worried about cost",
    "Staff not available",
    "Room or equipment not available",
    "Weather",
    "Booked by mistake",
    "No longer needed",
    "Other",
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
        _shown("series", "Repeats"),
        _fact("What for", rx.el.span(_said("title"))),
        _fact("Type", rx.el.span(_said("type_label"))),
        _fact("With", rx.el.span(rx.cond(_said("staff") != "", _said("staff"), "Nobody yet"))),
        _fact("Site", _site()),
        _shown("room", "Room"),
        _shown("receiver", "At"),
        _fact("How", rx.el.span(_said("mode_label"))),
        _shown("needs", "Needs"),
        _shown("told", "Told"),
        _shown("reason", "Why"),
        rx.cond(_said("note") != "", _fact("Note", rx.el.span(_said("note"), class_name="appointment-note"))),
        class_name="appointment-facts",
    )


def _fact(name: str, value: rx.Component) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value))


def _shown(field: str, name: str) -> rx.Component:
    """A fact that is left out where there is nothing to say."""
    return rx.cond(_said(field) != "", _fact(name, rx.el.span(_said(field))))


def _status() -> rx.Component:
    return rx.el.span(
        rx.el.span(class_name="dot calendar-dot calendar-tone-" + _said("status_tone"), aria_hidden="true"),
        _said("status"),
        rx.cond(_said("flags") != "", rx.el.span(", ", _said("flags"))),
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
        rx.cond(_said("follow_up") != "", _follow_up()),
        rx.cond(
            may(Permission.APPOINTMENTS_RECORD),
            rx.el.div(
                rx.foreach(_CARD["steps"].to(list[Step]), _step),
                rx.cond(_is("is_here"), _visit_buttons()),
                class_name="appointment-buttons",
            ),
        ),
        rx.cond(may(Permission.APPOINTMENTS_BOOK), _booking_buttons()),
        class_name="appointment-doing",
    )


def _follow_up() -> rx.Component:
    """What to do about a missed visit."""
    return rx.el.div(
        rx.el.p(_said("follow_up")),
        rx.cond(
            may(Permission.APPOINTMENTS_BOOK),
            rx.button("Book again...", size="2", on_click=BookingState.open_again),
        ),
        class_name="notice appointment-follow-up",
    )


def _visit_buttons() -> rx.Component:
    return rx.fragment(
        rx.cond(
            _is("is_late"),
            _quiet("Came in time", AppointmentState.mark_late(False)),
            _quiet("Came late", AppointmentState.mark_late(True)),
        ),
        rx.cond(
            (_said("status") == AppointmentStatus.ARRIVED.label) & ~_is("has_left"),
            _quiet("Left without a visit", AppointmentState.mark_left),
        ),
    )


def _quiet(words: str, does: rx.event.EventType) -> rx.Component:
    return rx.button(words, variant="outline", color_scheme="gray", size="2", on_click=does)


def _booking_buttons() -> rx.Component:
    return rx.el.div(
        rx.cond(_is("is_untold"), _quiet("The patient was told", AppointmentState.tell_patient)),
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
            AppointmentState.mark(step["status"].to(str)),
        ),
    )


def _cancel_form() -> rx.Component:
    return _question(
        "Cancel this appointment",
        radios("who", "Who cancelled", _CANCELLED_BY, _CANCELLED_BY[0][0]),
        rx.el.div(
            rx.el.label("Why", html_for="cancel-reason"),
            rx.el.select(
                rx.el.option("Choose the reason", value=""),
                *[rx.el.option(why, value=why) for why in _WHY],
                custom_attrs={**dom_id("cancel-reason"), "autoFocus": True},
                name="reason",
                required=True,
                class_name="booking-select",
            ),
            class_name="field",
        ),
        rx.el.div(
            rx.el.label("In other words (optional)", html_for="cancel-words"),
            rx.input(custom_attrs=dom_id("cancel-words"), name="other", max_length=REASON_LIMIT),
            class_name="field",
        ),
        rx.cond(_said("series") != "", which_of_the_series()),
        rx.cond(_CARD["patient_id"].to(int) > 0, was_told()),
        verb="Cancel appointment",
        on_submit=AppointmentState.cancel,
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
        on_submit=AppointmentState.miss,
    )


def _question(title: str, *fields: rx.Component, verb: str, on_submit: rx.event.EventType) -> rx.Component:
    return rx.form(
        rx.el.h2(title, class_name="appointment-question-title"),
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

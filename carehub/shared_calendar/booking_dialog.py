"""The dialog that books, moves and changes: everything that dragging does, and more, by keyboard."""

import reflex as rx

from carehub.shared_calendar import booking_fields as fields
from carehub.shared_calendar.booking_patient import patient
from carehub.shared_calendar.booking_repeat import repeat
from carehub.shared_calendar.booking_state import BookingState
from carehub.shared_calendar.status import Kind

_IS_AWAY = BookingState.kind == Kind.OUT_OF_OFFICE.value
_IS_FOR_PATIENT = BookingState.kind == Kind.APPOINTMENT.value


def booking_dialog() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.match(
                BookingState.purpose,
                ("book", _book()),
                ("move", _move()),
                ("change", _change()),
                rx.dialog.title("Appointment"),
            ),
            aria_describedby="",
            max_width="560px",
            class_name="booking",
        ),
        open=BookingState.purpose != "",
        on_open_change=lambda _open: BookingState.close,
    )


def _book() -> rx.Component:
    return _form(
        "Book appointment",
        _kind(),
        rx.cond(_IS_AWAY, _away(), _appointment()),
        verb="Book",
        on_submit=BookingState.book,
    )


def _appointment() -> rx.Component:
    return rx.fragment(
        rx.cond(_IS_FOR_PATIENT, patient()),
        fields.time_row(),
        repeat(),
        _purpose(),
        rx.cond(_IS_FOR_PATIENT & (BookingState.referrals.length() > 0), fields.referral()),
        rx.cond(_IS_FOR_PATIENT, fields.knows_the_date()),
        _more(rx.cond(_IS_FOR_PATIENT, fields.enters_as()), is_open=False),
    )


def _away() -> rx.Component:
    return rx.fragment(
        rx.el.div(fields.staff("Who"), fields.site(), class_name="booking-pair"),
        rx.el.div(
            rx.checkbox(
                "Whole days", checked=BookingState.whole_days, on_change=BookingState.choose_whole_days
            ),
            class_name="booking-ticks",
        ),
        rx.cond(
            BookingState.whole_days,
            rx.el.div(fields.day("First day"), fields.last_day(), class_name="booking-pair"),
            fields.time_row(),
        ),
        fields.away_title(),
        rx.el.input(type="hidden", name="mode", value="in_person"),
        fields.note(),
    )


def _move() -> rx.Component:
    return _form(
        "Move appointment",
        _whose(),
        fields.time_row(),
        rx.el.div(fields.staff(), fields.room(), class_name="booking-pair"),
        rx.cond(BookingState.in_series, fields.which_of_the_series()),
        rx.cond(BookingState.patient_id > 0, fields.was_told()),
        verb="Move",
        on_submit=BookingState.move,
    )


def _change() -> rx.Component:
    return _form(
        "Change appointment",
        _whose(),
        _purpose(),
        _more(rx.fragment(), is_open=True),
        rx.cond(BookingState.in_series, fields.which_of_the_series()),
        verb="Save",
        on_submit=BookingState.change,
    )


def _purpose() -> rx.Component:
    return rx.fragment(
        rx.el.div(fields.title(), rx.cond(_IS_FOR_PATIENT, fields.type_()), class_name="booking-purpose"),
        rx.el.div(fields.site(), fields.staff(), fields.mode(), class_name="booking-row"),
        rx.cond(BookingState.kind == Kind.MEETING.value, fields.attendees()),
    )


def _more(*first: rx.Component, is_open: bool) -> rx.Component:
    """What few appointments need, folded away; the form sends it all the same."""
    return rx.el.details(
        rx.el.summary("Room, place, needs, note"),
        rx.el.div(*first, fields.room(), class_name="booking-pair"),
        rx.cond(_IS_FOR_PATIENT, rx.fragment(fields.receiver(), fields.needs())),
        fields.note(),
        open=is_open,
        class_name="booking-more",
    )


def _form(title: str, *content: rx.Component, verb: str, on_submit: rx.event.EventType) -> rx.Component:
    return rx.form(
        rx.dialog.title(title, size="4"),
        *content,
        rx.cond(BookingState.problem != "", _problem()),
        rx.el.div(
            rx.dialog.close(rx.button("Close", type="button", variant="soft", color_scheme="gray", size="2")),
            rx.button(verb, type="submit", size="2"),
            class_name="booking-foot",
        ),
        on_submit=on_submit,
    )


def _problem() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.p(BookingState.problem),
            rx.cond(BookingState.lines.length() > 0, rx.el.ul(rx.foreach(BookingState.lines, _line))),
            role="alert",
            class_name="problem",
        ),
        rx.cond(
            BookingState.unfit > 0,
            fields.tick("fitting", "Leave out what does not fit, do the others"),
        ),
        rx.cond(
            BookingState.may_insist,
            fields.field(
                "Do it all the same, because",
                "despite",
                rx.input(custom_attrs=fields.dom_id("despite"), name="despite", max_length=200),
            ),
        ),
        class_name="booking-problem",
    )


def _line(line: rx.Var[str]) -> rx.Component:
    return rx.el.li(line)


def _whose() -> rx.Component:
    return rx.el.p(BookingState.headline, class_name="booking-whose")


def _kind() -> rx.Component:
    choices = (
        (Kind.APPOINTMENT, "For a patient"),
        (Kind.MEETING, "Staff meeting"),
        (Kind.OUT_OF_OFFICE, "Out of office"),
    )
    return rx.radio_group.root(
        *[
            rx.el.label(rx.radio_group.item(value=kind.value), label, class_name="booking-choice")
            for kind, label in choices
        ],
        value=BookingState.kind,
        on_change=BookingState.choose_kind,
        aria_label="What to book",
        class_name="booking-kind",
    )

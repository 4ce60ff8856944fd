"""The dialog that books, moves and changes: everything that dragging does, and more, by keyboard."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.shared_calendar.booking_state import BookingState
from carehub.shared_calendar.requests import NOTE_LIMIT, TITLE_LIMIT
from carehub.shared_calendar.showing import NOBODY, Choice, Hit, SiteMark
from carehub.shared_calendar.status import Kind, Mode


def dom_id(name: str) -> dict[str, str]:
    """An id for the label to point to. Reflex would send a control's own ``id`` as one more field."""
    return {"id": name}


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
            max_width="520px",
            class_name="booking",
        ),
        open=BookingState.purpose != "",
        on_open_change=lambda _open: BookingState.close,
    )


def _book() -> rx.Component:
    return _form(
        "Book appointment",
        _kind(),
        rx.cond(BookingState.kind == Kind.APPOINTMENT.value, _patient()),
        _time(),
        _details(),
        rx.cond(BookingState.referrals.length() > 0, _referral()),
        verb="Book",
        on_submit=BookingState.book,
    )


def _move() -> rx.Component:
    return _form("Move appointment", _whose(), _time(), verb="Move", on_submit=BookingState.move)


def _change() -> rx.Component:
    return _form("Change appointment", _whose(), _details(), verb="Save", on_submit=BookingState.change)


def _form(title: str, *fields: rx.Component, verb: str, on_submit: rx.event.EventType) -> rx.Component:
    return rx.form(
        rx.dialog.title(title, size="4"),
        *fields,
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
        rx.el.div(BookingState.problem, role="alert", class_name="problem"),
        rx.cond(
            BookingState.may_insist,
            _field(
                "Book it all the same, because",
                "despite",
                rx.input(custom_attrs=dom_id("despite"), name="despite"),
            ),
        ),
    )


def _whose() -> rx.Component:
    return rx.el.p(BookingState.headline, class_name="booking-whose")


def _kind() -> rx.Component:
    return rx.radio_group.root(
        *[
            rx.el.label(rx.radio_group.item(value=kind.value), label, class_name="booking-choice")
            for kind, label in ((Kind.APPOINTMENT, "For a patient"), (Kind.MEETING, "Staff meeting"))
        ],
        value=BookingState.kind,
        on_change=BookingState.choose_kind,
        aria_label="What to book",
        class_name="booking-kind",
    )


def _patient() -> rx.Component:
    return rx.cond(BookingState.patient_id > 0, _chosen_patient(), _patient_search())


def _chosen_patient() -> rx.Component:
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


def _patient_search() -> rx.Component:
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


def _time() -> rx.Component:
    return rx.el.div(
        _field(
            "Day",
            "booking-day",
            rx.input(
                custom_attrs=dom_id("booking-day"),
                name="day",
                type="date",
                default_value=BookingState.day,
                required=True,
            ),
        ),
        _field(
            "Time",
            "booking-at",
            rx.input(
                custom_attrs=dom_id("booking-at"),
                name="at",
                type="time",
                default_value=BookingState.at,
                required=True,
            ),
        ),
        _field("Minutes", "booking-minutes", _minutes()),
        class_name="booking-row",
    )


def _minutes() -> rx.Component:
    return rx.input(
        custom_attrs=dom_id("booking-minutes"),
        name="minutes",
        type="number",
        min="5",
        max="1440",
        step="5",
        default_value=BookingState.minutes,
        required=True,
    )


def _details() -> rx.Component:
    return rx.fragment(
        _field(
            "What for",
            "booking-title",
            rx.input(
                custom_attrs=dom_id("booking-title"),
                name="title",
                default_value=BookingState.title,
                max_length=TITLE_LIMIT,
                placeholder="Therapy intake, check-up, benefits paperwork",
                required=True,
            ),
        ),
        rx.el.div(
            _field("Site", "booking-site", _site_select()),
            _field("With", "booking-staff", _staff_select()),
            _field("How", "booking-mode", _mode_select()),
            class_name="booking-row",
        ),
        _field(
            "Note",
            "booking-note",
            rx.text_area(
                custom_attrs=dom_id("booking-note"),
                name="note",
                default_value=BookingState.note,
                max_length=NOTE_LIMIT,
                rows="2",
            ),
        ),
    )


# The browser's own selects: a phone shows its wheel, the form holds the value, every key works.
def _site_select() -> rx.Component:
    return rx.el.select(
        rx.foreach(BookingState.sites, _site_option),
        custom_attrs=dom_id("booking-site"),
        name="site",
        value=BookingState.site,
        on_change=BookingState.choose_site,
        class_name="booking-select",
    )


def _staff_select() -> rx.Component:
    return rx.el.select(
        rx.foreach(BookingState.staff, _option),
        custom_attrs=dom_id("booking-staff"),
        name="staff",
        default_value=BookingState.staff_id,
        key=BookingState.site,
        class_name="booking-select",
    )


def _mode_select() -> rx.Component:
    return rx.el.select(
        *[rx.el.option(mode.label, value=mode.value) for mode in Mode],
        custom_attrs=dom_id("booking-mode"),
        name="mode",
        default_value=BookingState.mode,
        class_name="booking-select",
    )


def _referral() -> rx.Component:
    return rx.el.div(
        _field(
            "For which referral",
            "booking-referral",
            rx.el.select(
                rx.foreach(BookingState.referrals, _option),
                custom_attrs=dom_id("booking-referral"),
                name="referral",
                default_value=NOBODY,
                class_name="booking-select",
            ),
        ),
        rx.el.label(
            rx.el.input(type="checkbox", name="told"),
            "The patient knows the date",
            class_name="booking-choice",
        ),
    )


def _option(choice: ObjectVar[Choice]) -> rx.Component:
    return rx.el.option(choice["label"].to(str), value=choice["value"].to(str))


def _site_option(site: ObjectVar[SiteMark]) -> rx.Component:
    return rx.el.option(site["name"].to(str), value=site["id"].to(str))


def _field(label: str, control_id: str, control: rx.Component) -> rx.Component:
    return rx.el.div(rx.el.label(label, html_for=control_id), control, class_name="field")

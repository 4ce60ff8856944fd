"""The controls of the booking dialog. Each keeps what was typed: it begins with ``BookingState.form`` and
answers of the server do not write into it."""

from typing import Literal, TypedDict, Unpack

import reflex as rx
from reflex.vars import ObjectVar, StringVar

from carehub.shared_calendar.booking_state import BookingState
from carehub.shared_calendar.claims import ATTENDEE
from carehub.shared_calendar.requests import NOTE_LIMIT, RECEIVER_LIMIT, TITLE_LIMIT, Scope
from carehub.shared_calendar.showing import NOBODY, Choice, SiteMark
from carehub.shared_calendar.status import BOOKABLE_AS, AppointmentStatus, AppointmentType, Kind, Mode

_FORM = BookingState.form
_SCOPES = (
    (Scope.ONE, "Only this one"),
    (Scope.FOLLOWING, "This and the following"),
    (Scope.ALL, "All to come"),
)
_ENTERS_AS = {
    AppointmentStatus.BOOKED: "Booked",
    AppointmentStatus.REQUESTED: "Requested, not confirmed",
    AppointmentStatus.WAITLIST: "Waitlist, takes no time",
}


def dom_id(name: str) -> dict[str, str]:
    """An id for the label to point to. Reflex would send a control's own ``id`` as one more field."""
    return {"id": name}


def field(label: str, control_id: str, control: rx.Component) -> rx.Component:
    return rx.el.div(rx.el.label(label, html_for=control_id), control, class_name="field")


def tick(
    name: str | rx.Var[str], label: str | rx.Var[str], checked: bool | rx.Var[bool] = False
) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", name=name, default_checked=checked), label, class_name="booking-choice"
    )


def radios(name: str, label: str, choices: tuple[tuple[str, str], ...], first: str) -> rx.Component:
    """A question with a few answers, of which one is chosen already."""
    return rx.el.fieldset(
        rx.el.legend(label),
        *[
            rx.el.label(
                rx.el.input(type="radio", name=name, value=value, default_checked=value == first),
                words,
                class_name="booking-choice",
            )
            for value, words in choices
        ],
        class_name="booking-radios",
    )


def which_of_the_series() -> rx.Component:
    choices = tuple((scope.value, words) for scope, words in _SCOPES)
    return radios("scope", "Which appointments", choices, Scope.ONE.value)


def was_told() -> rx.Component:
    return radios("knows", "Was the patient told?", (("yes", "Yes"), ("no", "Not yet")), "no")


def time_row() -> rx.Component:
    return rx.fragment(
        rx.el.div(day(), _at(), _minutes(), class_name="booking-row"),
        rx.cond(
            BookingState.other_clock != "",
            rx.el.p(BookingState.other_clock, role="status", class_name="field-hint booking-clock"),
        ),
    )


def day(label: str = "Day") -> rx.Component:
    return _input(label, "day", type="date", default_value=_begins("day"), required=True)


def last_day() -> rx.Component:
    return _input("Last day", "last", type="date")


def _at() -> rx.Component:
    return _input("Time", "at", type="time", default_value=_begins("at"), required=True)


def _minutes() -> rx.Component:
    begins = _begins("minutes")
    limits = _Looks(type="number", default_value=begins, required=True, min="5", max="1440", step="5")
    return _input("Minutes", "minutes", **limits)


def title() -> rx.Component:
    return _input(
        "What for",
        "title",
        default_value=_begins("title"),
        max_length=TITLE_LIMIT,
        placeholder="Therapy intake, check-up, benefits paperwork",
        required=True,
    )


def away_title() -> rx.Component:
    return _input(
        "What for",
        "title",
        key="away",
        default_value=rx.cond(_begins("title") != "", _begins("title"), Kind.OUT_OF_OFFICE.label),
        max_length=TITLE_LIMIT,
        required=True,
    )


def type_() -> rx.Component:
    options = [rx.el.option(each.label, value=each.value) for each in AppointmentType]
    return _select("Type", "type", *options, begins=_begins("type"))


# The browser's own selects: a phone shows its wheel, the form holds the value, every key works.
def site() -> rx.Component:
    return field(
        "Site",
        "booking-site",
        rx.el.select(
            rx.foreach(BookingState.sites, _site_option),
            custom_attrs=dom_id("booking-site"),
            name="site",
            value=BookingState.site,
            on_change=BookingState.choose_site,
            class_name="booking-select",
        ),
    )


def staff(label: str = "With") -> rx.Component:
    return _select(
        label,
        "staff",
        rx.foreach(BookingState.staff, _option),
        begins=_begins("staff"),
        key="staff" + BookingState.site,
    )


def attendees() -> rx.Component:
    """Everybody of the site with a tick; the person the meeting is with needs none."""
    return rx.el.fieldset(
        rx.el.legend("Who else takes part"),
        rx.el.div(
            rx.foreach(BookingState.staff, _attendee),
            key="attendees" + BookingState.site,
            class_name="booking-attendees",
        ),
        class_name="booking-radios",
    )


def room() -> rx.Component:
    return rx.cond(
        BookingState.rooms.length() > 0,
        _select(
            "Room",
            "room",
            rx.foreach(BookingState.rooms, _option),
            begins=_begins("room"),
            key="room" + BookingState.site,
        ),
    )


def mode() -> rx.Component:
    options = [rx.el.option(each.label, value=each.value) for each in Mode]
    return _select("How", "mode", *options, begins=_begins("mode"))


def enters_as() -> rx.Component:
    options = [rx.el.option(_ENTERS_AS[each], value=each.value) for each in BOOKABLE_AS]
    return _select("Put in as", "enters_as", *options, begins=AppointmentStatus.BOOKED.value)


def referral() -> rx.Component:
    return _select(
        "For which referral",
        "referral",
        rx.foreach(BookingState.referrals, _option),
        begins=_begins("referral"),
        key=BookingState.patient_id.to_string(),
    )


def knows_the_date() -> rx.Component:
    return rx.el.div(tick("told", "The patient knows the date"), class_name="booking-ticks")


def receiver() -> rx.Component:
    label = "At a receiver (name and place), instead of at our site"
    return _input(label, "receiver", default_value=_begins("receiver"), max_length=RECEIVER_LIMIT)


def needs() -> rx.Component:
    return rx.el.div(
        tick("interpreter", "Interpreter needed", _FORM["interpreter"].to(bool)),
        tick("ride", "Ride needed", _FORM["ride"].to(bool)),
        class_name="booking-ticks",
    )


def note() -> rx.Component:
    return field(
        "Note",
        "booking-note",
        rx.text_area(
            custom_attrs=dom_id("booking-note"),
            name="note",
            default_value=_begins("note"),
            max_length=NOTE_LIMIT,
            rows="2",
        ),
    )


class _Looks(TypedDict, total=False):
    """What an input of the dialog may be told besides its name."""

    type: Literal["date", "time", "number"]
    default_value: str | rx.Var[str]
    required: bool
    max_length: int
    placeholder: str
    key: str
    min: str
    max: str
    step: str


def _input(label: str, name: str, **looks: Unpack[_Looks]) -> rx.Component:
    control_id = f"booking-{name}"
    return field(label, control_id, rx.input(custom_attrs=dom_id(control_id), name=name, **looks))


def _select(
    label: str,
    name: str,
    *options: rx.Component,
    begins: str | rx.Var[str],
    key: str | rx.Var[str] | None = None,
) -> rx.Component:
    return field(
        label,
        f"booking-{name}",
        rx.el.select(
            *options,
            custom_attrs=dom_id(f"booking-{name}"),
            name=name,
            default_value=begins,
            key=name if key is None else key,
            class_name="booking-select",
        ),
    )


def _begins(name: str) -> StringVar:
    return _FORM[name].to(str)


def _attendee(choice: ObjectVar[Choice]) -> rx.Component:
    user_id = choice["value"].to(str)
    is_in = _FORM["attendees"].to(list[str]).contains(user_id)
    return rx.cond(user_id != NOBODY, tick(ATTENDEE + user_id, choice["label"].to(str), is_in))


def _option(choice: ObjectVar[Choice]) -> rx.Component:
    return rx.el.option(choice["label"].to(str), value=choice["value"].to(str))


def _site_option(mark: ObjectVar[SiteMark]) -> rx.Component:
    return rx.el.option(mark["name"].to(str), value=mark["id"].to(str))

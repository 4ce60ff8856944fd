"""Settings > Calendar: when a site is open, who works when, rooms, and the days on which it is closed."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.accounts.zones import UNITED_STATES
from carehub.settings_pages.calendar.rows import (
    PARTS,
    ClosingDayRow,
    DayRow,
    HolidayRow,
    PlaceRow,
    RoomRow,
)
from carehub.settings_pages.calendar.state import EVERYWHERE, CalendarSettingsState
from carehub.settings_pages.frame import settings_frame
from carehub.settings_pages.parts import labelled

ROUTE = "/settings/calendar"
_S = CalendarSettingsState


def calendar_settings_page() -> rx.Component:
    return settings_frame(
        ROUTE,
        rx.cond(
            _S.site != "",
            rx.el.div(_site_part(), _closing_part(), class_name="working-time"),
        ),
    )


def _site_part() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            labelled("Site", _select(_S.site, _S.choose_site, rx.foreach(_S.sites, _place))),
            labelled(
                "Clocks",
                _select(
                    _S.zone,
                    _S.choose_zone,
                    rx.el.option("Those of the center (" + _S.center_zone + ")", value=""),
                    *[rx.el.option(f"{name} ({zone})", value=zone) for zone, name in UNITED_STATES.items()],
                    rx.cond(_is_elsewhere(), rx.el.option(_S.zone, value=_S.zone)),
                ),
            ),
            class_name="working-time-choices",
        ),
        _hours(),
        _rooms(),
        aria_label="One site",
    )


def _hours() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Working hours", class_name="panel-section"),
        labelled(
            "Whose hours",
            _select(
                _S.person,
                _S.choose_person,
                rx.el.option(_S.site_name + " is open", value=EVERYWHERE),
                rx.foreach(_S.people, _place),
            ),
        ),
        rx.cond(~_S.has_hours, _no_hours()),
        rx.form(_week(), _hours_buttons(), on_submit=_S.save_hours, key=_S.form.to(str)),
    )


def _week() -> rx.Component:
    heads = [rx.el.th(head, scope="col") for head in ("Day", "From", "To", "and from", "To")]
    return rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(*heads)),
            rx.el.tbody(rx.foreach(_S.days, _day)),
            class_name="table working-time-week",
            aria_label="Working hours",
        ),
        class_name="table-wrap",
        role="region",
        aria_label="Working hours",
        tab_index=0,
    )


def _hours_buttons() -> rx.Component:
    return rx.el.div(
        rx.button("Save hours", type="submit"),
        rx.cond(
            _S.has_hours,
            rx.button(
                "Take these hours out",
                type="button",
                variant="soft",
                color_scheme="gray",
                on_click=_S.forget_hours,
            ),
        ),
        class_name="panel-buttons",
    )


def _no_hours() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            rx.cond(
                _S.person == EVERYWHERE,
                "Nobody has said yet when this site is open, so any time can be booked.",
                "No hours of their own: they work while the site is open.",
            )
        ),
        rx.button("Use Monday to Friday, 8 AM to 5 PM", variant="soft", on_click=_S.use_usual_hours),
        class_name="working-time-none",
    )


def _day(day: ObjectVar[DayRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(day["name"].to(str), scope="row"),
        *[_time(day, end, part) for part in PARTS for end in ("opens", "closes")],
    )


def _time(day: ObjectVar[DayRow], end: str, part: int) -> rx.Component:
    said = {"opens": "from", "closes": "to"}[end] + (" after the break" if part > 1 else "")
    return rx.el.td(
        rx.el.input(
            type="time",
            name=f"{end}_{part}_" + day["weekday"].to(str),
            default_value=day[f"{end}_{part}"].to(str),
            aria_label=day["name"].to(str) + " " + said,
            class_name="plain-select",
        )
    )


def _rooms() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Rooms", class_name="panel-section"),
        rx.cond(
            _S.rooms.length() > 0,
            rx.el.ul(rx.foreach(_S.rooms, _room), class_name="working-time-list"),
            rx.el.p(
                "No rooms yet. Add those that two people could want at the same time.", class_name="soft"
            ),
        ),
        rx.form(
            rx.el.label("New room", rx.input(name="name", required=True, max_length=60, auto_complete="off")),
            rx.button("Add room", type="submit", variant="soft"),
            on_submit=_S.add_room,
            reset_on_submit=True,
            class_name="working-time-line",
        ),
    )


def _room(room: ObjectVar[RoomRow]) -> rx.Component:
    name = room["name"].to(str)
    return rx.el.li(
        rx.cond(
            room["is_active"].to(bool),
            rx.form(
                rx.el.input(type="hidden", name="room", value=room["id"].to(str)),
                rx.input(
                    name="name",
                    default_value=name,
                    required=True,
                    max_length=60,
                    custom_attrs={"aria-label": "Name of " + name},
                ),
                rx.button("Rename", type="submit", variant="soft", color_scheme="gray"),
                rx.button(
                    "Stop using",
                    type="button",
                    variant="soft",
                    color_scheme="gray",
                    on_click=_S.close_room(room["id"].to(int)),
                    custom_attrs={"aria-label": "Stop using " + name},
                ),
                on_submit=_S.rename_room,
                key=room["version"].to(str),
                class_name="working-time-line",
            ),
            rx.el.div(
                rx.el.span(name, " (not used any more)", class_name="soft"),
                rx.button(
                    "Use again",
                    variant="soft",
                    color_scheme="gray",
                    on_click=_S.reopen_room(room["id"].to(int)),
                    custom_attrs={"aria-label": "Use " + name + " again"},
                ),
                class_name="working-time-line",
            ),
        )
    )


def _closing_part() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Closing days", class_name="panel-section"),
        rx.el.p("On these days nothing is booked, and no clock of a referral runs.", class_name="field-hint"),
        rx.el.fieldset(
            rx.el.legend("Federal holidays: closed on", class_name="field-label"),
            rx.foreach(_S.holidays, _holiday),
            class_name="field",
        ),
        rx.el.h3("Our own", class_name="working-time-own"),
        rx.cond(
            _S.closing_days.length() > 0,
            rx.el.ul(rx.foreach(_S.closing_days, _closing_day), class_name="working-time-list"),
            rx.el.p("None from today on.", class_name="soft"),
        ),
        rx.form(
            labelled("Day", rx.el.input(type="date", name="day", required=True, class_name="plain-select")),
            labelled("Why", rx.input(name="why", required=True, max_length=80, placeholder="Staff retreat")),
            labelled(
                "Where",
                rx.el.select(
                    rx.el.option("All sites", value=EVERYWHERE),
                    rx.foreach(_S.sites, _place),
                    name="where",
                    class_name="plain-select",
                ),
            ),
            rx.button("Add closing day", type="submit", variant="soft"),
            on_submit=_S.add_closing_day,
            reset_on_submit=True,
        ),
        class_name="working-time-closing",
        aria_label="Closing days",
    )


def _holiday(holiday: ObjectVar[HolidayRow]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=holiday["is_kept"].to(bool),
            on_change=lambda kept: _S.keep_holiday(holiday["name"].to(str), kept.to(bool)),
        ),
        rx.el.span(holiday["name"].to(str)),
        rx.el.span(holiday["next_day"].to(str), class_name="soft tabular working-time-next"),
        class_name="tick",
    )


def _closing_day(day: ObjectVar[ClosingDayRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.span(day["day"].to(str), class_name="tabular"),
            " ",
            day["name"].to(str),
            rx.el.span(" · ", day["where"].to(str), class_name="soft"),
        ),
        rx.button(
            "Take out",
            variant="soft",
            color_scheme="gray",
            on_click=_S.remove_closing_day(day["id"].to(int)),
            custom_attrs={"aria-label": "Take out " + day["day"].to(str)},
        ),
        class_name="working-time-line",
    )


def _select(value: rx.Var[str], on_change: rx.event.EventType, *options: rx.Component) -> rx.Component:
    return rx.el.select(*options, value=value, on_change=on_change, class_name="plain-select")


def _place(place: ObjectVar[PlaceRow]) -> rx.Component:
    return rx.el.option(place["name"].to(str), value=place["id"].to(str))


def _is_elsewhere() -> rx.Var[bool]:
    """Whether the site's zone is none of those that are offered."""
    return (_S.zone != "") & ~rx.Var.create(list(UNITED_STATES)).contains(_S.zone)

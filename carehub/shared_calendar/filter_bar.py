"""Above the calendar: what part of it is shown, the legend of its colours, and its prints."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.core.actor import Permission
from carehub.shared_calendar.selection import ColourBy, Part, Whose
from carehub.shared_calendar.sheets import Names
from carehub.shared_calendar.showing import SiteMark
from carehub.shared_calendar.state import CalendarState
from carehub.shared_calendar.status import AppointmentType
from carehub.ui.session import may
from carehub.ui.view_menu import popover

_COLOURS = {ColourBy.SITE: "Site", ColourBy.STAFF: "Person", ColourBy.TYPE: "Type"}


def filter_bar() -> rx.Component:
    """The filters in a row; on a phone one button, which opens them and says how many are set."""
    return rx.fragment(
        rx.el.div(*_filters(), class_name="calendar-filters calendar-filters-wide"),
        rx.el.div(popover("list-filter", _folded_words(), *_filters()), class_name="calendar-filters-folded"),
    )


def _folded_words() -> rx.Var[str]:
    count = CalendarState.filter_count
    return rx.cond(count > 0, "Filters (" + count.to_string() + ")", "Filters").to(str)


def _filters() -> tuple[rx.Component, ...]:
    return (
        _select(
            "Whose",
            CalendarState.whose,
            CalendarState.narrow(Part.WHOSE.value),
            *[rx.el.option(whose.label, value=whose.value) for whose in Whose],
        ),
        rx.cond(
            CalendarState.sites.length() > 1,
            _select(
                "Site",
                CalendarState.only_site,
                CalendarState.narrow(Part.SITE.value),
                rx.el.option("All sites", value=""),
                rx.foreach(CalendarState.sites, _option),
            ),
        ),
        _select(
            "With",
            CalendarState.only_staff,
            CalendarState.narrow(Part.STAFF.value),
            rx.el.option("Anybody", value=""),
            rx.foreach(CalendarState.people, _option),
        ),
        _select(
            "Type",
            CalendarState.only_type,
            CalendarState.narrow(Part.TYPE.value),
            rx.el.option("All types", value=""),
            *[rx.el.option(kind.label, value=kind.value) for kind in AppointmentType],
        ),
        _select(
            "Colour",
            CalendarState.colour_by,
            CalendarState.colour,
            *[rx.el.option(label, value=by.value) for by, label in _COLOURS.items()],
        ),
    )


def sheets_menu() -> rx.Component:
    """Prints of what is shown, the call list, and subscribing."""
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(
            rx.button("Print and more", rx.icon("chevron-down", size=14), variant="soft", size="2")
        ),
        rx.dropdown_menu.content(
            _print_item("Print day sheet, initials only", Names.INITIALS),
            _print_item("Print day sheet, full names", Names.FULL),
            rx.dropdown_menu.separator(),
            rx.cond(
                may(Permission.APPOINTMENTS_RECORD),
                rx.dropdown_menu.item("Call list", on_select=rx.redirect("/calendar/calls")),
            ),
            rx.cond(
                may(Permission.APPOINTMENTS_BOOK),
                rx.dropdown_menu.item("Waitlist", on_select=rx.redirect("/calendar/waitlist")),
            ),
            rx.dropdown_menu.item("Subscribe", on_select=rx.redirect("/calendar/subscribe")),
            size="1",
        ),
    )


def _print_item(label: str, names: Names) -> rx.Component:
    return rx.dropdown_menu.item(
        label,
        on_select=rx.redirect(CalendarState.sheet_url + f"&names={names.value}", is_external=True),
    )


def legend() -> rx.Component:
    """What the colours and letters mean; each line also limits the calendar to what it names."""
    return rx.fragment(
        rx.match(
            CalendarState.colour_by,
            (ColourBy.STAFF.value, _legend(Part.STAFF, CalendarState.only_staff, "Everybody", "People")),
            (ColourBy.TYPE.value, _legend(Part.TYPE, CalendarState.only_type, "All types", "Types")),
            _legend(Part.SITE, CalendarState.only_site, "All sites", "Sites"),
        )
    )


def _legend(part: Part, chosen: rx.Var[str], all_: str, label: str) -> rx.Component:
    return rx.el.div(
        rx.cond(CalendarState.marks.length() > 1, _button(part, chosen, "", rx.el.span(all_))),
        rx.foreach(CalendarState.marks, lambda mark: _mark_button(part, chosen, mark)),
        role="group",
        aria_label=label,
        class_name="calendar-sites",
    )


def _mark_button(part: Part, chosen: rx.Var[str], mark: ObjectVar[SiteMark]) -> rx.Component:
    return _button(
        part,
        chosen,
        mark["id"].to(str),
        rx.el.span(mark["badge"].to(str), class_name="calendar-badge calendar-tone-" + mark["tone"].to(str)),
        rx.el.span(mark["name"].to(str)),
    )


def _button(
    part: Part, chosen: rx.Var[str], value: str | rx.Var[str], *content: rx.Component
) -> rx.Component:
    return rx.el.button(
        *content,
        type="button",
        on_click=CalendarState.narrow(part.value, value),
        aria_pressed=rx.cond(chosen == value, "true", "false"),
        class_name="calendar-site",
    )


def _select(
    label: str, value: rx.Var[str], on_change: rx.event.EventType, *options: rx.Component
) -> rx.Component:
    return rx.el.label(
        rx.el.span(label),
        rx.el.select(*options, value=value, on_change=on_change, class_name="plain-select"),
        class_name="calendar-filter",
    )


def _option(mark: ObjectVar[SiteMark]) -> rx.Component:
    return rx.el.option(mark["name"].to(str), value=mark["id"].to(str))

"""The calendar page: the calendar itself, its legend, and what opens above it."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.core.actor import Permission
from carehub.shared_calendar.appointment_panel import appointment_panel
from carehub.shared_calendar.booking_dialog import booking_dialog
from carehub.shared_calendar.booking_state import BookingState
from carehub.shared_calendar.showing import SiteMark
from carehub.shared_calendar.state import CalendarState
from carehub.ui.layout import frame
from carehub.ui.session import may
from carehub.ui.widgets.calendar import BusinessHours, event_calendar

_OPEN = [BusinessHours(daysOfWeek=[1, 2, 3, 4, 5], startTime="08:00", endTime="17:00")]


def calendar_page() -> rx.Component:
    return frame(
        "Calendar",
        _sites(),
        rx.el.div(
            rx.cond(CalendarState.ready, _calendar(), rx.el.div(class_name="calendar-waiting")),
            class_name="calendar-room",
        ),
        appointment_panel(),
        booking_dialog(),
        actions=(_book_button(),),
    )


def _calendar() -> rx.Component:
    return event_calendar(
        feed_url=CalendarState.feed_url,
        reload=CalendarState.reload,
        verdict=CalendarState.verdict,
        opened=CalendarState.opened,
        address=CalendarState.address,
        time_zone=CalendarState.time_zone,
        initial_view=CalendarState.view,
        initial_date=CalendarState.date,
        business_hours=_OPEN,
        selectable=may(Permission.APPOINTMENTS_BOOK),
        on_move=CalendarState.drag,
        on_pick=BookingState.open_at,
        on_open=CalendarState.open_event,
        on_view=CalendarState.show_view,
    )


def _book_button() -> rx.Component:
    return rx.cond(
        may(Permission.APPOINTMENTS_BOOK),
        rx.button(rx.icon("plus", size=14), "Book appointment", size="2", on_click=BookingState.open_new),
    )


def _sites() -> rx.Component:
    """The legend of the colours, which also limits the calendar to one site."""
    return rx.el.div(
        rx.cond(CalendarState.sites.length() > 1, _site_button("", rx.el.span("All sites"))),
        rx.foreach(CalendarState.sites, _site),
        role="group",
        aria_label="Sites",
        class_name="calendar-sites",
    )


def _site(site: ObjectVar[SiteMark]) -> rx.Component:
    return _site_button(
        site["id"].to(str),
        rx.el.span(site["badge"].to(str), class_name="calendar-badge calendar-tone-" + site["tone"].to(str)),
        rx.el.span(site["name"].to(str)),
    )


def _site_button(site: str | rx.Var[str], *content: rx.Component) -> rx.Component:
    return rx.el.button(
        *content,
        type="button",
        on_click=CalendarState.choose_site(site),
        aria_pressed=rx.cond(CalendarState.only_site == site, "true", "false"),
        class_name="calendar-site",
    )

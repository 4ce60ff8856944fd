"""The calendar page: the calendar itself, what is shown of it, and what opens above it."""

import reflex as rx

from carehub.core.actor import Permission
from carehub.shared_calendar.address_state import AddressState
from carehub.shared_calendar.appointment_panel import appointment_panel
from carehub.shared_calendar.booking_dialog import booking_dialog
from carehub.shared_calendar.booking_state import BookingState
from carehub.shared_calendar.filter_bar import filter_bar, legend, sheets_menu
from carehub.shared_calendar.find_time_dialog import find_time_button, find_time_dialog
from carehub.shared_calendar.selection import Columns
from carehub.shared_calendar.state import CalendarState
from carehub.shared_calendar.told_bar import told_bar
from carehub.ui.layout import frame
from carehub.ui.session import may
from carehub.ui.widgets.calendar import MoreView, event_calendar
from carehub.ui.widgets.day_columns import day_columns

_SIDE_BY_SIDE = [MoreView(view=columns.value, label=columns.label) for columns in Columns]


def calendar_page() -> rx.Component:
    return frame(
        "Calendar",
        filter_bar(),
        legend(),
        told_bar(),
        rx.el.div(
            rx.cond(
                # Until the address has been read, the tab still holds what it showed on its last visit.
                CalendarState.ready & rx.State.is_hydrated,
                rx.cond(CalendarState.is_side_by_side, _day_columns(), _calendar()),
                rx.el.div(class_name="calendar-waiting"),
            ),
            class_name="calendar-room",
            on_unmount=AddressState.leave,
        ),
        appointment_panel(),
        booking_dialog(),
        find_time_dialog(),
        actions=(sheets_menu(), find_time_button(), _book_button()),
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
        more_views=_SIDE_BY_SIDE,
        business_hours=CalendarState.hours,
        selectable=may(Permission.APPOINTMENTS_BOOK),
        on_move=CalendarState.drag,
        on_pick=BookingState.open_at,
        on_open=CalendarState.open_event,
        on_view=CalendarState.show_view,
    )


def _day_columns() -> rx.Component:
    return day_columns(
        columns=CalendarState.columns,
        view=CalendarState.view,
        more_views=_SIDE_BY_SIDE,
        feed_url=CalendarState.feed_url,
        reload=CalendarState.reload,
        verdict=CalendarState.verdict,
        opened=CalendarState.opened,
        address=CalendarState.address,
        time_zone=CalendarState.time_zone,
        initial_date=CalendarState.date,
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

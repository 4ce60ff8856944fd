"""A calendar of events: month, week, day and list, read from a feed, moved by drag.

The feed answers `GET feed_url?start=&end=` (instants with offset) with a list of CalendarEvent.
Dragging is never the only way: whoever uses this also offers moving by dialog.
"""

from typing import Literal, NotRequired, TypedDict

import reflex as rx
from reflex_base.components.component import NoSSRComponent

from carehub.ui.widgets.scripts import script

Tone = Literal["gray", "teal", "amber", "violet", "crimson", "blue", "orange", "green", "pink"]


class CalendarEvent(TypedDict):
    """One event of the feed; `badge` says in letters what `tone` says in colour.

    One that is `background` shades its time and cannot be opened; `columns` are for `day_columns`.
    """

    id: str
    title: str
    detail: str
    badge: str
    mark: str
    tone: Tone
    faded: bool
    movable: bool
    start: str
    end: str
    all_day: bool
    version: int
    columns: list[str]
    background: bool


class EventMoved(TypedDict):
    """A person dragged or resized an event; answer with a Verdict for the same `op`.

    `column` and `was_in` say into which column it was put and which it left; empty when it stayed in its own.
    """

    op: str
    id: str
    version: int
    start: str
    end: str
    all_day: bool
    column: str
    was_in: str


class Verdict(TypedDict):
    """The answer to one EventMoved: a refused event goes back where it was."""

    op: str
    ok: bool


class SlotPicked(TypedDict):
    """A person chose a time; `end` is empty when they clicked without dragging. `staff`, `room` and `site`
    are known with it, each by its id: by the column that was clicked, or by what was looked for."""

    start: str
    end: str
    all_day: bool
    site: NotRequired[str]
    staff: NotRequired[str]
    room: NotRequired[str]


class ViewShown(TypedDict):
    """What the calendar shows now: `view` is month, week, day, list or one of the page's own; `date` is
    YYYY-MM-DD."""

    view: str
    date: str


class MoreView(TypedDict):
    """A view that the page shows by something else: a button in the toolbar leads there."""

    view: str
    label: str


class BusinessHours(TypedDict):
    """Open hours on some weekdays (0 is Sunday), times as HH:MM. The keys are the JavaScript library's."""

    daysOfWeek: list[int]
    startTime: str
    endTime: str


def _moved(event: rx.Var[EventMoved]) -> tuple[rx.Var[EventMoved]]:
    return (event,)


def _picked(slot: rx.Var[SlotPicked]) -> tuple[rx.Var[SlotPicked]]:
    return (slot,)


def _shown(view: rx.Var[ViewShown]) -> tuple[rx.Var[ViewShown]]:
    return (view,)


class EventCalendar(NoSSRComponent):
    """FullCalendar; fills the height of its container.

    `reload` counts up to read the feed again, `opened` is the id of the event that is open elsewhere (it gets
    the focus back when that closes), `address` holds more query parameters to show beside view and date.
    """

    library = script("calendar.jsx", "calendar_moves.jsx")
    tag = "EventCalendar"
    is_default = False
    lib_dependencies: list[str] = ["@fullcalendar/react@7.1.4", "temporal-polyfill@1.0.8"]

    feed_url: rx.Var[str]
    reload: rx.Var[int]
    verdict: rx.Var[Verdict]
    opened: rx.Var[str]
    address: rx.Var[dict[str, str]]
    time_zone: rx.Var[str]
    initial_view: rx.Var[str]
    initial_date: rx.Var[str]
    first_day: rx.Var[int]
    first_hour: rx.Var[str]
    more_views: rx.Var[list[MoreView]]
    business_hours: rx.Var[list[BusinessHours]]
    selectable: rx.Var[bool]

    on_move: rx.EventHandler[_moved]
    on_pick: rx.EventHandler[_picked]
    on_open: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_view: rx.EventHandler[_shown]


event_calendar = EventCalendar.create

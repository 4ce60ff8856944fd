"""One day of a calendar with its columns side by side, one per person or room; the feed as in `calendar`."""

from typing import TypedDict

import reflex as rx
from reflex_base.components.component import NoSSRComponent

from carehub.ui.widgets.calendar import EventMoved, MoreView, SlotPicked, Verdict, ViewShown
from carehub.ui.widgets.scripts import script

_PARTS = ("day_columns_clock.jsx", "day_columns_crowd.jsx", "day_columns_drawn.jsx")


class DayColumn(TypedDict):
    """A column; the events whose `columns` name its id stand in it. `known` goes along with a time that is
    chosen in it, see `SlotPicked`."""

    id: str
    title: str
    known: dict[str, str]


def _moved(event: rx.Var[EventMoved]) -> tuple[rx.Var[EventMoved]]:
    return (event,)


def _picked(slot: rx.Var[SlotPicked]) -> tuple[rx.Var[SlotPicked]]:
    return (slot,)


def _shown(view: rx.Var[ViewShown]) -> tuple[rx.Var[ViewShown]]:
    return (view,)


class DayColumns(NoSSRComponent):
    """@event-calendar; fills the height of its container. Its library is loaded only where this is shown.

    Of a crowded column it draws what can be read, and opens the rest behind "+N more".
    `view` is the name of what it shows now, one of `more_views`; the rest is as for `EventCalendar`.
    """

    library = script("day_columns.jsx", *_PARTS, "calendar_moves.jsx")
    tag = "DayColumns"
    is_default = False
    lib_dependencies: list[str] = ["@event-calendar/core@5.15.0"]

    columns: rx.Var[list[DayColumn]]
    view: rx.Var[str]
    more_views: rx.Var[list[MoreView]]
    feed_url: rx.Var[str]
    reload: rx.Var[int]
    verdict: rx.Var[Verdict]
    opened: rx.Var[str]
    address: rx.Var[dict[str, str]]
    time_zone: rx.Var[str]
    initial_date: rx.Var[str]
    first_hour: rx.Var[str]
    selectable: rx.Var[bool]

    on_move: rx.EventHandler[_moved]
    on_pick: rx.EventHandler[_picked]
    on_open: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_view: rx.EventHandler[_shown]


day_columns = DayColumns.create

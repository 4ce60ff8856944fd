"""The bar above the board: search, filters, saved views, and how much of the board is shown."""

from collections.abc import Mapping, Sequence
from typing import cast

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar, StringVar

from carehub.core.actor import Permission
from carehub.referrals import chasing
from carehub.referrals.choices import LABELS, LANES, Chip
from carehub.referrals.filter_state import FilterState
from carehub.referrals.filters import ME, ON, Lanes
from carehub.referrals.panel_state import ReferralState
from carehub.referrals.prompts import Choice
from carehub.referrals.state import BoardState
from carehub.referrals.status import Urgency
from carehub.referrals.wording import URGENCY
from carehub.ui.session import may
from carehub.ui.view_menu import ViewMenu, popover, view_menu
from carehub.ui.widgets.address import address

_TYPING_PAUSE_MS = 200
_LANE_FIELDS = {Lanes.URGENCY: "urgency", Lanes.COORDINATOR: "keeper", Lanes.TYPE: "type"}
# The other lanes are called as what they hold: a type, a coordinator's name.
LANE_TITLES = [
    *({"id": urgency.value, "title": URGENCY[urgency]} for urgency in Urgency),
    {"id": "", "title": "Nobody yet"},
]
_CHOSEN = cast(ObjectVar[Mapping[str, str]], FilterState.chosen)


def filter_bar() -> rx.Component:
    return rx.el.div(
        _search(),
        _switch("Mine", "coordinator", ME, "Only cards that I coordinate"),
        _switch("Late", "late", ON, "Only cards whose time has run out"),
        _switch("Stuck", "stuck", ON, "Only late cards of which somebody said what holds them up"),
        _switch("Closed", "closed", ON, "Only closed referrals, however long ago"),
        _filters(),
        _lanes(),
        _views(),
        rx.foreach(FilterState.chips, _chip),
        rx.el.span(
            rx.el.span(BoardState.counted, role="status", class_name="soft tabular"),
            rx.cond(
                BoardState.counted != "",
                rx.el.button("Clear", type="button", on_click=FilterState.clear, class_name="bar-clear"),
            ),
            class_name="bar-count",
        ),
        class_name="board-bar",
        role="search",
        aria_label="Filter the board",
    )


def chasing_button() -> rx.Component:
    """The way to the reports that are late."""
    return rx.cond(
        may(Permission.REFERRALS_EDIT),
        rx.link("Reports to chase", href=chasing.PAGE, underline="none", class_name="bar-button"),
    )


def lane_by() -> rx.Var[str]:
    """The field of a card that the chosen lanes go by."""
    fields = [(lanes.value, field) for lanes, field in _LANE_FIELDS.items()]
    return cast(rx.Var[str], rx.match(_said("lanes"), *fields, ""))


def board_address() -> rx.Component:
    """The address opens what is shown: the filters, and the referral in the panel."""
    page = cast(StringVar[str], ReferralState.address)
    joined = rx.cond(page.contains("?"), "&", "?").to(str)
    query = rx.cond(FilterState.query != "", joined + FilterState.query, "").to(str)
    return address(href=rx.cond(page != "", page + query, ""))


def _search() -> rx.Component:
    return rx.el.input(
        type="search",
        key=FilterState.searches.to_string(),
        default_value=_said("text"),
        placeholder="Patient, receiver or question",
        aria_label="Search the board",
        auto_complete="off",
        on_change=FilterState.find.debounce(_TYPING_PAUSE_MS),
        class_name="plain-input bar-search",
    )


def _switch(words: str, name: str, value: str, hint: str) -> rx.Component:
    is_on = _said(name) == value
    return rx.el.button(
        words,
        type="button",
        title=hint,
        aria_pressed=is_on,
        on_click=FilterState.choose(name, rx.cond(is_on, "", value).to(str)),
        class_name="bar-button",
    )


def _filters() -> rx.Component:
    urgencies = [Choice(value=urgency, label=URGENCY[urgency]) for urgency in Urgency]
    return popover(
        "list-filter",
        "Filter",
        _select("coordinator", "Anyone", FilterState.coordinators),
        rx.cond(FilterState.sites.length() > 1, _select("site", "All my sites", FilterState.sites)),
        _select("type", "Any type", FilterState.types),
        rx.cond(
            FilterState.receivers.length() > 0, _select("receiver", "Any receiver", FilterState.receivers)
        ),
        rx.cond(FilterState.programs.length() > 0, _select("program", "Any program", FilterState.programs)),
        _select("urgency", "Any urgency", cast(ArrayVar[Sequence[Choice]], rx.Var.create(urgencies))),
    )


def _select(name: str, anything: str, offered: ArrayVar[Sequence[Choice]]) -> rx.Component:
    return rx.el.label(
        LABELS[name],
        rx.el.select(
            rx.el.option(anything, value=""),
            rx.foreach(offered, _option),
            value=_said(name),
            on_change=lambda value: FilterState.choose(name, value),
            class_name="plain-select",
        ),
        class_name="field bar-field",
    )


def _lanes() -> rx.Component:
    return rx.el.select(
        rx.el.option("No lanes", value=""),
        *[rx.el.option(label, value=lanes.value) for lanes, label in LANES.items()],
        value=_said("lanes"),
        on_change=lambda value: FilterState.choose("lanes", value),
        aria_label="Lanes",
        class_name="plain-select bar-lanes",
    )


def _option(choice: ObjectVar[Choice]) -> rx.Component:
    return rx.el.option(choice["label"], value=choice["value"].to(str))


def _chip(chip: ObjectVar[Chip]) -> rx.Component:
    return rx.el.button(
        chip["label"],
        rx.icon("x", size=12, aria_hidden="true"),
        type="button",
        aria_label=f"Remove filter {chip['label']}",
        on_click=FilterState.choose(chip["name"].to(str), ""),
        class_name="bar-chip",
    )


def _views() -> rx.Component:
    return view_menu(
        ViewMenu(
            own=FilterState.own_views,
            shared=FilterState.shared_views,
            can_save=FilterState.query != "",
            problem=FilterState.problem,
            on_open=FilterState.open_view,
            on_remove=FilterState.remove_view,
            on_save=FilterState.save_view,
            on_list=cast(rx.event.EventType[()], FilterState.list_views),
        )
    )


def _said(name: str) -> rx.Var[str]:
    return _CHOSEN[name].to(str)

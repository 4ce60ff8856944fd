"""The bar above a caseload: whose it is, search, filters, columns, saved views, and how heavy it is."""

from collections.abc import Mapping, Sequence
from typing import cast

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from carehub.caseloads.load import FORMULA
from carehub.desk.caseload.choices import LABELS, Chip, Choice
from carehub.desk.caseload.columns import COLUMNS
from carehub.desk.caseload.loads import Number
from carehub.desk.caseload.state import CaseloadState
from carehub.desk.caseload.view import ON
from carehub.desk.caseload.views_state import CaseloadViewsState
from carehub.ui.view_menu import ViewMenu, popover, view_menu

LOADS = "/caseload/load"
_TYPING_PAUSE_MS = 120
_FILTERS = ("risk", "language", "program", "site", "quiet", "status")
_ANYTHING = {"quiet": "Any time", "status": "Active"}
_CHOSEN = cast(ObjectVar[Mapping[str, str]], CaseloadState.chosen)


def caseload_bar() -> rx.Component:
    return rx.el.div(
        rx.el.select(
            rx.foreach(_offered("whose"), _option),
            value=_said("whose"),
            on_change=lambda value: CaseloadState.choose("whose", value),
            class_name="plain-select",
            aria_label="Whose caseload",
        ),
        rx.el.input(
            type="search",
            key=CaseloadState.searches.to_string(),
            default_value=_said("text"),
            placeholder="Name, MRN, phone or date of birth",
            aria_label="Search the caseload",
            auto_complete="off",
            on_change=CaseloadState.find.debounce(_TYPING_PAUSE_MS),
            class_name="plain-input bar-search",
        ),
        _late(),
        popover("list-filter", "Filter", *(_filter(name) for name in _FILTERS)),
        _columns(),
        _views(),
        rx.foreach(CaseloadState.chips, _chip),
        rx.el.span(
            rx.el.span(CaseloadState.counted, role="status", class_name="soft tabular"),
            class_name="bar-count",
        ),
        role="search",
        aria_label="Filter the caseload",
        class_name="board-bar case-bar",
    )


def load_line() -> rx.Component:
    """How heavy this caseload is, and of what that is made: each number opens its patients."""
    return rx.cond(
        CaseloadState.load_numbers.length() > 0,
        rx.el.p(
            rx.link(
                "Load ",
                rx.el.strong(CaseloadState.load_points),
                href=LOADS,
                title=FORMULA,
                underline="hover",
                class_name="load-whole",
            ),
            rx.foreach(CaseloadState.load_numbers, _number),
            class_name="load-line tabular",
        ),
    )


def _number(number: ObjectVar[Number]) -> rx.Component:
    # A link of the browser's own: the page opens anew where it points.
    return rx.el.a(
        number["number"], " ", number["label"], href=number["href"].to(str), class_name="load-part"
    )


def _late() -> rx.Component:
    is_on = _said("late") == ON
    return rx.el.button(
        "Late",
        type="button",
        title="Only patients with work whose time has run out",
        aria_pressed=is_on,
        on_click=CaseloadState.choose("late", rx.cond(is_on, "", ON).to(str)),
        class_name="bar-button",
    )


def _filter(name: str) -> rx.Component:
    return rx.el.label(
        LABELS[name],
        rx.el.select(
            rx.el.option(_ANYTHING.get(name, "Any"), value=""),
            rx.foreach(_offered(name), _option),
            value=_said(name),
            on_change=lambda value: CaseloadState.choose(name, value),
            class_name="plain-select",
        ),
        class_name="field bar-field",
    )


def _columns() -> rx.Component:
    return popover(
        "columns-3",
        "Columns",
        rx.el.h3("Shown, in this order", class_name="bar-heading"),
        rx.el.ul(rx.foreach(CaseloadViewsState.columns, _shown_column), class_name="bar-views"),
        rx.cond(
            CaseloadViewsState.spare.length() > 0,
            rx.fragment(
                rx.el.h3("Not shown", class_name="bar-heading"),
                rx.el.ul(rx.foreach(CaseloadViewsState.spare, _spare_column), class_name="bar-views"),
            ),
        ),
        rx.el.button(
            "Usual columns", type="button", on_click=CaseloadViewsState.usual_columns, class_name="bar-clear"
        ),
        on_open=cast(rx.event.EventType[()], CaseloadViewsState.list_columns),
    )


def _shown_column(column: rx.vars.StringVar[str], at: rx.vars.NumberVar[int]) -> rx.Component:
    label = _label(column)
    return rx.el.li(
        _tick(column, label, is_shown=True),
        _shift(column, -1, "arrow-up", "Earlier: " + label, at == 0),
        _shift(column, 1, "arrow-down", "Later: " + label, at == CaseloadViewsState.columns.length() - 1),
        key=column,
    )


def _spare_column(column: rx.vars.StringVar[str]) -> rx.Component:
    return rx.el.li(_tick(column, _label(column), is_shown=False), key=column)


def _tick(column: rx.vars.StringVar[str], label: rx.Var[str], *, is_shown: bool) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=is_shown,
            on_change=CaseloadViewsState.show_column(column, not is_shown),
        ),
        label,
        class_name="tick bar-tick column-tick",
    )


def _shift(
    column: rx.vars.StringVar[str], by: int, icon: str, words: rx.vars.StringVar[str], is_end: rx.Var[bool]
) -> rx.Component:
    return rx.el.button(
        rx.icon(icon, size=14),
        type="button",
        aria_label=words,
        disabled=is_end,
        on_click=CaseloadViewsState.shift_column(column, by),
        class_name="bar-remove",
    )


def _label(column: rx.vars.StringVar[str]) -> rx.vars.StringVar[str]:
    labels = [(each.id, each.label) for each in COLUMNS.values()]
    return cast(rx.Var[str], rx.match(column, *labels, "")).to(str)


def _views() -> rx.Component:
    return view_menu(
        ViewMenu(
            own=CaseloadViewsState.own_views,
            shared=CaseloadViewsState.shared_views,
            can_save=CaseloadState.query != "",
            problem=CaseloadViewsState.problem,
            on_open=CaseloadViewsState.open_view,
            on_remove=CaseloadViewsState.remove_view,
            on_save=CaseloadViewsState.save_view,
            on_list=cast(rx.event.EventType[()], CaseloadViewsState.list_views),
        )
    )


def _chip(chip: ObjectVar[Chip]) -> rx.Component:
    return rx.el.button(
        chip["label"],
        rx.icon("x", size=12, aria_hidden="true"),
        type="button",
        aria_label=f"Remove filter {chip['label']}",
        on_click=CaseloadState.choose(chip["name"].to(str), ""),
        class_name="bar-chip",
    )


def _option(choice: ObjectVar[Choice]) -> rx.Component:
    return rx.el.option(choice["label"], value=choice["value"].to(str))


def _offered(name: str) -> ArrayVar[Sequence[Choice]]:
    return cast(ArrayVar[Sequence[Choice]], CaseloadState.offered[name].to(list[Choice]))


def _said(name: str) -> rx.Var[str]:
    return _CHOSEN[name].to(str)

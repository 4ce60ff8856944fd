"""The menu of a page's saved views: open one, take one away, keep what is shown now under a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

import reflex as rx
from reflex.event import EventType
from reflex.vars import ArrayVar, ObjectVar

from carehub.core.actor import Permission
from carehub.saved_views.service import LONGEST_NAME
from carehub.ui.marks import problem_box
from carehub.ui.session import may


class ViewRow(TypedDict):
    """A saved view in the menu; ``owner`` is empty for one's own."""

    id: int
    name: str
    owner: str
    can_remove: bool


@dataclass(frozen=True)
class ViewMenu:
    """``can_save``: something is filtered that is worth a name; the handlers take a view's id."""

    own: ArrayVar[Sequence[ViewRow]]
    shared: ArrayVar[Sequence[ViewRow]]
    can_save: rx.Var[bool]
    problem: rx.Var[str]
    on_open: rx.event.EventCallback[int]
    on_remove: rx.event.EventCallback[int]
    on_save: EventType[dict[str, object]]
    on_list: EventType[()]


def view_menu(menu: ViewMenu) -> rx.Component:
    return popover(
        "bookmark",
        "Views",
        _listed(menu, "Shared by the center", menu.shared),
        _listed(menu, "My views", menu.own),
        rx.cond(
            menu.can_save,
            _save_form(menu),
            rx.el.p("Choose filters, then keep them here under a name.", class_name="field-hint"),
        ),
        on_open=menu.on_list,
    )


def popover(
    icon: str, words: str | rx.Var[str], *content: rx.Component, on_open: EventType[()] | None = None
) -> rx.Component:
    """A button of a filter bar that opens what stands behind it."""
    button = rx.el.button(rx.icon(icon, size=14), words, type="button", class_name="bar-button")
    return rx.popover.root(
        # With an on_click the button would be wrapped, and the wrapper be what says that it opens.
        rx.popover.trigger(button),
        rx.popover.content(*content, size="1", align="start", aria_label=words, class_name="bar-popover"),
        on_open_change=(lambda _open: on_open) if on_open else None,
    )


def _listed(menu: ViewMenu, title: str, views: ArrayVar[Sequence[ViewRow]]) -> rx.Component:
    return rx.cond(
        views.length() > 0,
        rx.fragment(
            rx.el.h3(title, class_name="bar-heading"),
            rx.el.ul(rx.foreach(views, lambda view: _view(menu, view)), class_name="bar-views"),
        ),
    )


def _view(menu: ViewMenu, view: ObjectVar[ViewRow]) -> rx.Component:
    opener = rx.el.button(
        rx.el.span(view["name"]),
        rx.cond(view["owner"], rx.el.span(view["owner"], class_name="soft")),
        type="button",
        on_click=menu.on_open(view["id"].to(int)),
        class_name="bar-view",
    )
    return rx.el.li(
        rx.popover.close(opener),
        rx.cond(
            view["can_remove"],
            rx.el.button(
                rx.icon("x", size=14),
                type="button",
                aria_label=f"Remove view {view['name']}",
                on_click=menu.on_remove(view["id"].to(int)),
                class_name="bar-remove",
            ),
        ),
        key=view["id"].to_string(),
    )


def _save_form(menu: ViewMenu) -> rx.Component:
    return rx.el.form(
        rx.el.h3("Save this view", class_name="bar-heading"),
        problem_box(menu.problem),
        rx.el.input(
            name="name",
            max_length=LONGEST_NAME,
            placeholder="Name, such as “My late ones”",
            aria_label="Name of the view",
            auto_complete="off",
            class_name="plain-input",
        ),
        rx.cond(
            may(Permission.REFERRALS_MOVE),
            rx.el.label(
                rx.el.input(type="checkbox", name="shared"),
                "Share with everyone here",
                class_name="tick bar-tick",
            ),
        ),
        rx.button("Save view", type="submit", size="2", variant="soft"),
        on_submit=menu.on_save,
        reset_on_submit=True,
        class_name="bar-save",
    )

"""Turning the pages of a long list."""

from collections.abc import Callable

import reflex as rx
from reflex.vars import NumberVar

from carehub.spreadsheet_import.service import PAGE

TurnTo = Callable[[rx.Var[int]], rx.event.EventType[()]]


def pager(what: str, start: NumberVar[int], shown: NumberVar[int], turn_to: TurnTo) -> rx.Component:
    """Shown only where what is listed does not fit on one page; ``start`` is how many stand before it."""
    is_full = shown == PAGE
    return rx.cond(
        (start > 0) | is_full,
        rx.el.nav(
            _turn(f"{what.capitalize()} before", turn_to((start - PAGE).to(int)), start == 0),
            rx.el.span(
                (start + 1).to_string(), "–", (start + shown).to_string(), class_name="tabular", role="status"
            ),
            _turn(f"{what.capitalize()} after", turn_to((start + PAGE).to(int)), ~is_full),
            aria_label=f"Pages of {what}",
            class_name="pager",
        ),
    )


def _turn(label: str, on_click: rx.event.EventType[()], is_disabled: rx.Var[bool]) -> rx.Component:
    return rx.button(
        label, on_click=on_click, disabled=is_disabled, variant="soft", color_scheme="gray", size="2"
    )

"""The fields of the board's forms; each is labelled by the words above it."""

from collections.abc import Sequence
from typing import Literal

import reflex as rx
from reflex.vars import ObjectVar

from carehub.referrals.prompts import Choice

Words = str | rx.Var[str]
InputKind = Literal["text", "date", "datetime-local", "number"]


def line_field(label: Words, name: Words, value: Words = "", kind: InputKind = "text") -> rx.Component:
    return _field(label, rx.input(name=name, default_value=value, type=kind, size="2", aria_label=label))


def text_field(label: Words, name: Words, value: Words = "") -> rx.Component:
    area = rx.text_area(name=name, default_value=value, size="2", rows="3", aria_label=label)
    return _field(label, area)


def choice_field(
    label: Words, name: Words, choices: list[Choice] | rx.Var[Sequence[Choice]], value: Words = ""
) -> rx.Component:
    return _field(
        label,
        rx.select.root(
            rx.select.trigger(placeholder="Choose", aria_label=label, width="100%"),
            rx.select.content(rx.foreach(choices, _option), position="popper"),
            name=name,
            default_value=value,
            size="2",
        ),
    )


def problem(words: Words) -> rx.Component:
    """Why the form was not taken; read out when it appears."""
    return rx.el.div(rx.cond(words, rx.el.p(words, class_name="problem")), role="alert")


def form_buttons(verb: str, on_cancel: rx.event.EventType[()]) -> rx.Component:
    return rx.el.div(
        rx.button("Cancel", type="button", variant="soft", color_scheme="gray", on_click=on_cancel),
        rx.button(verb, type="submit"),
        class_name="form-buttons",
    )


def _option(choice: ObjectVar[Choice]) -> rx.Component:
    return rx.select.item(choice["label"], value=choice["value"].to(str))


def _field(label: Words, control: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.span(label, class_name="field-label", aria_hidden="true"), control, class_name="field"
    )

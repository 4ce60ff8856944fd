"""Fields of a form, each inside of its label: what a person fills in goes by its name to the handler."""

from collections.abc import Mapping

import reflex as rx

Words = str | rx.Var[str]


def line_field(
    label: Words, name: str, value: Words = "", *, hint: str = "", needed: bool = False, most: int = 120
) -> rx.Component:
    """One line of text."""
    control = rx.el.input(
        name=name,
        default_value=value,
        required=needed,
        max_length=most,
        auto_complete="off",
        class_name="plain-input",
    )
    return field(label, control, hint=hint)


def area_field(
    label: Words, name: str, value: Words = "", *, hint: Words = "", needed: bool = False, rows: int = 3
) -> rx.Component:
    """Several lines of text."""
    control = rx.el.textarea(
        name=name, default_value=value, required=needed, rows=rows, class_name="plain-input"
    )
    return field(label, control, hint=hint)


def date_field(label: Words, name: str, value: Words = "", *, needed: bool = False) -> rx.Component:
    control = rx.el.input(
        type="date", name=name, default_value=value, required=needed, class_name="plain-input date-input"
    )
    return field(label, control)


def choice_field(label: Words, name: str, choices: Mapping[str, str], value: Words = "") -> rx.Component:
    """One of ``choices``: words by value."""
    control = rx.el.select(
        *[rx.el.option(words, value=each) for each, words in choices.items()],
        name=name,
        default_value=value,
        class_name="plain-select",
    )
    return field(label, control)


def tick_field(label: Words, name: str, checked: bool | rx.Var[bool] = False) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", name=name, default_checked=checked), label, class_name="tick field"
    )


def field(label: Words, control: rx.Component, *, hint: Words = "") -> rx.Component:
    """Any control below its label."""
    below = rx.cond(hint != "", rx.el.span(hint, class_name="field-hint")) if hint != "" else rx.fragment()
    return rx.el.div(
        rx.el.label(rx.el.span(label), control, class_name="field-box"), below, class_name="field"
    )


def form_end(verb: Words, on_cancel: rx.event.EventType[()]) -> rx.Component:
    """The buttons below a form."""
    return rx.el.div(
        rx.button(verb, type="submit"),
        rx.button("Cancel", type="button", variant="soft", color_scheme="gray", on_click=on_cancel),
        class_name="panel-buttons",
    )

"""The controls of small forms, each inside its label, and the dialog around a form."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Literal

import reflex as rx
from reflex.vars import ArrayVar
from sqlmodel import Session

from carehub.core.actor import Actor
from carehub.core.errors import CareHubError
from carehub.ui.choices import Option
from carehub.ui.marks import problem_box
from carehub.ui.session import acting

Words = str | rx.Var[str]


@asynccontextmanager
async def filling_in(state: rx.State) -> AsyncIterator[tuple[Session, Actor]]:
    """One change by a state with a ``problem``: a refusal is told in the form, which keeps what was typed."""
    state.problem = ""
    try:
        async with acting(state) as (session, actor):
            yield session, actor
    except CareHubError as refusal:
        state.problem = str(refusal)


def form_dialog(
    title: Words,
    *fields: rx.Component,
    open_: rx.Var[bool],
    problem: rx.Var[str],
    verb: str,
    on_submit: rx.event.EventType,
    on_close: rx.event.EventType,
) -> rx.Component:
    """A small dialog; Esc leaves it, and nothing is changed then."""
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(title, size="4"),
            rx.form(
                problem_box(problem),
                *fields,
                rx.el.div(
                    rx.dialog.close(rx.button("Cancel", type="button", variant="soft", color_scheme="gray")),
                    rx.button(verb, type="submit"),
                    class_name="dialog-buttons",
                ),
                on_submit=on_submit,
                class_name="dialog-form",
            ),
            max_width="480px",
            aria_describedby="",
        ),
        open=open_,
        on_open_change=lambda _open: on_close,
    )


def line(
    label: Words,
    name: str,
    value: Words = "",
    *,
    kind: Literal["text", "date", "time", "tel", "email"] = "text",
    required: bool = False,
) -> rx.Component:
    control = rx.el.input(
        name=name,
        type=kind,
        default_value=value,
        required=required,
        auto_complete="off",
        max_length=200,
        class_name="plain-input",
    )
    return _labelled(label, control)


def area(label: Words, name: str, value: Words = "", *, rows: int = 4) -> rx.Component:
    control = rx.el.textarea(name=name, default_value=value, rows=str(rows), class_name="plain-input")
    return _labelled(label, control)


def choice(
    label: Words, name: str, options: Mapping[str, str], value: Words = "", *, unsaid: str | None = None
) -> rx.Component:
    """``unsaid`` stands first, for nothing chosen; without it the first option is chosen."""
    first = [] if unsaid is None else [rx.el.option(unsaid, value="")]
    control = rx.el.select(
        *first,
        *[rx.el.option(said, value=word) for word, said in options.items()],
        name=name,
        default_value=value,
        class_name="plain-select",
    )
    return _labelled(label, control)


def choice_of(
    label: Words, name: str, options: ArrayVar[Sequence[Option]], value: Words = ""
) -> rx.Component:
    """A choice among rows of the database; nothing is chosen at first."""
    control = rx.el.select(
        rx.el.option("", value=""),
        rx.foreach(options, lambda option: rx.el.option(option["label"], value=option["value"].to(str))),
        name=name,
        default_value=value,
        class_name="plain-select",
    )
    return _labelled(label, control)


def tick(label: Words, name: str, checked: rx.Var[bool] | bool = False) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", name=name, default_checked=checked), label, class_name="tick"
    )


def small_button(
    label: str, on_click: rx.event.EventType, about: rx.Var[object] | None = None, *, key: str = ""
) -> rx.Component:
    """A button in a line; ``about`` says to a screen reader which line it is, ``key`` presses it there."""
    named: dict[str, str | rx.Var[str]] = (
        {} if about is None else {"aria-label": f"{label}: " + about.to(str)}
    )
    marks = named | ({"data-key": key} if key else {})
    return rx.button(label, type="button", on_click=on_click, variant="soft", size="1", custom_attrs=marks)


def _labelled(label: Words, control: rx.Component) -> rx.Component:
    return rx.el.label(rx.el.span(label), control, class_name="field field-box")

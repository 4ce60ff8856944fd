"""How a question of a form is asked on the screen, by its kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from carehub.assessments.definition import Kind
from carehub.assessments.sections_shown import ChoiceRow, QuestionRow, SectionRow


@dataclass(frozen=True)
class Asking:
    """What the fields do: ``disabled`` for a form that is only looked at.

    ``write`` and ``choose`` take (question, version, value), ``toggle`` also whether it is chosen.
    """

    disabled: rx.Var[bool] | bool
    focus: Callable[..., rx.event.EventType]
    write: Callable[..., rx.event.EventType]
    choose: Callable[..., rx.event.EventType]
    toggle: Callable[..., rx.event.EventType]
    problems: ObjectVar[dict[str, str]]


def form_sections(sections: ArrayVar[Sequence[SectionRow]], asking: Asking) -> rx.Component:
    return rx.fragment(rx.foreach(sections, lambda section: _section(section, asking)))


def _section(section: ObjectVar[SectionRow], asking: Asking) -> rx.Component:
    return rx.el.section(
        rx.el.h3(section["title"], class_name="form-section-title"),
        rx.cond(section["about"].to(str) != "", rx.el.p(section["about"], class_name="soft form-about")),
        rx.foreach(section["questions"].to(list[QuestionRow]), lambda question: _question(question, asking)),
        aria_label=section["title"].to(str),
        class_name="form-section",
    )


def _question(question: ObjectVar[QuestionRow], asking: Asking) -> rx.Component:
    name = question["id"].to(str)
    return rx.el.div(
        rx.match(
            question["control"].to(str),
            (Kind.ONE_OF.value, _group(question, asking, _radio)),
            (Kind.SEVERAL_OF.value, _group(question, asking, _tick)),
            (Kind.SCALE.value, _group(question, asking, _radio, is_scale=True)),
            (Kind.LONG_TEXT.value, _written(question, asking, "long")),
            (Kind.DATE.value, _written(question, asking, "date")),
            (Kind.NUMBER.value, _written(question, asking, "number")),
            _written(question, asking, "text"),
        ),
        rx.cond(
            asking.problems.contains(name),
            rx.el.p(asking.problems[name], role="alert", class_name="problem"),
        ),
        rx.cond(question["said_by"].to(str) != "", rx.el.p(question["said_by"], class_name="form-said-by")),
        key=name,
        class_name="form-question",
    )


def _asked(question: ObjectVar[QuestionRow]) -> rx.Component:
    return rx.fragment(
        rx.el.span(
            question["text"],
            rx.cond(question["is_required"].to(bool), rx.el.span(" (needed)", class_name="soft")),
        ),
        rx.cond(
            question["help"].to(str) != "", rx.el.span(question["help"], class_name="field-hint form-help")
        ),
    )


def _written(question: ObjectVar[QuestionRow], asking: Asking, how: str) -> rx.Component:
    name, version = question["id"].to(str), question["version"].to(int)
    common = {
        "default_value": question["value"].to(str),
        "on_focus": lambda _value: asking.focus(name),
        "on_blur": lambda value: asking.write(name, version, value),
        "disabled": asking.disabled,
        "class_name": "plain-input",
        # Another version is another field: it takes over what a colleague wrote.
        "key": name + ":" + version.to(str),
    }
    fields = {
        "long": lambda: rx.el.textarea(rows=3, max_length=5_000, **common),
        "date": lambda: rx.el.input(type="date", **{**common, "class_name": "plain-input date-input"}),
        "number": lambda: rx.el.input(
            input_mode="decimal", max_length=20, **{**common, "class_name": "plain-input number-input"}
        ),
        "text": lambda: rx.el.input(max_length=300, auto_complete="off", **common),
    }
    return rx.el.label(_asked(question), fields[how](), class_name="form-field")


def _group(
    question: ObjectVar[QuestionRow],
    asking: Asking,
    choice: Callable[[ObjectVar[QuestionRow], ObjectVar[ChoiceRow], Asking], rx.Component],
    *,
    is_scale: bool = False,
) -> rx.Component:
    # The name of its row is the name that JavaScript knows it by: another one than the question's.
    rows = question["choices"].to(list[ChoiceRow])
    choices = rx.foreach(rows, lambda choice_row: choice(question, choice_row, asking))
    ends = (
        rx.el.div(
            rx.el.span(question["low_text"]), rx.el.span(question["high_text"]), class_name="scale-ends soft"
        )
        if is_scale
        else rx.fragment()
    )
    return rx.el.fieldset(
        rx.el.legend(_asked(question)),
        rx.el.div(choices, class_name="form-scale" if is_scale else "form-choices"),
        ends,
        disabled=asking.disabled,
        class_name="form-field",
    )


def _radio(question: ObjectVar[QuestionRow], choice: ObjectVar[ChoiceRow], asking: Asking) -> rx.Component:
    name, version, value = question["id"].to(str), question["version"].to(int), choice["value"].to(str)
    return rx.el.label(
        rx.el.input(
            type="radio",
            name=name,
            value=value,
            checked=choice["is_chosen"].to(bool),
            on_change=lambda _value: asking.choose(name, version, value),
        ),
        choice["text"],
        class_name="tick",
    )


def _tick(question: ObjectVar[QuestionRow], choice: ObjectVar[ChoiceRow], asking: Asking) -> rx.Component:
    name, version, value = question["id"].to(str), question["version"].to(int), choice["value"].to(str)
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=choice["is_chosen"].to(bool),
            on_change=lambda chosen: asking.toggle(name, version, value, chosen.to(bool)),
        ),
        choice["text"],
        class_name="tick",
    )

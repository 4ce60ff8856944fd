"""Small marks: a status as a dot and a word, a problem above a form."""

import reflex as rx


def status_dot(status: str | rx.Var[str], label: str | rx.Var[str]) -> rx.Component:
    """A dot and a word: never colour alone."""
    return rx.el.span(
        rx.el.span(class_name="dot"), label, class_name="status", custom_attrs={"data-status": status}
    )


def problem_box(problem: rx.Var[str]) -> rx.Component:
    """What was refused, above the form that it is about."""
    return rx.cond(problem != "", rx.el.p(problem, role="alert", class_name="problem"))

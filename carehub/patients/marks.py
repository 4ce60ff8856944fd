"""Status and risk of a patient as marks, and the second line of a cell."""

import reflex as rx

from carehub.patients.models import PatientStatus, Risk
from carehub.ui.marks import status_dot

_SHAPES = {Risk.HIGH: "triangle-alert", Risk.MEDIUM: "diamond", Risk.LOW: "circle"}


def status_mark(status: rx.Var[str]) -> rx.Component:
    labels = [(each.value, status_dot(each.value, each.value.capitalize())) for each in PatientStatus]
    return rx.fragment(rx.match(status, *labels, rx.fragment()))


def risk_mark(risk: rx.Var[str]) -> rx.Component:
    """Nothing where the risk was not assessed."""
    shapes = [(each.value, _risk(each)) for each in Risk]
    return rx.fragment(rx.match(risk, *shapes, rx.fragment()))


def under(words: rx.Var[str]) -> rx.Component:
    """A second, quieter line in a cell."""
    return rx.cond(words != "", rx.el.span(words, class_name="soft under"))


def _risk(risk: Risk) -> rx.Component:
    return rx.el.span(
        rx.icon(_SHAPES[risk], size=12, aria_hidden="true"),
        risk.value.capitalize(),
        class_name=f"risk risk-{risk.value}",
    )

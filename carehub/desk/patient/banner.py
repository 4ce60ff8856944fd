"""The pinned banner of the patient page: who this is, and how they may be reached."""

import reflex as rx

from carehub.desk.patient.state import PatientState
from carehub.patients.marks import risk_mark, status_mark
from carehub.related_people.marks import safe_mark


def banner() -> rx.Component:
    return rx.el.section(
        rx.el.h2(
            PatientState.name,
            rx.cond(
                PatientState.preferred_name != "",
                rx.el.span(f" “{PatientState.preferred_name}”", class_name="preferred"),
            ),
            class_name="banner-name",
        ),
        rx.el.dl(
            _known("Born", PatientState.born),
            _known("MRN", PatientState.mrn),
            _known("Language", PatientState.language),
            _marked("Risk", PatientState.risk, risk_mark(PatientState.risk)),
            _marked("Status", PatientState.status, status_mark(PatientState.status)),
            class_name="banner-facts",
        ),
        safe_mark(PatientState.safe),
        aria_label="Who this is",
        class_name="banner",
    )


def _known(label: str, value: rx.Var[str]) -> rx.Component:
    return _marked(label, value, rx.fragment(value))


def _marked(label: str, value: rx.Var[str], mark: rx.Component) -> rx.Component:
    return rx.cond(value != "", rx.el.div(rx.el.dt(label), rx.el.dd(mark)))

"""The pinned banner of the patient page: who this is, and how they may be reached."""

import reflex as rx

from carehub.desk.patient.state import PatientState
from carehub.emergency_access.state import EmergencyAccessState
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
        rx.cond(
            PatientState.home_since != "",
            rx.link(
                rx.icon("house-plus", size=13),
                "Home from hospital since ",
                PatientState.home_since,
                href=PatientState.address + "/hospital",
                underline="none",
                class_name="home-mark",
            ),
        ),
        rx.foreach(PatientState.alerts, _alert),
        safe_mark(PatientState.safe),
        rx.cond(PatientState.emergency != "", _in_emergency()),
        aria_label="Who this is",
        class_name="banner",
    )


def _in_emergency() -> rx.Component:
    return rx.el.div(
        rx.icon("siren", size=14, aria_hidden="true"),
        rx.el.span(
            rx.el.strong("Emergency access until ", PatientState.emergency, "."),
            " For reading only. What you open is written down and reviewed.",
        ),
        rx.button(
            "End it now",
            size="1",
            variant="soft",
            color_scheme="red",
            on_click=EmergencyAccessState.end(PatientState.patient_number),
        ),
        role="status",
        class_name="emergency-bar",
    )


def _alert(words: rx.Var[str]) -> rx.Component:
    return rx.el.span(
        rx.icon("triangle-alert", size=13, aria_hidden="true"),
        rx.el.span("Alert: ", class_name="visually-hidden"),
        words,
        class_name="alert-mark",
    )


def _known(label: str, value: rx.Var[str]) -> rx.Component:
    return _marked(label, value, rx.fragment(value))


def _marked(label: str, value: rx.Var[str], mark: rx.Component) -> rx.Component:
    return rx.cond(value != "", rx.el.div(rx.el.dt(label), rx.el.dd(mark)))

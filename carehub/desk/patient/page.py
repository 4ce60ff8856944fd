"""The patient page: a pinned banner that says who this is, and everything that is going on below."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.caseloads.assign_dialog import AssignDialog, assign_dialog
from carehub.core.actor import Permission
from carehub.desk.patient.reading import AppointmentLine, Fact, ReferralLine
from carehub.desk.patient.state import PatientState
from carehub.patients.form import PatientForm, patient_fields
from carehub.patients.marks import risk_mark, status_mark
from carehub.referrals.new_state import NewReferralState
from carehub.ui.layout import empty_state, frame, panel
from carehub.ui.marks import problem_box
from carehub.ui.session import may

ROUTE = "/patients/[patient_id]"


def patient_page() -> rx.Component:
    return frame(
        "Patient",
        rx.cond(PatientState.name != "", _patient(), rx.cond(PatientState.missing != "", _missing())),
        _editing(),
        _assigning(),
        actions=(rx.cond(PatientState.editable.length() > 0, _edit_button()),),
    )


def _edit_button() -> rx.Component:
    return rx.button(rx.icon("pencil", size=16), "Edit", on_click=PatientState.open_form, size="2")


def _missing() -> rx.Component:
    return empty_state(
        "user-x",
        "No patient to show",
        PatientState.missing,
        rx.link("All patients", href="/patients", class_name="plain-button", underline="none"),
    )


def _patient() -> rx.Component:
    return rx.fragment(
        _banner(),
        rx.el.div(
            rx.el.div(_details(), _notes(), class_name="chart-side"),
            rx.el.div(_caseload(), _referrals(), _appointments(), class_name="chart-main"),
            class_name="chart",
        ),
    )


def _banner() -> rx.Component:
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
        aria_label="Who this is",
        class_name="banner",
    )


def _known(label: str, value: rx.Var[str]) -> rx.Component:
    return _marked(label, value, rx.fragment(value))


def _marked(label: str, value: rx.Var[str], mark: rx.Component) -> rx.Component:
    return rx.cond(value != "", rx.el.div(rx.el.dt(label), rx.el.dd(mark)))


def _details() -> rx.Component:
    return _section("Details", rx.el.dl(rx.foreach(PatientState.facts, _fact), class_name="facts"))


def _fact(fact: ObjectVar[Fact]) -> rx.Component:
    return rx.fragment(rx.el.dt(fact["label"]), rx.el.dd(fact["value"]))


def _notes() -> rx.Component:
    return rx.cond(
        PatientState.notes != "", _section("Notes", rx.el.p(PatientState.notes, class_name="note-text"))
    )


def _caseload() -> rx.Component:
    return _section(
        "Caseload",
        rx.el.p(
            rx.cond(
                PatientState.coordinator != "",
                rx.fragment(
                    rx.el.strong(PatientState.coordinator),
                    rx.el.span(" since ", PatientState.since, class_name="soft"),
                ),
                rx.el.span("With nobody yet", class_name="soft"),
            ),
        ),
        action=rx.cond(
            may(Permission.CASELOAD_ASSIGN),
            rx.button(
                rx.cond(PatientState.coordinator != "", "Reassign", "Assign"),
                on_click=PatientState.open_assigning,
                variant="soft",
                size="1",
            ),
        ),
    )


def _referrals() -> rx.Component:
    return _section(
        "Referrals",
        rx.cond(
            PatientState.referrals.length() > 0,
            rx.el.ul(rx.foreach(PatientState.referrals, _referral), class_name="lines"),
            rx.el.p("No referral yet.", class_name="soft"),
        ),
        action=rx.cond(
            may(Permission.REFERRALS_CREATE),
            rx.button(
                "New referral",
                on_click=NewReferralState.open_for(PatientState.patient_number),
                variant="soft",
                size="1",
            ),
        ),
    )


def _referral(referral: ObjectVar[ReferralLine]) -> rx.Component:
    return rx.el.li(
        rx.link(referral["type"], href=referral["href"].to(str), class_name="line-name"),
        rx.cond(referral["receiver"] != "", rx.el.span(referral["receiver"])),
        rx.cond(referral["urgency"] != "", rx.el.span(referral["urgency"], class_name="line-urgent")),
        rx.el.span(referral["stage"], class_name="line-mark"),
        rx.cond(
            referral["due"] != "",
            rx.cond(
                referral["is_late"],
                rx.el.span("Late since ", referral["due"], class_name="line-late"),
                rx.el.span("Due ", referral["due"], class_name="soft"),
            ),
        ),
        class_name="line",
    )


def _appointments() -> rx.Component:
    return _section(
        "Appointments",
        rx.cond(
            PatientState.appointments.length() > 0,
            rx.el.ul(rx.foreach(PatientState.appointments, _appointment), class_name="lines"),
            rx.el.p("No appointment yet.", class_name="soft"),
        ),
    )


def _appointment(appointment: ObjectVar[AppointmentLine]) -> rx.Component:
    return rx.el.li(
        rx.link(appointment["when"], href=appointment["href"].to(str), class_name="line-name tabular"),
        rx.el.span(appointment["title"]),
        rx.el.span(appointment["status"], class_name="line-mark"),
        class_name=rx.cond(appointment["is_past"], "line line-past", "line"),
    )


def _section(title: str, *content: rx.Component, action: rx.Component | None = None) -> rx.Component:
    head = rx.el.div(rx.el.h3(title), action or rx.fragment(), class_name="chart-head")
    return rx.el.section(head, *content, aria_label=title, class_name="chart-section")


def _editing() -> rx.Component:
    form = PatientForm(PatientState.values, PatientState.problems, PatientState.editable, PatientState.sites)
    return panel(
        "Edit patient",
        rx.form(
            problem_box(PatientState.problem),
            patient_fields(form),
            rx.el.div(
                rx.button("Save", type="submit"),
                rx.button(
                    "Cancel",
                    type="button",
                    variant="soft",
                    color_scheme="gray",
                    on_click=PatientState.close_form,
                ),
                class_name="panel-buttons",
            ),
            on_submit=PatientState.save,
        ),
        on_close=PatientState.close_form,
        open_=PatientState.is_editing,
    )


def _assigning() -> rx.Component:
    return assign_dialog(
        AssignDialog(
            patient=PatientState.name,
            now_id=PatientState.holder_id,
            now_name=PatientState.holder,
            choices=PatientState.choices,
            problem=PatientState.problem,
            is_open=PatientState.is_assigning,
            on_submit=PatientState.assign,
            on_close=PatientState.close_assigning,
        )
    )

"""The overview of the patient page: details, whose caseload, and what is going on."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.caseloads.assign_dialog import AssignDialog, assign_dialog
from carehub.core.actor import Permission
from carehub.desk.patient.address import OVERVIEW
from carehub.desk.patient.frame import patient_frame, section
from carehub.desk.patient.own_copy.reading import PRINT as COPY
from carehub.desk.patient.reading import AppointmentLine, Fact, ReferralLine
from carehub.desk.patient.state import PatientState
from carehub.desk.patient.story.view import preferences, problems, story_dialogs, what_matters
from carehub.desk.patient.summary.reading import PRINT
from carehub.emergency_access.link import emergency_link
from carehub.patients.form import PatientForm, patient_fields
from carehub.referrals.new_state import NewReferralState
from carehub.related_people.marks import safe_mark
from carehub.ui.layout import panel
from carehub.ui.marks import problem_box
from carehub.ui.session import may


def patient_page() -> rx.Component:
    return patient_frame(
        OVERVIEW,
        what_matters(),
        rx.el.div(
            rx.el.div(_details(), preferences(), _notes(), class_name="chart-side"),
            rx.el.div(_caseload(), problems(), _referrals(), _appointments(), class_name="chart-main"),
            class_name="chart",
        ),
        actions=(
            _paper("Summary", PRINT),
            _own_copy(),
            rx.cond(~may(Permission.SENSITIVE_SEE), _see_all()),
            rx.cond(PatientState.editable.length() > 0, _edit_button()),
        ),
        overlays=(_editing(), _assigning(), *story_dialogs()),
    )


def _edit_button() -> rx.Component:
    return rx.button(rx.icon("pencil", size=16), "Edit", on_click=PatientState.open_form, size="2")


def _paper(words: str, path: str) -> rx.Component:
    return rx.link(
        rx.icon("printer", size=16),
        words,
        href=f"{path}?patient=" + PatientState.patient_number.to(str),
        target="_blank",
        underline="none",
        class_name="plain-button",
    )


def _own_copy() -> rx.Component:
    is_offered = may(Permission.EXPORTS_RUN) & may(Permission.NOTES_SEE)
    return rx.cond(is_offered, _paper("Whole record", COPY))


def _see_all() -> rx.Component:
    """The same for everyone without the grant: it does not tell whether anything is hidden here."""
    return emergency_link("?patient=" + PatientState.patient_number.to(str))


def _details() -> rx.Component:
    return section(
        "Details",
        safe_mark(PatientState.safe),
        rx.el.dl(rx.foreach(PatientState.facts, _fact), class_name="facts"),
    )


def _fact(fact: ObjectVar[Fact]) -> rx.Component:
    return rx.fragment(rx.el.dt(fact["label"]), rx.el.dd(fact["value"]))


def _notes() -> rx.Component:
    return rx.cond(
        PatientState.notes != "", section("Notes", rx.el.p(PatientState.notes, class_name="note-text"))
    )


def _caseload() -> rx.Component:
    return section(
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
    return section(
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
    return section(
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

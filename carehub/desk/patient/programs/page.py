"""The programs part of the patient page."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.core.actor import Permission
from carehub.desk.patient.address import PROGRAMS
from carehub.desk.patient.frame import patient_frame, section
from carehub.desk.patient.programs.reading import EnrolmentRow
from carehub.desk.patient.programs.state import EnrolmentState
from carehub.programs.models import ProgramOutcome
from carehub.programs.wording import CONSENT, OUTCOME
from carehub.ui.form_parts import area, choice, choice_of, form_dialog, line, small_button
from carehub.ui.session import may

_CONSENT = {word.value: said for word, said in CONSENT.items()}
_LEAVES = {word.value: said for word, said in OUTCOME.items() if word is not ProgramOutcome.GRADUATED}


def programs_page() -> rx.Component:
    return patient_frame(
        PROGRAMS,
        section(
            "Programs",
            rx.cond(
                EnrolmentState.rows.length() > 0,
                rx.el.ul(rx.foreach(EnrolmentState.rows, _enrolment), class_name="lines"),
                rx.cond(EnrolmentState.is_loaded, rx.el.p("In no program yet.", class_name="soft")),
            ),
            action=rx.cond(
                may(Permission.CARE_EDIT) & (EnrolmentState.offered.length() > 0),
                small_button("Enrol", EnrolmentState.open_enrolling),
            ),
        ),
        overlays=(_enrolling(), _agreeing(), _ending()),
    )


def _enrolment(row: ObjectVar[EnrolmentRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(row["program"], class_name="line-name"),
        rx.el.span(row["since"], class_name="soft"),
        rx.cond(
            row["consent"] != "",
            rx.el.span(row["consent"], class_name="soft"),
            rx.el.span("No consent recorded", class_name="line-late"),
        ),
        rx.cond(row["ended"] != "", rx.el.span(row["ended"], class_name="line-mark")),
        rx.cond(may(Permission.CARE_EDIT), _buttons(row)),
        rx.el.span(
            row["kind"], rx.cond(row["note"] != "", rx.fragment(" · ", row["note"])), class_name="soft under"
        ),
        key=row["id"],
        class_name=rx.cond(row["ended"] != "", "line line-past", "line"),
    )


def _buttons(row: ObjectVar[EnrolmentRow]) -> rx.Component:
    number, version, name = row["id"].to(int), row["version"].to(int), row["program"]
    now = rx.fragment(
        rx.cond(
            row["consent"] == "",
            small_button("Record consent", EnrolmentState.ask("consent", number, version), name),
        ),
        small_button("Graduate", EnrolmentState.ask("graduate", number, version), name),
        small_button("Leave", EnrolmentState.ask("leave", number, version), name),
    )
    before = small_button("Take back the end", EnrolmentState.resume(number, version), name)
    return rx.el.span(rx.cond(row["ended"] == "", now, before), class_name="line-buttons")


def _enrolling() -> rx.Component:
    return form_dialog(
        "Enrol in a program",
        choice_of("Program", "program", EnrolmentState.offered),
        line("Since", "since", EnrolmentState.today, kind="date", required=True),
        *_consent("Not yet"),
        open_=EnrolmentState.asking == "enrol",
        problem=EnrolmentState.problem,
        verb="Enrol",
        on_submit=EnrolmentState.enrol,
        on_close=EnrolmentState.close,
    )


def _agreeing() -> rx.Component:
    return form_dialog(
        "Record consent",
        *_consent(None),
        open_=EnrolmentState.asking == "consent",
        problem=EnrolmentState.problem,
        verb="Record",
        on_submit=EnrolmentState.agree,
        on_close=EnrolmentState.close,
    )


def _ending() -> rx.Component:
    graduates = EnrolmentState.asking == "graduate"
    return form_dialog(
        rx.cond(graduates, "Graduate from the program", "Leave the program"),
        rx.cond(graduates, rx.fragment(), choice("Why", "outcome", _LEAVES)),
        line("Last day", "on", EnrolmentState.today, kind="date", required=True),
        area("Note", "note", rows=2),
        open_=graduates | (EnrolmentState.asking == "leave"),
        problem=EnrolmentState.problem,
        verb="Save",
        on_submit=EnrolmentState.end,
        on_close=EnrolmentState.close,
    )


def _consent(unsaid: str | None) -> tuple[rx.Component, ...]:
    return (
        choice("How the patient agreed", "consent_how", _CONSENT, unsaid=unsaid),
        line("Agreed on", "consent_on", EnrolmentState.today, kind="date"),
    )

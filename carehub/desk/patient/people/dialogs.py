"""The dialogs of the people part."""

import reflex as rx

from carehub.desk.patient.people.state import AroundState
from carehub.patients.languages import LANGUAGES
from carehub.related_people.models import Safe
from carehub.related_people.wording import MAY_TALK, RELATION, SAFE
from carehub.ui.form_parts import area, choice, choice_of, form_dialog, line, tick

_RELATIONS = {word.value: said for word, said in RELATION.items()}
_TALK = {word.value: said for word, said in MAY_TALK.items()}
_LANGUAGES = dict(sorted(LANGUAGES.items(), key=lambda language: language[1]))


def people_dialogs() -> tuple[rx.Component, ...]:
    return (_person(), _staff(), _home(), _safe())


def _person() -> rx.Component:
    values = AroundState.values
    return form_dialog(
        rx.cond(AroundState.person_id == 0, "Add a person", "Edit person"),
        line("Name", "name", values["name"], required=True),
        choice("What they are to the patient", "relation", _RELATIONS, values["relation"], unsaid="Choose"),
        line("Phone", "phone", values["phone"], kind="tel"),
        choice("May we talk with them?", "may_talk", _TALK, values["may_talk"]),
        line("Only about (if limited)", "only_about", values["only_about"]),
        tick("Legal guardian", "is_guardian", values["is_guardian"] == "on"),
        choice_of("Document that says so", "document_id", AroundState.papers, values["document_id"]),
        tick("Emergency contact", "is_emergency", values["is_emergency"] == "on"),
        choice("Language", "language", _LANGUAGES, values["language"], unsaid=""),
        tick("Needs an interpreter", "interpreter", values["interpreter"] == "on"),
        line("Organisation (school, agency)", "organisation", values["organisation"]),
        line("E-mail", "email", values["email"], kind="email"),
        area("Note", "note", values["note"], rows=2),
        open_=AroundState.asking == "person",
        problem=AroundState.problem,
        verb="Save",
        on_submit=AroundState.save_person,
        on_close=AroundState.close,
    )


def _staff() -> rx.Component:
    return form_dialog(
        "Add staff to the care team",
        choice_of("Who", "user", AroundState.staff),
        line("Part in the care", "part", required=True),
        open_=AroundState.asking == "team",
        problem=AroundState.problem,
        verb="Add",
        on_submit=AroundState.join,
        on_close=AroundState.close,
    )


def _home() -> rx.Component:
    search = rx.el.label(
        rx.el.span("Find the other patient"),
        rx.el.input(
            on_change=AroundState.find.debounce(200),  # pyright: ignore[reportFunctionMemberAccess]
            auto_complete="off",
            class_name="plain-input",
        ),
        class_name="field field-box",
    )
    return form_dialog(
        "Lives with another patient",
        search,
        choice_of("Patient", "other", AroundState.found),
        open_=AroundState.asking == "home",
        problem=AroundState.problem,
        verb="Live together",
        on_submit=AroundState.live_with,
        on_close=AroundState.close,
    )


def _safe() -> rx.Component:
    rules = AroundState.safe
    return form_dialog(
        "How to reach the patient safely",
        *[tick(SAFE[code], code.value, AroundState.codes.contains(code.value)) for code in Safe],
        line("Ask for", "ask_for", rules["ask_for"]),
        line("Never before", "not_before", rules["not_before"], kind="time"),
        line("Never after", "not_after", rules["not_after"], kind="time"),
        area("In words", "words", rules["words"], rows=2),
        open_=AroundState.asking == "safe",
        problem=AroundState.problem,
        verb="Save",
        on_submit=AroundState.save_safe,
        on_close=AroundState.close,
    )

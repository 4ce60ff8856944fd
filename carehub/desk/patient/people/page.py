"""The people part of the patient page."""

from collections.abc import Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from carehub.core.actor import Permission
from carehub.desk.patient.address import PEOPLE
from carehub.desk.patient.frame import patient_frame, section
from carehub.desk.patient.people.dialogs import people_dialogs
from carehub.desk.patient.people.reading import HousemateRow, MemberRow, PersonRow
from carehub.desk.patient.people.state import AroundState
from carehub.desk.patient.state import PatientState
from carehub.related_people.marks import safe_mark
from carehub.ui.form_parts import small_button
from carehub.ui.session import may

_EDITS = Permission.PATIENTS_EDIT


def people_part() -> rx.Component:
    return patient_frame(PEOPLE, _safe(), _people(), _team(), _household(), overlays=people_dialogs())


def _safe() -> rx.Component:
    return section(
        "How to reach the patient safely",
        rx.cond(
            PatientState.safe != "",
            safe_mark(PatientState.safe),
            rx.el.p("No rule is known.", class_name="soft"),
        ),
        action=rx.cond(may(_EDITS), small_button("Set rules", AroundState.open_safe)),
    )


def _people() -> rx.Component:
    return section(
        "Related people",
        _listed(AroundState.people, "Nobody is written down yet."),
        action=rx.cond(may(_EDITS), small_button("Add a person", AroundState.open_new)),
    )


def _team() -> rx.Component:
    return section(
        "Care team",
        rx.el.ul(
            rx.cond(
                PatientState.coordinator != "",
                rx.el.li(
                    rx.el.span(PatientState.coordinator, class_name="line-name"),
                    rx.el.span("Coordinator", class_name="line-mark"),
                    rx.el.span("since ", PatientState.since, class_name="soft"),
                    class_name="line",
                ),
            ),
            rx.foreach(AroundState.team, _member),
            class_name="lines",
        ),
        _listed(AroundState.professionals, ""),
        action=rx.cond(may(Permission.CARE_EDIT), small_button("Add staff", AroundState.open_team)),
    )


def _household() -> rx.Component:
    return section(
        "Household",
        rx.cond(
            (AroundState.housemates.length() > 0) | (AroundState.elsewhere > 0),
            rx.fragment(
                rx.el.ul(rx.foreach(AroundState.housemates, _housemate), class_name="lines"),
                rx.cond(
                    AroundState.elsewhere > 0,
                    rx.el.p(AroundState.elsewhere, " more at another site.", class_name="soft"),
                ),
                rx.cond(may(_EDITS), small_button("Moves out", AroundState.move_out)),
            ),
            rx.el.p("Lives with no other patient that we know of.", class_name="soft"),
        ),
        action=rx.cond(may(_EDITS), small_button("Lives with", AroundState.open_home)),
    )


def _listed(people: ArrayVar[Sequence[PersonRow]], nothing: str) -> rx.Component:
    return rx.cond(
        people.length() > 0,
        rx.el.ul(rx.foreach(people, _person), class_name="lines"),
        rx.el.p(nothing, class_name="soft") if nothing else rx.fragment(),
    )


def _person(person: ObjectVar[PersonRow]) -> rx.Component:
    number, version = person["id"].to(int), person["version"].to(int)
    return rx.el.li(
        rx.el.span(person["name"], class_name="line-name"),
        rx.el.span(person["relation"], class_name="line-mark"),
        rx.foreach(person["marks"].to(list[str]), lambda mark: rx.el.span(mark, class_name="line-mark")),
        rx.el.span(person["talk"], class_name=rx.cond(person["may_not_talk"], "line-late", "soft")),
        _if_known(person["phone"], "tabular"),
        _if_known(person["language"]),
        _if_known(person["organisation"]),
        rx.cond(
            person["document_href"] != "",
            rx.link("Document", href=person["document_href"].to(str), custom_attrs={"reloadDocument": True}),
        ),
        _if_known(person["note"], "soft under"),
        rx.cond(
            may(_EDITS),
            rx.el.span(
                small_button("Edit", AroundState.open_person(number), person["name"]),
                small_button("No longer around", AroundState.put_away(number, version), person["name"]),
                class_name="line-buttons",
            ),
        ),
        key=number,
        class_name="line",
    )


def _if_known(words: rx.Var[object], class_name: str = "") -> rx.Component:
    return rx.cond(words != "", rx.el.span(words, class_name=class_name))


def _member(member: ObjectVar[MemberRow]) -> rx.Component:
    number = member["id"].to(int)
    return rx.el.li(
        rx.el.span(member["name"], class_name="line-name"),
        rx.el.span(member["part"], class_name="line-mark"),
        rx.el.span("since ", member["since"], class_name="soft"),
        rx.cond(
            may(Permission.CARE_EDIT),
            rx.el.span(
                small_button("Off the team", AroundState.leave_team(number), member["name"]),
                class_name="line-buttons",
            ),
        ),
        key=number,
        class_name="line",
    )


def _housemate(patient: ObjectVar[HousemateRow]) -> rx.Component:
    return rx.el.li(
        rx.link(patient["name"], href=patient["href"].to(str), class_name="line-name"),
        rx.el.span(patient["who"], class_name="soft tabular"),
        key=patient["href"],
        class_name="line",
    )

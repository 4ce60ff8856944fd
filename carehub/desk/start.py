"""What stands below My day: the pages as a quiet strip, and for a new center what to do first."""

from dataclasses import dataclass

import reflex as rx

from carehub.core.actor import Permission
from carehub.ui.session import may


@dataclass(frozen=True)
class Way:
    """A place to go and what one does there."""

    route: str
    icon: str
    title: str
    permission: Permission
    does: str = ""


WAYS = (
    Way("/caseload", "clipboard-list", "Caseload", Permission.CASELOAD_ASSIGN),
    Way("/board", "square-kanban", "Board", Permission.PATIENTS_SEE),
    Way("/calendar", "calendar-days", "Calendar", Permission.PATIENTS_SEE),
    Way("/calendar/calls", "phone", "Call list", Permission.APPOINTMENTS_RECORD),
    Way("/patients", "users", "Patients", Permission.PATIENTS_SEE),
    Way("/minutes", "timer", "Minutes", Permission.NOTES_SEE),
    Way("/import", "file-spreadsheet", "Import", Permission.IMPORTS_RUN),
    Way("/settings/people", "settings", "Settings", Permission.USERS_MANAGE),
)

FIRST_STEPS = (
    Way(
        "/settings/people",
        "users",
        "Add your people",
        Permission.USERS_MANAGE,
        "Each gets a code for a password of their own.",
    ),
    Way(
        "/import",
        "file-spreadsheet",
        "Import your patient list",
        Permission.IMPORTS_RUN,
        "An .xlsx or .csv. Nothing is saved before you have checked it.",
    ),
)


def ways() -> rx.Component:
    """Every page this person may open, in one line."""
    return rx.el.nav(*[_shown(way) for way in WAYS], aria_label="All pages", class_name="day-ways")


def first_steps() -> rx.Component:
    """What a center does before it has any patient."""
    steps = rx.el.ol(
        *[rx.cond(may(step.permission), rx.el.li(_step(step))) for step in FIRST_STEPS],
        class_name="ways first-steps",
    )
    return rx.el.section(
        rx.el.h2("First steps"),
        rx.cond(
            may(Permission.IMPORTS_RUN),
            steps,
            rx.el.p("There are no patients here yet. Your admin imports the list first.", class_name="soft"),
        ),
        class_name="first",
    )


def _shown(way: Way) -> rx.Component:
    link = rx.link(rx.icon(way.icon, size=14), way.title, href=way.route, underline="none")
    return rx.cond(may(way.permission), link)


def _step(step: Way) -> rx.Component:
    return rx.link(
        rx.icon(step.icon, size=18),
        rx.el.span(step.title, class_name="way-title"),
        rx.el.span(step.does, class_name="way-does"),
        href=step.route,
        underline="none",
        class_name="way",
    )

"""What every part of the patient page has in common: the banner, and the way from part to part."""

import reflex as rx

from carehub.crises.start_dialog import crisis_button
from carehub.crises.start_state import CrisisStartState
from carehub.desk.patient.address import PARTS, Part
from carehub.desk.patient.banner import banner
from carehub.desk.patient.state import PatientState
from carehub.emergency_access.link import emergency_link
from carehub.ui.layout import empty_state, frame
from carehub.ui.session import may
from carehub.ui.widgets.in_view import in_view


def patient_frame(
    here: Part,
    *content: rx.Component,
    actions: tuple[rx.Component, ...] = (),
    overlays: tuple[rx.Component, ...] = (),
) -> rx.Component:
    """A part of the patient page below the banner and the tabs; nothing of it where nobody is shown.

    The page's ``on_load`` begins with ``PatientState.load``, which fills the banner and writes the look down.
    """
    crisis = crisis_button(CrisisStartState.open_for(PatientState.patient_number))
    shown = rx.el.div(
        banner(),
        _tabs(here),
        *content,
        class_name=rx.cond(PatientState.emergency != "", "patient-part reading-only", "patient-part"),
    )
    return frame(
        "Patient",
        rx.cond(PatientState.name != "", shown, rx.cond(PatientState.missing != "", _missing())),
        *overlays,
        actions=tuple(rx.cond(_is_usual(), action) for action in (crisis, *actions)),
    )


def _is_usual() -> rx.Var[bool]:
    """Somebody is shown, and not in an emergency only: then a record is for reading."""
    return (PatientState.name != "") & (PatientState.emergency == "")


def section(title: str, *content: rx.Component, action: rx.Component | None = None) -> rx.Component:
    """A titled block of a part, with what can be done there at its right."""
    head = rx.el.div(rx.el.h3(title), action or rx.fragment(), class_name="chart-head")
    return rx.el.section(head, *content, aria_label=title, class_name="chart-section")


def _tabs(here: Part) -> rx.Component:
    return rx.el.nav(
        *[rx.cond(may(part.permission), _tab(part, is_here=part is here)) for part in PARTS],
        in_view(),
        aria_label="Parts of the patient page",
        class_name="sections",
    )


def _tab(part: Part, *, is_here: bool) -> rx.Component:
    href = PatientState.address + f"/{part.path}" if part.path else PatientState.address
    current = {"aria-current": "page"} if is_here else {}
    return rx.link(part.name, href=href, underline="none", class_name="section", custom_attrs=current)


def _missing() -> rx.Component:
    return empty_state(
        "user-x",
        "No patient to show",
        PatientState.missing,
        rx.fragment(
            rx.link("All patients", href="/patients", class_name="plain-button", underline="none"),
            emergency_link(),
        ),
    )

"""Settings > Center."""

import reflex as rx

from carehub.accounts.set_up import LONGEST_ON_BOARD
from carehub.accounts.zones import UNITED_STATES
from carehub.settings_pages.center.state import CenterState
from carehub.settings_pages.frame import settings_frame
from carehub.settings_pages.parts import labelled, text_field
from carehub.ui.marks import problem_box

ROUTE = "/settings/center"


def center_page() -> rx.Component:
    return settings_frame(ROUTE, rx.cond(CenterState.time_zone != "", _form()))


def _form() -> rx.Component:
    return rx.form(
        problem_box(CenterState.problem),
        text_field("name", "Name of the center", default_value=CenterState.name),
        _letterhead("phone", "Phone", CenterState.phone),
        _letterhead("fax", "Fax", CenterState.fax),
        _letterhead("address", "Address", CenterState.address),
        rx.el.p("Phone, fax and address stand on letters and fax covers.", class_name="field-hint"),
        _time_zone(),
        _archive(),
        rx.button("Save", type="submit"),
        on_submit=CenterState.save,
        # The fields keep their first value; another center's words make another form.
        key=CenterState.name
        + CenterState.time_zone
        + CenterState.phone
        + CenterState.fax
        + CenterState.address
        + CenterState.archive_after_days,
        class_name="settings-form",
    )


def _letterhead(name: str, label: str, value: rx.Var[str]) -> rx.Component:
    return labelled(label, rx.input(name=name, default_value=value, max_length=120, auto_complete="off"))


def _time_zone() -> rx.Component:
    near = [rx.el.option(f"{name} ({zone})", value=zone) for zone, name in UNITED_STATES.items()]
    return labelled(
        "Time zone",
        rx.el.select(
            rx.el.optgroup(*near, label="United States"),
            rx.el.optgroup(rx.foreach(CenterState.elsewhere, _zone), label="Elsewhere"),
            name="time_zone",
            default_value=CenterState.time_zone,
            class_name="plain-select",
        ),
        rx.el.p(
            "Appointments keep their moment: after a change, their times are shown by the new clock.",
            class_name="field-hint",
        ),
    )


def _archive() -> rx.Component:
    return labelled(
        "Days that a closed referral stays on the board",
        rx.el.input(
            type="number",
            name="archive_after_days",
            default_value=CenterState.archive_after_days,
            min=1,
            max=LONGEST_ON_BOARD,
            required=True,
            class_name="plain-input number-field",
        ),
        rx.el.p(
            "After that it is found by searching, or by the filter for closed ones.", class_name="field-hint"
        ),
    )


def _zone(zone: rx.Var[str]) -> rx.Component:
    return rx.el.option(zone, value=zone)

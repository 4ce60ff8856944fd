"""Settings > People: who signs in here, and a panel for one of them."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.core.actor import Role
from carehub.settings_pages.frame import settings_frame
from carehub.settings_pages.parts import confirmed, labelled, text_field
from carehub.settings_pages.people.rows import QUALIFICATION, SITE_FIELD, PersonRow, SiteChoice
from carehub.settings_pages.people.state import PeopleState
from carehub.ui.layout import panel
from carehub.ui.marks import problem_box, status_dot
from carehub.ui.tables import simple_table

ROUTE = "/settings/people"
_COLUMNS = ("Name", "User name", "Role", "Works at", "Status", "Last active")


def people_page() -> rx.Component:
    return settings_frame(
        ROUTE,
        simple_table("People", _COLUMNS, PeopleState.people, _person),
        _panel(),
        action=rx.button(rx.icon("plus", size=16), "Add person", on_click=PeopleState.open_new, size="2"),
    )


def _person(person: ObjectVar[PersonRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.el.button(
                person["name"],
                on_click=PeopleState.open_person(person["id"].to(int)),
                type="button",
                class_name="row-opener",
            ),
            scope="row",
        ),
        rx.el.td(person["user_name"]),
        rx.el.td(person["role_label"]),
        rx.el.td(person["works_at"]),
        rx.el.td(status_dot(person["status"].to(str), person["status_label"].to(str))),
        rx.el.td(person["last_active"], class_name="soft nowrap"),
    )


def _panel() -> rx.Component:
    title = rx.cond(PeopleState.person_id == 0, "Add person", PeopleState.name)
    return panel(
        title,
        rx.cond(
            PeopleState.code != "",
            _code(),
            rx.cond(PeopleState.person_id == 0, _new_person(), _known_person()),
        ),
        on_close=PeopleState.close_panel,
        open_=PeopleState.is_open,
    )


def _new_person() -> rx.Component:
    return rx.form(
        problem_box(PeopleState.problem),
        text_field("name", "Name", hint="First and last name, as colleagues know it."),
        text_field("user_name", "User name", hint="What the person types to sign in, for example maria."),
        _role(),
        _qualification(),
        _sites(),
        rx.button("Add and get a one-time code", type="submit"),
        on_submit=PeopleState.invite,
    )


def _known_person() -> rx.Component:
    return rx.fragment(
        rx.form(
            problem_box(PeopleState.problem),
            rx.el.p("User name: ", rx.el.strong(PeopleState.user_name), class_name="panel-fact"),
            text_field("name", "Name", default_value=PeopleState.name),
            _role(),
            _qualification(),
            _sites(),
            rx.button("Save", type="submit"),
            on_submit=PeopleState.save,
        ),
        rx.el.section(
            rx.el.h2("Signing in", class_name="panel-section"),
            rx.cond(PeopleState.has_sign_on, _signing_on()),
            rx.cond(PeopleState.status == "disabled", _enabling(), _disabling()),
        ),
    )


def _signing_on() -> rx.Component:
    return rx.form(
        labelled(
            "Name at the sign-on provider",
            rx.input(
                name="sign_on_name",
                default_value=PeopleState.sign_on_name,
                max_length=254,
                auto_complete="off",
            ),
            rx.el.p("E-mail or user name there. Empty: signs in here only.", class_name="field-hint"),
        ),
        rx.button("Save this name", type="submit", variant="soft"),
        on_submit=PeopleState.save_sign_on,
        class_name="sign-on-form",
    )


def _role() -> rx.Component:
    return labelled(
        "Role",
        rx.el.select(
            *[rx.el.option(role.label, value=role.value) for role in Role],
            name="role",
            default_value=PeopleState.role,
            class_name="plain-select",
        ),
    )


def _qualification() -> rx.Component:
    return labelled(
        "Qualification (what minutes count for)",
        rx.el.select(
            *[rx.el.option(label, value=each.value) for each, label in QUALIFICATION.items()],
            name="qualification",
            default_value=PeopleState.qualification,
            class_name="plain-select",
        ),
    )


def _sites() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("Works at", class_name="field-label"),
        rx.foreach(PeopleState.sites, _site),
        rx.el.p(
            "Supervisors work at all sites, and so do admins without a tick.",
            class_name="field-hint",
        ),
        class_name="field",
    )


def _site(site: ObjectVar[SiteChoice]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            name=SITE_FIELD + site["id"].to(str),
            default_checked=PeopleState.site_ids.contains(site["id"]),
        ),
        site["name"],
        class_name="tick",
    )


def _disabling() -> rx.Component:
    return rx.el.div(
        rx.button("Issue one-time code", on_click=PeopleState.issue_code, variant="soft"),
        rx.cond(PeopleState.has_second_factor, _removing_second_factor()),
        confirmed(
            rx.button("Disable", variant="soft", color_scheme="red"),
            "Disable " + PeopleState.name + "?",
            "The person is signed out at once and cannot sign in. Nothing they did is lost. "
            "You can enable them again.",
            rx.button("Disable", color_scheme="red", on_click=PeopleState.disable),
        ),
        class_name="panel-buttons",
    )


def _removing_second_factor() -> rx.Component:
    return confirmed(
        rx.button("Remove second factor", variant="soft"),
        "Remove the second factor of " + PeopleState.name + "?",
        "For somebody whose phone is gone. The person is signed out, and sets up another at the next "
        "sign-in.",
        rx.button("Remove it", on_click=PeopleState.remove_second_factor),
    )


def _enabling() -> rx.Component:
    return rx.el.div(
        rx.el.p("This person is disabled and cannot sign in."),
        rx.button("Enable", on_click=PeopleState.enable, variant="soft"),
        class_name="panel-buttons",
    )


def _code() -> rx.Component:
    return rx.el.div(
        rx.el.p("Give this one-time code to ", PeopleState.name, ". It is shown only now."),
        rx.el.p(PeopleState.code, class_name="one-time-code", aria_label="One-time code"),
        rx.el.p(
            "On the sign-in page, “I have a one-time code” asks for the user name ",
            rx.el.strong(PeopleState.user_name),
            " and this code. It works once, within 15 minutes.",
        ),
        rx.button("Done", on_click=PeopleState.close_panel),
        class_name="one-time",
    )

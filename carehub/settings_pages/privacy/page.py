"""Settings > Privacy."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.core.actor import Role
from carehub.settings_pages.frame import settings_frame
from carehub.settings_pages.privacy.retention_list import retention_list
from carehub.settings_pages.privacy.state import ROLES, GrantRow, PrivacyState
from carehub.ui.tables import simple_table

ROUTE = "/settings/privacy"


def privacy_page() -> rx.Component:
    return settings_frame(
        ROUTE,
        rx.el.h2("Who sees sensitive referrals", class_name="journal-title"),
        rx.el.p(
            "Behavioral health, HIV, reproductive health, a minor's confidential care. Who is not granted "
            "finds such a referral nowhere: not in lists, numbers, files, calendars or the journal.",
            class_name="soft",
        ),
        rx.el.fieldset(
            rx.el.legend("Everybody with the role", class_name="field-label grant-roles"),
            *[_role(role) for role in ROLES],
            class_name="field",
        ),
        simple_table("People", ("Name", "Role", "Sees sensitive referrals"), PrivacyState.people, _person),
        rx.el.h2("42 CFR Part 2", class_name="journal-title next-title"),
        rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=PrivacyState.runs_part2,
                on_change=lambda wanted: PrivacyState.set_runs_part2(wanted.to(bool)),
            ),
            "We run a program for substance use treatment under 42 CFR Part 2",
            class_name="tick lone-tick",
        ),
        rx.el.p(
            "Its referrals are marked in their panel. A marked one leaves the center (packet, letter) by the "
            "patient's consent or a recorded exception only, and with the notice of section 2.32.",
            class_name="soft",
        ),
        retention_list(),
    )


def _role(role: Role) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=PrivacyState.roles.contains(role.value),
            on_change=lambda wanted: PrivacyState.grant_role(role.value, wanted.to(bool)),
        ),
        role.label,
        class_name="tick",
    )


def _person(person: ObjectVar[GrantRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(person["name"], scope="row"),
        rx.el.td(person["role"]),
        rx.el.td(
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=person["is_granted"].to(bool),
                    on_change=lambda wanted: PrivacyState.grant_person(person["id"].to(int), wanted.to(bool)),
                    custom_attrs={"aria-label": f"{person['name']} sees sensitive referrals"},
                ),
                rx.cond(person["by_role"], rx.el.span("By role", class_name="soft")),
                class_name="tick",
            )
        ),
        key=person["id"].to_string(),
    )

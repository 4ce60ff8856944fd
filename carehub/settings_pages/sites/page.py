"""Settings > Sites: where the center cares for patients, and a panel for one of these places."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.settings_pages.frame import settings_frame
from carehub.settings_pages.parts import confirmed, text_field
from carehub.settings_pages.sites.state import SiteRow, SitesState
from carehub.ui.layout import panel
from carehub.ui.marks import problem_box, status_dot
from carehub.ui.tables import simple_table

ROUTE = "/settings/sites"


def sites_page() -> rx.Component:
    return settings_frame(
        ROUTE,
        simple_table("Sites", ("Name", "Staff", "Patients", "Status"), SitesState.sites, _site),
        rx.el.p("Staff who work at all sites are not counted here.", class_name="field-hint table-note"),
        _panel(),
        action=rx.button(rx.icon("plus", size=16), "Add site", on_click=SitesState.open_new, size="2"),
    )


def _site(site: ObjectVar[SiteRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.el.button(
                site["name"],
                on_click=SitesState.open_site(site["id"].to(int)),
                type="button",
                class_name="row-opener",
            ),
            scope="row",
        ),
        rx.el.td(site["staff"], class_name="tabular"),
        rx.el.td(site["patients"], class_name="tabular"),
        rx.el.td(
            rx.cond(site["is_active"], status_dot("active", "Open"), status_dot("disabled", "Closed")),
        ),
    )


def _panel() -> rx.Component:
    return panel(
        rx.cond(SitesState.site_id == 0, "Add site", SitesState.name),
        rx.cond(SitesState.site_id == 0, _new_site(), _known_site()),
        on_close=SitesState.close_panel,
        open_=SitesState.is_open,
    )


def _new_site() -> rx.Component:
    return rx.form(
        problem_box(SitesState.problem),
        text_field("name", "Name", hint="As people say it, for example Northside."),
        rx.button("Add site", type="submit"),
        on_submit=SitesState.add,
    )


def _known_site() -> rx.Component:
    return rx.fragment(
        rx.form(
            problem_box(SitesState.problem),
            text_field("name", "Name", default_value=SitesState.name),
            rx.button("Save", type="submit"),
            on_submit=SitesState.rename,
        ),
        rx.el.section(
            rx.cond(SitesState.is_active, _closing(), _reopening()),
            class_name="panel-section",
        ),
    )


def _closing() -> rx.Component:
    return confirmed(
        rx.button("Close this site", variant="soft", color_scheme="red"),
        "Close " + SitesState.name + "?",
        "Nobody can be added there any more. You can open it again.",
        rx.button("Close this site", color_scheme="red", on_click=SitesState.close_site),
    )


def _reopening() -> rx.Component:
    return rx.el.div(
        rx.el.p("This site is closed."),
        rx.button("Open it again", on_click=SitesState.reopen_site, variant="soft"),
    )

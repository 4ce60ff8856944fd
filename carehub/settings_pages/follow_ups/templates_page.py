"""The templates of follow-ups: the table, and one template's panel."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.contacts.wording import HOW
from carehub.settings_pages.follow_ups.rows import StepRow, TemplateRow
from carehub.settings_pages.follow_ups.templates_state import TemplatesState
from carehub.settings_pages.parts import text_field
from carehub.ui.layout import panel
from carehub.ui.marks import problem_box, status_dot
from carehub.ui.tables import simple_table

_TITLES = ("Name", "Steps", "Status")
_STEP_TITLES = ("After days", "What is to be done", "How")


def templates() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Templates", class_name="section-title"),
            rx.button(rx.icon("plus", size=16), "Add template", on_click=TemplatesState.open_new, size="2"),
            class_name="section-head",
        ),
        rx.cond(
            TemplatesState.templates.length() > 0,
            simple_table("Follow-up templates", _TITLES, TemplatesState.templates, _template),
            rx.cond(TemplatesState.is_loaded, rx.el.p("No template yet.", class_name="soft")),
        ),
        aria_label="Templates",
    )


def template_panel() -> rx.Component:
    return panel(
        rx.cond(TemplatesState.template_id == 0, "Add template", TemplatesState.name),
        rx.form(
            problem_box(TemplatesState.problem),
            text_field("name", "Name", default_value=TemplatesState.name),
            simple_table("Steps", _STEP_TITLES, TemplatesState.steps, _step),
            rx.el.p(
                "Days count from the day on which it begins. When the patient is reached, the rest is not "
                "needed any more. What was made from this template before stays as it is.",
                class_name="field-hint",
            ),
            rx.button("Save", type="submit"),
            on_submit=TemplatesState.save,
        ),
        rx.cond(TemplatesState.template_id > 0, rx.el.section(_offering(), class_name="panel-section")),
        on_close=TemplatesState.close_panel,
        open_=TemplatesState.is_open,
    )


def _template(row: ObjectVar[TemplateRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.el.button(
                row["name"],
                on_click=TemplatesState.open_template(row["id"].to(int)),
                type="button",
                class_name="row-opener",
            ),
            scope="row",
        ),
        rx.el.td(row["said"], class_name="wide-cell"),
        rx.el.td(
            rx.cond(row["is_hidden"], status_dot("disabled", "Hidden"), status_dot("active", "Offered"))
        ),
    )


def _step(step: ObjectVar[StepRow]) -> rx.Component:
    number = step["number"].to(str)
    return rx.el.tr(
        rx.el.td(
            rx.el.input(
                name="after_" + number,
                default_value=step["after"].to(str),
                type="number",
                min="0",
                max="366",
                aria_label="After days, step " + number,
                class_name="plain-input day-field",
            )
        ),
        rx.el.td(
            rx.el.input(
                name="text_" + number,
                default_value=step["text"].to(str),
                max_length=200,
                auto_complete="off",
                aria_label="What is to be done, step " + number,
                class_name="plain-input",
            ),
            class_name="wide-cell",
        ),
        rx.el.td(
            rx.el.select(
                rx.el.option("Any way", value=""),
                *[rx.el.option(said, value=how.value) for how, said in HOW.items()],
                name="how_" + number,
                default_value=step["how"].to(str),
                aria_label="How, step " + number,
                class_name="plain-select",
            )
        ),
        key=number,
    )


def _offering() -> rx.Component:
    return rx.cond(
        TemplatesState.is_hidden,
        rx.button("Offer it again", on_click=TemplatesState.offer_again, variant="soft"),
        rx.button("Offer it no longer", on_click=TemplatesState.hide, variant="soft", color_scheme="gray"),
    )

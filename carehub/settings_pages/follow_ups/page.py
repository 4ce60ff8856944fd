"""Settings > Follow-ups: what stages ask for, templates, and how often patients are checked on."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.contacts.wording import HOW
from carehub.settings_pages.follow_ups.rows import RiskRow, RuleRow
from carehub.settings_pages.follow_ups.state import FollowUpRulesState
from carehub.settings_pages.follow_ups.templates_page import template_panel, templates
from carehub.settings_pages.frame import settings_frame
from carehub.ui.marks import problem_box
from carehub.ui.tables import simple_table

ROUTE = "/settings/follow-ups"
_S = FollowUpRulesState
_STAGE_TITLES = ("Stage", "What is to be done", "Business days", "How")
_RISK_TITLES = ("Patients with", "Days between two talks, at most")


def follow_up_settings_page() -> rx.Component:
    return settings_frame(
        ROUTE,
        rx.cond(_S.read > 0, rx.el.div(templates(), _rules(), _check_ins(), class_name="follow-up-settings")),
        template_panel(),
    )


def _rules() -> rx.Component:
    return rx.el.section(
        rx.el.h2("When a referral comes into a stage", class_name="section-title"),
        rx.el.p(
            "A follow-up is made once for each time. Leave a stage blank, and it asks for nothing.",
            class_name="field-hint",
        ),
        rx.form(
            problem_box(_S.rules_problem),
            simple_table("What stages ask for", _STAGE_TITLES, _S.rules, _rule),
            rx.el.div(rx.button("Save stages", type="submit"), class_name="panel-buttons"),
            on_submit=_S.save_rules,
        ),
        aria_label="When a referral comes into a stage",
    )


def _rule(row: ObjectVar[RuleRow]) -> rx.Component:
    number, stage = row["id"].to(str), row["stage"].to(str)
    return rx.el.tr(
        rx.el.th(stage, scope="row"),
        rx.el.td(
            _line("text_" + number, row["text"].to(str), "What is to be done, " + stage, most=200),
            class_name="wide-cell",
        ),
        rx.el.td(_days("after_" + number, row["after"].to(str), "Business days, " + stage)),
        rx.el.td(
            rx.el.select(
                rx.el.option("Any way", value=""),
                *[rx.el.option(said, value=how.value) for how, said in HOW.items()],
                name="how_" + number,
                default_value=row["how"].to(str),
                aria_label="How, " + stage,
                key=_S.read.to(str),
                class_name="plain-select",
            )
        ),
        key=number,
    )


def _check_ins() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Check-ins", class_name="section-title"),
        rx.el.p(
            "My day names the patients of a caseload whom nobody has talked with for longer than this. "
            "Leave a line blank, and they are not checked on; a patient can have a cadence of their own.",
            class_name="field-hint",
        ),
        rx.form(
            problem_box(_S.risks_problem),
            simple_table("Check-ins by risk", _RISK_TITLES, _S.risks, _risk),
            rx.el.div(rx.button("Save check-ins", type="submit"), class_name="panel-buttons"),
            on_submit=_S.save_risks,
        ),
        aria_label="Check-ins",
    )


def _risk(row: ObjectVar[RiskRow]) -> rx.Component:
    label = row["label"].to(str)
    return rx.el.tr(
        rx.el.th(label, scope="row"),
        rx.el.td(_days(row["risk"].to(str), row["days"].to(str), "Days, " + label)),
        key=row["risk"],
    )


def _line(name: rx.Var[str], value: rx.Var[str], label: rx.Var[str], *, most: int) -> rx.Component:
    return rx.el.input(
        name=name,
        default_value=value,
        max_length=most,
        auto_complete="off",
        aria_label=label,
        key=_S.read.to(str),
        class_name="plain-input",
    )


def _days(name: rx.Var[str], value: rx.Var[str], label: rx.Var[str]) -> rx.Component:
    return rx.el.input(
        name=name,
        default_value=value,
        type="number",
        min="0",
        max="366",
        aria_label=label,
        key=_S.read.to(str),
        class_name="plain-input day-field",
    )

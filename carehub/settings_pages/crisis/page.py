"""Settings > Crisis protocol."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.settings_pages.crisis.state import STEPS, CrisisSettingsState, DayRow
from carehub.settings_pages.frame import settings_frame
from carehub.settings_pages.parts import labelled
from carehub.ui.marks import problem_box

ROUTE = "/settings/crisis"
_S = CrisisSettingsState


def crisis_settings_page() -> rx.Component:
    return settings_frame(
        ROUTE,
        rx.cond(_S.read > 0, rx.el.div(_protocol(), _rota(), class_name="working-time")),
    )


def _protocol() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Protocol", class_name="section-title"),
        rx.form(
            problem_box(_S.problem),
            labelled(
                "Steps, one on each line",
                rx.el.textarea(
                    name=STEPS, default_value=_S.steps, rows=16, key=_S.read.to(str), class_name="plain-input"
                ),
                rx.el.p(
                    "They are read in a hurry: say one thing in each. An open crisis keeps its steps.",
                    class_name="field-hint",
                ),
            ),
            rx.button("Save protocol", type="submit"),
            on_submit=_S.save_steps,
        ),
        aria_label="Protocol",
    )


def _rota() -> rx.Component:
    return rx.el.section(
        rx.el.h2("On call", class_name="section-title"),
        rx.el.p(
            "Shown in every crisis. A weekday without a name has who stands for every day.",
            class_name="field-hint",
        ),
        rx.form(
            problem_box(_S.rota_problem),
            rx.el.div(
                rx.el.table(
                    rx.el.thead(
                        rx.el.tr(*[rx.el.th(head, scope="col") for head in ("Day", "Name", "Phone")])
                    ),
                    rx.el.tbody(rx.foreach(_S.days, _day)),
                    class_name="table",
                    aria_label="On call",
                ),
                class_name="table-wrap",
                role="region",
                aria_label="On call, by day",
                tab_index=0,
            ),
            rx.el.div(rx.button("Save on call", type="submit"), class_name="panel-buttons crisis-save"),
            on_submit=_S.save_rota,
        ),
        aria_label="Who is on call",
    )


def _day(row: ObjectVar[DayRow]) -> rx.Component:
    day, weekday = row["day"].to(str), row["weekday"].to(str)
    return rx.el.tr(
        rx.el.th(day, scope="row"),
        rx.el.td(_line("name_" + weekday, row["name"].to(str), "Name, " + day)),
        rx.el.td(_line("phone_" + weekday, row["phone"].to(str), "Phone, " + day)),
    )


def _line(name: rx.Var[str], value: rx.Var[str], label: rx.Var[str]) -> rx.Component:
    return rx.el.input(
        name=name,
        default_value=value,
        max_length=80,
        auto_complete="off",
        aria_label=label,
        key=_S.read.to(str),
        class_name="plain-input",
    )

"""A patient's forms, as a part of the patient page: begin one, go on with one, look back."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.assessments.list_shown import FormChoice, LineRow
from carehub.assessments.state import FORM, FormsState
from carehub.assessments.trends_shown import PointRow, TrendRow
from carehub.desk.patient.address import FORMS
from carehub.desk.patient.frame import patient_frame, section
from carehub.ui.layout import empty_state
from carehub.ui.tables import simple_table

_S = FormsState
_COLUMNS = ("Form", "Where it stands", "Score", "Print")


def forms_page() -> rx.Component:
    return patient_frame(
        FORMS,
        rx.cond(
            _S.is_ready,
            rx.el.div(
                _begin(),
                rx.cond(
                    _S.lines.length() > 0,
                    section(
                        "Forms",
                        simple_table(
                            "Filled-in forms",
                            ("Form", "Where it stands", "Score", "Print"),
                            _S.lines,
                            _line,
                            stacks=True,
                        ),
                    ),
                    empty_state(
                        "clipboard-list",
                        "No form filled in yet",
                        "Choose a form above. Each answer is kept at once; a colleague can go on with it.",
                    ),
                ),
                rx.cond(
                    _S.trends.length() > 0,
                    section("Over time", rx.el.div(rx.foreach(_S.trends, _trend), class_name="trends")),
                ),
                class_name="plan",
            ),
        ),
    )


def _begin() -> rx.Component:
    return rx.form(
        rx.el.label(
            rx.el.span("Form"),
            rx.el.select(rx.foreach(_S.forms, _choice), name=FORM, class_name="plain-select"),
            class_name="forms-choice",
        ),
        rx.button("Fill in", type="submit"),
        rx.el.span(
            "Blank, to print: ",
            rx.foreach(_S.forms, _blank),
            class_name="soft forms-blank",
        ),
        on_submit=_S.start,
        class_name="toolbar",
    )


def _choice(form: ObjectVar[FormChoice]) -> rx.Component:
    return rx.el.option(form["title"].to(str), value=form["key"].to(str))


def _blank(form: ObjectVar[FormChoice]) -> rx.Component:
    return rx.link(form["title"], href=form["print_href"].to(str), is_external=True)


def _line(line: ObjectVar[LineRow]) -> rx.Component:
    title = line["title"].to(str)
    return rx.el.tr(
        rx.el.th(
            rx.link(title, href=line["href"].to(str), underline="none", class_name="row-opener"), scope="row"
        ),
        rx.el.td(
            rx.cond(line["is_open"].to(bool), rx.el.span("Not complete", class_name="line-mark forms-open")),
            line["standing"],
        ),
        rx.el.td(line["score"]),
        rx.el.td(
            rx.link(
                "Print",
                href=line["print_href"].to(str),
                is_external=True,
                custom_attrs={"aria-label": "Print " + title},
            )
        ),
    )


def _trend(trend: ObjectVar[TrendRow]) -> rx.Component:
    return rx.el.figure(
        rx.el.figcaption(trend["title"]),
        rx.el.svg(
            rx.el.svg.polyline(points=trend["path"].to(str), class_name="trend-line"),
            rx.el.svg.circle(
                cx=trend["last_x"].to(str), cy=trend["last_y"].to(str), r="3.5", class_name="trend-end"
            ),
            view_box="0 0 240 60",
            role="img",
            aria_label=trend["said"].to(str),
            class_name="trend",
        ),
        rx.el.table(
            rx.el.thead(rx.el.tr(*[rx.el.th(head, scope="col") for head in ("Day", "Score", "Means")])),
            rx.el.tbody(rx.foreach(trend["points"].to(list[PointRow]), _point)),
            class_name="table",
            aria_label=trend["title"].to(str),
        ),
        class_name="trend-figure",
    )


def _point(point: ObjectVar[PointRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(point["day"], scope="row", class_name="tabular"),
        rx.el.td(point["points"], class_name="tabular"),
        rx.el.td(point["band"]),
    )

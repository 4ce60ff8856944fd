"""The timeline part of the patient page."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.desk.patient.address import TIMELINE
from carehub.desk.patient.frame import patient_frame
from carehub.desk.patient.timeline.kinds import LABEL
from carehub.desk.patient.timeline.reading import TimelineLine
from carehub.desk.patient.timeline.state import TimelineState
from carehub.ui.widgets.address import address


def timeline_page() -> rx.Component:
    return patient_frame(
        TIMELINE,
        address(href=TimelineState.address),
        _filter(),
        rx.cond(
            TimelineState.lines.length() > 0,
            rx.el.ol(rx.foreach(TimelineState.lines, _line), class_name="timeline", aria_label="Timeline"),
            rx.cond(TimelineState.is_loaded, rx.el.p("Nothing of this kind yet.", class_name="soft")),
        ),
        rx.cond(
            TimelineState.has_more,
            rx.el.div(
                rx.button("Show older", on_click=TimelineState.show_more, variant="soft"), class_name="more"
            ),
        ),
    )


def _filter() -> rx.Component:
    return rx.el.div(
        rx.el.label(
            rx.el.span("Show", class_name="field-label"),
            rx.el.select(
                rx.el.option("Everything", value=""),
                *[rx.el.option(label, value=kind.value) for kind, label in LABEL.items()],
                value=TimelineState.only,
                on_change=TimelineState.choose,
                class_name="plain-select",
            ),
            class_name="timeline-filter",
        ),
        class_name="toolbar",
    )


def _line(line: ObjectVar[TimelineLine]) -> rx.Component:
    return rx.el.li(
        rx.cond(line["day"] != "", rx.el.h3(line["day"], class_name="timeline-day tabular")),
        rx.el.div(
            rx.el.span(line["time"], class_name="timeline-time tabular soft"),
            rx.el.span(line["label"], class_name="timeline-kind"),
            rx.el.div(
                rx.cond(
                    line["href"] != "",
                    rx.el.a(line["what"], href=line["href"].to(str), class_name="timeline-what"),
                    rx.el.span(line["what"], class_name="timeline-what"),
                ),
                rx.cond(line["note"] != "", rx.el.p(line["note"], class_name="note-text")),
                class_name="timeline-words",
            ),
            rx.el.span(line["who"], class_name="timeline-who soft"),
            class_name="timeline-entry",
        ),
        key=line["id"],
    )

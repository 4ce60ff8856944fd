"""The handover: who takes over whose work, what that moves, and what was handed over before."""

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from carehub.desk.caseload.choices import Choice
from carehub.desk.handover.models import Why
from carehub.desk.handover.routes import PACK
from carehub.desk.handover.showing import GoingRow, LeftRow, PastRow
from carehub.desk.handover.splitting import Split
from carehub.desk.handover.state import HandoverState
from carehub.patients.marks import risk_mark, under
from carehub.ui.layout import frame
from carehub.ui.marks import problem_box
from carehub.ui.tables import simple_table

ROUTE = "/caseload/handover"
_SPLITS = {Split.EVENLY: "Evenly, by load", Split.BY_SITE: "By site", Split.BY_HAND: "By hand"}
_COLUMNS = ("Patient", "Goes to", "Risk", "Open referrals", "Follow-ups", "Next appointments", "Last contact")


def handover_page() -> rx.Component:
    return frame(
        "Hand over",
        rx.el.div(_who(), _terms(), class_name="handover-top"),
        rx.cond(HandoverState.left.length() > 0, _left()),
        rx.cond(HandoverState.rows.length() > 0, _preview()),
        rx.cond(HandoverState.past.length() > 0, _past()),
    )


def _who() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.label("Whose work", html_for="handover-from"),
            rx.el.select(
                rx.foreach(HandoverState.people, _option),
                id="handover-from",
                value=HandoverState.whose,
                on_change=HandoverState.choose_whose,
                class_name="plain-select",
            ),
            class_name="field",
        ),
        rx.el.fieldset(
            rx.el.legend("Who takes over"),
            rx.foreach(HandoverState.everyone, _taker),
            class_name="form-group handover-takers",
        ),
        rx.cond(HandoverState.takers.length() > 1, _split()),
        aria_label="Who to whom",
        class_name="handover-who",
    )


def _taker(person: ObjectVar[Choice]) -> rx.Component:
    return rx.cond(
        person["value"] != HandoverState.whose,
        rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=HandoverState.takers.contains(person["value"]),
                on_change=lambda takes: HandoverState.choose_taker(person["value"].to(str), takes.to(bool)),
            ),
            person["label"],
            class_name="tick",
        ),
    )


def _split() -> rx.Component:
    return rx.el.label(
        "Divide",
        rx.el.select(
            *[rx.el.option(label, value=split.value) for split, label in _SPLITS.items()],
            value=HandoverState.split,
            on_change=HandoverState.choose_split,
            class_name="plain-select",
        ),
        class_name="field",
    )


def _terms() -> rx.Component:
    return rx.form(
        problem_box(HandoverState.problem),
        rx.el.label(
            "Why",
            rx.el.select(
                rx.el.option("Absence: it comes back", value=Why.ABSENCE.value),
                rx.el.option("Leaving: it stays", value=Why.LEAVING.value),
                name="why",
                class_name="plain-select",
            ),
            class_name="field",
        ),
        rx.el.label(
            "Last day of the absence",
            rx.el.input(type="date", name="until", class_name="plain-input"),
            class_name="field",
        ),
        rx.el.label(
            "Reason",
            rx.el.input(
                name="reason", required=True, max_length=200, auto_complete="off", class_name="plain-input"
            ),
            class_name="field",
        ),
        rx.el.p(HandoverState.counted, role="status", class_name="soft"),
        rx.button("Hand over", type="submit", disabled=HandoverState.takers.length() == 0),
        on_submit=HandoverState.hand_over,
        class_name="handover-terms",
    )


def _preview() -> rx.Component:
    return rx.fragment(
        rx.el.h2("What goes over", class_name="past-title"),
        simple_table("What goes over", _COLUMNS, HandoverState.rows, _going),
    )


def _going(row: ObjectVar[GoingRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.link(row["name"], href=f"/patients/{row['id']}", underline="none", class_name="row-opener"),
            under(row["who"].to(str)),
            scope="row",
            class_name="name-cell",
        ),
        rx.el.td(_goes_to(row)),
        rx.el.td(risk_mark(row["risk"].to(str))),
        rx.el.td(_lines(row["referrals"].to(list[str]))),
        rx.el.td(_lines(row["follow_ups"].to(list[str]))),
        rx.el.td(_lines(row["appointments"].to(list[str]))),
        rx.el.td(row["last_contact"], class_name="tabular nowrap"),
        key=row["id"].to_string(),
    )


def _goes_to(row: ObjectVar[GoingRow]) -> rx.Component:
    return rx.cond(
        HandoverState.takers.length() > 1,
        rx.el.select(
            rx.cond(row["to_id"] == "", rx.el.option("Nobody can", value="")),
            rx.foreach(
                HandoverState.everyone,
                lambda each: rx.cond(HandoverState.takers.contains(each["value"]), _option(each)),
            ),
            value=row["to_id"].to(str),
            on_change=lambda user_id: HandoverState.choose_by_hand(row["id"].to(int), user_id),
            aria_label="Who takes over " + row["name"].to(str),
            class_name="plain-select",
        ),
        rx.cond(row["to"] != "", row["to"].to(str), rx.el.span("Nobody can", class_name="line-late")),
    )


def _lines(lines: ArrayVar[list[str]]) -> rx.Component:
    return rx.foreach(lines, lambda line: rx.el.span(line, class_name="handover-line"))


def _left() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Left where it is", class_name="past-title"),
        rx.el.ul(rx.foreach(HandoverState.left, _left_line), class_name="lines"),
        aria_label="Left where it is",
    )


def _left_line(row: ObjectVar[LeftRow]) -> rx.Component:
    return rx.el.li(
        rx.el.strong(row["what"]), rx.el.span(row["why"]), key=row["id"].to_string(), class_name="line"
    )


def _past() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Handed over before", class_name="past-title"),
        rx.el.ul(rx.foreach(HandoverState.past, _past_line), class_name="lines"),
        aria_label="Handed over before",
    )


def _past_line(row: ObjectVar[PastRow]) -> rx.Component:
    return rx.el.li(
        rx.el.strong(row["title"]),
        rx.el.span(row["by"], class_name="soft"),
        rx.el.span(row["counted"], class_name="line-mark"),
        rx.el.span(
            rx.link("Print the pack", href=f"{PACK}?id={row['id']}", is_external=True, size="2"),
            rx.cond(
                row["can_return"],
                rx.button(
                    "Take back",
                    on_click=HandoverState.take_back(row["id"].to(int)),
                    size="1",
                    variant="soft",
                    aria_label="Take back " + row["title"].to(str),
                ),
            ),
            class_name="line-buttons",
        ),
        key=row["id"].to_string(),
        class_name="line",
    )


def _option(choice: ObjectVar[Choice]) -> rx.Component:
    return rx.el.option(choice["label"], value=choice["value"].to(str))

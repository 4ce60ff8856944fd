"""The table of a caseload: the columns that this person chose, ordered by a click on a head."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.desk.caseload.bulk_state import CaseloadBulkState
from carehub.desk.caseload.choices import Head
from carehub.desk.caseload.columns import NAME
from carehub.desk.caseload.reading import CaseRow
from carehub.desk.caseload.state import CaseloadState
from carehub.patients.marks import risk_mark, under
from carehub.ui.tables import row_opener, walked
from carehub.ui.widgets.row_select import row_select

_SELECT_ALL = "Select all patients of this page"
_DAYS = ("last_contact", "last_seen", "born", "mrn", "since", "added")


def case_table() -> rx.Component:
    table = rx.el.table(
        rx.el.thead(
            rx.el.tr(
                rx.el.th(_box(_SELECT_ALL, {"data-rows": "all"}), scope="col", class_name="select-cell"),
                rx.foreach(CaseloadState.heads, _head),
                rx.el.th(rx.el.span("Assign", class_name="visually-hidden"), scope="col"),
            )
        ),
        rx.el.tbody(rx.foreach(CaseloadState.rows, _case)),
        aria_label="Caseload",
        class_name="table case-table",
    )
    wrap = rx.el.div(table, tab_index=0, role="region", aria_label="Caseload", class_name="table-wrap")
    return row_select(wrap, released=CaseloadBulkState.released, on_select=CaseloadBulkState.select)


def _box(label: str | rx.Var[str], marks: dict[str, str | rx.Var[str]]) -> rx.Component:
    return rx.el.input(type="checkbox", aria_label=label, custom_attrs=marks)


def _head(head: ObjectVar[Head]) -> rx.Component:
    button = rx.el.button(
        head["label"],
        rx.match(
            head["aria"],
            ("ascending", rx.icon("arrow-up", size=12, aria_hidden="true")),
            ("descending", rx.icon("arrow-down", size=12, aria_hidden="true")),
            rx.fragment(),
        ),
        type="button",
        on_click=CaseloadState.sort_by(head["sort"].to(str)),
        class_name="sort-button",
    )
    return rx.cond(
        head["sort"] != "",
        rx.el.th(button, scope="col", custom_attrs={"aria-sort": head["aria"]}),
        rx.el.th(head["label"], scope="col"),
    )


def _case(case: ObjectVar[CaseRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            _box("Select " + case["name"].to(str), {"data-row": case["id"].to_string(), "data-key": "x"}),
            class_name="select-cell",
        ),
        rx.el.th(
            row_opener(case["name"].to(str), f"/patients/{case['id']}"),
            rx.cond(
                case["preferred_name"] != "",
                rx.el.span(f" “{case['preferred_name']}”", class_name="soft preferred"),
            ),
            under(case["who"].to(str)),
            scope="row",
            class_name="name-cell",
        ),
        rx.foreach(CaseloadState.heads, lambda head: _cell(case, head)),
        rx.el.td(_assign_button(case)),
        key=case["id"].to_string(),
        **walked(case["id"]),
    )


def _cell(case: ObjectVar[CaseRow], head: ObjectVar[Head]) -> rx.Component:
    cells = rx.match(
        head["id"],
        (NAME.id, rx.fragment()),
        ("risk", rx.el.td(risk_mark(case["risk"].to(str)))),
        ("next_step", rx.el.td(_next_step(case), class_name="step-cell")),
        (
            "open_referrals",
            rx.el.td(rx.cond(case["open_referrals"].to(int) > 0, case["open_referrals"], "")),
        ),
        (
            "next_appointment",
            rx.el.td(case["next_day"], under(case["next_time"].to(str)), class_name="tabular nowrap"),
        ),
        (
            "phone",
            rx.el.td(case["phone"], under(case["phone_owner"].to(str)), class_name="tabular nowrap"),
        ),
        ("language", rx.el.td(case["language"], under(case["interpreter"].to(str)))),
        ("site", rx.el.td(case["site"])),
        *((name, rx.el.td(case[name], class_name="tabular nowrap")) for name in _DAYS),
        rx.fragment(),
    )
    return rx.fragment(cells)


def _next_step(case: ObjectVar[CaseRow]) -> rx.Component:
    return rx.cond(
        case["next_step"] != "",
        rx.fragment(
            rx.el.span(case["next_step"]),
            rx.cond(
                case["is_late"],
                rx.el.span("Late since ", case["due"], class_name="line-late under"),
                rx.el.span("Due ", case["due"], class_name="soft under"),
            ),
        ),
    )


def _assign_button(case: ObjectVar[CaseRow]) -> rx.Component:
    words = rx.cond(case["coordinator_id"].is_none(), "Assign", "Reassign").to(str)
    return rx.button(
        words,
        on_click=CaseloadBulkState.open_assigning(case["id"].to(int)),
        variant="ghost",
        size="1",
        aria_label=words + " " + case["name"].to(str),
        custom_attrs={"data-key": "a"},
    )

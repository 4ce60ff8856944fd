"""The caseload: who is responsible for whom, and what each patient waits for."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.caseloads.assign_dialog import AssignDialog, assign_dialog
from carehub.caseloads.state import UNASSIGNED, CaseloadState
from carehub.desk.caseload import CaseRow
from carehub.patients.marks import risk_mark, under
from carehub.ui.layout import empty_state, frame
from carehub.ui.tables import simple_table

ROUTE = "/caseload"
_COLUMNS = (
    "Name",
    "Risk",
    "Next step",
    "Open",
    "Next appointment",
    "Last seen",
    "Phone and language",
    "Assign",
)


def caseload_page() -> rx.Component:
    return frame(
        "Caseload",
        _toolbar(),
        rx.cond(CaseloadState.rows.length() > 0, _list(), rx.cond(CaseloadState.is_loaded, _nobody())),
        _assigning(),
    )


def _toolbar() -> rx.Component:
    return rx.el.div(
        rx.el.select(
            rx.foreach(CaseloadState.choices, lambda each: rx.el.option(each["label"], value=each["id"])),
            rx.el.option("Unassigned patients", value=UNASSIGNED),
            value=CaseloadState.whose,
            on_change=CaseloadState.choose,
            class_name="plain-select",
            aria_label="Whose caseload",
        ),
        rx.el.span(CaseloadState.counted, role="status", class_name="soft tabular"),
        class_name="toolbar",
    )


def _list() -> rx.Component:
    return rx.fragment(
        simple_table("Caseload", _COLUMNS, CaseloadState.rows, _case),
        rx.cond(
            CaseloadState.has_more,
            rx.el.div(
                rx.button("Show more", on_click=CaseloadState.show_more, variant="soft"), class_name="more"
            ),
        ),
    )


def _case(case: ObjectVar[CaseRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.link(case["name"], href=f"/patients/{case['id']}", underline="none", class_name="row-opener"),
            rx.cond(
                case["preferred_name"] != "",
                rx.el.span(f" “{case['preferred_name']}”", class_name="soft preferred"),
            ),
            under(case["who"].to(str)),
            scope="row",
            class_name="name-cell",
        ),
        rx.el.td(risk_mark(case["risk"].to(str))),
        rx.el.td(_next_step(case), class_name="step-cell"),
        rx.el.td(rx.cond(case["open_referrals"].to(int) > 0, case["open_referrals"], "")),
        rx.el.td(case["next_day"], under(case["next_time"].to(str)), class_name="tabular nowrap"),
        rx.el.td(case["last_seen"], class_name="tabular nowrap"),
        rx.el.td(
            case["phone"],
            under(case["phone_owner"].to(str)),
            rx.el.span(case["language"], class_name="soft under"),
            under(case["interpreter"].to(str)),
            class_name="tabular nowrap",
        ),
        rx.el.td(
            rx.button(
                rx.cond(CaseloadState.whose == UNASSIGNED, "Assign", "Reassign"),
                on_click=CaseloadState.open_assigning(case["id"].to(int)),
                variant="ghost",
                size="1",
                aria_label=rx.cond(CaseloadState.whose == UNASSIGNED, "Assign ", "Reassign ").to(str)
                + case["name"].to(str),
            )
        ),
    )


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


def _nobody() -> rx.Component:
    why = rx.match(
        CaseloadState.whose,
        (
            UNASSIGNED,
            empty_state(
                "circle-check", "Nobody is waiting", "Every active patient of your sites is on a caseload."
            ),
        ),
        (
            CaseloadState.mine,
            empty_state(
                "users",
                "Your caseload is empty",
                "Patients come here when someone assigns them to you, or when you take one nobody has.",
                rx.button(
                    "See unassigned patients", on_click=CaseloadState.choose(UNASSIGNED), variant="soft"
                ),
            ),
        ),
        empty_state("users", "No patients to show", "This colleague has no patient of your sites."),
    )
    return rx.fragment(why)


def _assigning() -> rx.Component:
    return assign_dialog(
        AssignDialog(
            patient=CaseloadState.patient,
            now_id=CaseloadState.holder_id,
            now_name=CaseloadState.holder,
            choices=CaseloadState.choices,
            problem=CaseloadState.problem,
            is_open=CaseloadState.is_assigning,
            on_submit=CaseloadState.assign,
            on_close=CaseloadState.close_assigning,
        )
    )

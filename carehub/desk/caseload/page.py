"""The caseload: who is responsible for whom, and what each patient waits for."""

import reflex as rx

from carehub.caseloads.assign_dialog import AssignDialog, assign_dialog
from carehub.core.actor import Permission
from carehub.desk.caseload.bar import caseload_bar, load_line
from carehub.desk.caseload.bulk_state import CaseloadBulkState, Refused
from carehub.desk.caseload.choices import Choice
from carehub.desk.caseload.state import CaseloadState
from carehub.desk.caseload.table import case_table
from carehub.desk.caseload.taking_out import selection_form
from carehub.desk.caseload.view import UNASSIGNED
from carehub.ui.layout import empty_state, frame
from carehub.ui.session import SessionState, may
from carehub.ui.widgets.address import address
from carehub.ui.widgets.list_keys import list_keys

ROUTE = "/caseload"


def caseload_page() -> rx.Component:
    return frame(
        "Caseload",
        list_keys(enabled=SessionState.single_keys),
        caseload_bar(),
        load_line(),
        rx.cond(CaseloadState.rows.length() > 0, _list(), rx.cond(CaseloadState.is_loaded, _nobody())),
        _assigning(),
        _results(),
        _address(),
        actions=(
            _handover_link(),
            selection_form(CaseloadState.query, CaseloadState.chosen["text"].to(str), ""),
        ),
    )


def _handover_link() -> rx.Component:
    return rx.link("Hand over", href="/caseload/handover", underline="none", class_name="bar-button")


def _list() -> rx.Component:
    return rx.fragment(
        case_table(),
        rx.cond((CaseloadState.page > 1) | CaseloadState.has_next, _pages()),
        rx.cond(CaseloadBulkState.selected.length() > 0, _bulk_bar()),
    )


def _pages() -> rx.Component:
    return rx.el.nav(
        _turn("Previous", CaseloadState.previous_page, CaseloadState.after == ""),
        rx.el.span("Page ", CaseloadState.page, class_name="soft tabular"),
        _turn("Next", CaseloadState.next_page, ~CaseloadState.has_next),
        aria_label="Pages",
        class_name="pages",
    )


def _turn(words: str, turn: rx.event.EventType, is_end: rx.Var[bool]) -> rx.Component:
    return rx.button(words, on_click=turn, disabled=is_end, variant="soft", size="1")


def _bulk_bar() -> rx.Component:
    words = CaseloadBulkState.selected.length().to_string() + " selected"
    return rx.el.div(
        rx.el.strong(words, role="status"),
        rx.el.button(
            "Assign to...", type="button", on_click=CaseloadBulkState.open_bulk, class_name="bar-button"
        ),
        _programs(),
        selection_form(
            CaseloadState.query, CaseloadState.chosen["text"].to(str), CaseloadBulkState.selected.join(",")
        ),
        rx.el.button("Clear", type="button", on_click=CaseloadBulkState.clear, class_name="bar-button"),
        role="toolbar",
        aria_label="Selected patients",
        class_name="bulk-bar",
    )


def _programs() -> rx.Component:
    offered = CaseloadState.offered["program"].to(list[Choice])
    return rx.cond(
        may(Permission.CARE_EDIT) & (offered.length() > 0),
        rx.el.select(
            rx.el.option("Put into a program...", value=""),
            rx.foreach(offered, lambda each: rx.el.option(each["label"], value=each["value"].to(str))),
            value="",
            on_change=CaseloadBulkState.enrol,
            aria_label="Put into a program",
            class_name="plain-select",
        ),
    )


def _nobody() -> rx.Component:
    is_filtered = (CaseloadState.chips.length() > 0) | (CaseloadState.chosen["text"].to(str) != "")
    return rx.cond(
        is_filtered | (CaseloadState.chosen["late"].to(str) != ""),
        empty_state(
            "search-x",
            "Nobody fits",
            "No patient of this list fits what you typed and chose.",
            rx.button("Clear filters", on_click=CaseloadState.clear, variant="soft"),
        ),
        _empty(),
    )


def _empty() -> rx.Component:
    why = rx.match(
        CaseloadState.chosen["whose"],
        (
            UNASSIGNED,
            empty_state(
                "circle-check", "Nobody is waiting", "Every active patient of your sites is on a caseload."
            ),
        ),
        (
            "",
            empty_state(
                "users",
                "Your caseload is empty",
                "Patients come here when someone assigns them to you, or when you take one nobody has.",
                rx.button(
                    "See unassigned patients",
                    on_click=CaseloadState.choose("whose", UNASSIGNED),
                    variant="soft",
                ),
            ),
        ),
        empty_state("users", "No patients to show", "This colleague has no patient of your sites."),
    )
    return rx.fragment(why)


def _assigning() -> rx.Component:
    return assign_dialog(
        AssignDialog(
            patient=CaseloadBulkState.about,
            now_id=CaseloadBulkState.holder_id,
            now_name=CaseloadBulkState.holder,
            choices=CaseloadBulkState.choices,
            problem=CaseloadBulkState.problem,
            is_open=CaseloadBulkState.is_assigning,
            on_submit=CaseloadBulkState.assign,
            on_close=CaseloadBulkState.close,
            several=CaseloadBulkState.several,
        )
    )


def _results() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(CaseloadBulkState.summary, size="3"),
            rx.dialog.description("These stay as they were:", class_name="soft dialog-about"),
            rx.el.ul(rx.foreach(CaseloadBulkState.refused, _refused), class_name="bulk-refused"),
            rx.el.div(
                rx.button("Close", on_click=CaseloadBulkState.close, variant="soft"),
                class_name="form-buttons",
            ),
            class_name="small-dialog",
        ),
        open=CaseloadBulkState.summary != "",
        on_open_change=lambda _open: CaseloadBulkState.close(),
    )


def _refused(refused: rx.vars.ObjectVar[Refused]) -> rx.Component:
    return rx.el.li(rx.el.strong(refused["patient"]), rx.el.span(refused["why"]), key=refused["id"].to(str))


def _address() -> rx.Component:
    """The address opens what is shown, save what was typed: that may name a patient."""
    after = rx.cond(CaseloadState.after != "", "&after=" + CaseloadState.after, "").to(str)
    whole = ROUTE + "?" + CaseloadState.query + after
    return address(href=rx.cond(CaseloadState.is_loaded, whole, ""))

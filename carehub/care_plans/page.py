"""The care plan as a part of the patient page."""

from collections.abc import Callable

import reflex as rx
from reflex.vars import ObjectVar

from carehub.care_plans.claims import Sheet
from carehub.care_plans.goal_list import goal_list, opener
from carehub.care_plans.sheets import sheets
from carehub.care_plans.showing import NOW, DifferenceRow, NoteRow, VersionRow
from carehub.care_plans.state import CarePlanState
from carehub.core.actor import Permission
from carehub.desk.patient.address import CARE_PLAN
from carehub.desk.patient.frame import patient_frame, section
from carehub.ui.layout import empty_state
from carehub.ui.session import may
from carehub.ui.tables import simple_table

_S = CarePlanState


def care_plan_page() -> rx.Component:
    return patient_frame(
        CARE_PLAN,
        rx.cond(
            _S.is_ready,
            rx.el.div(
                _standing(),
                rx.cond(_S.goals.length() > 0, goal_list(), _no_goals()),
                rx.el.div(_reviews(), _versions(), class_name="plan-foot"),
                class_name="plan",
            ),
        ),
        actions=(_print_link(), rx.cond(may(Permission.CARE_EDIT), _sign_button())),
        overlays=(sheets(), _comparing()),
    )


def _standing() -> rx.Component:
    """In one line: who agreed to what, and when it is looked at again."""
    return rx.el.div(
        rx.el.p(
            rx.cond(
                _S.signed != "",
                rx.fragment(rx.el.strong("Agreed: "), _S.signed),
                rx.el.span("Nobody has agreed to this plan yet.", class_name="soft"),
            ),
            rx.cond(_S.is_changed, rx.el.span("Changed since", class_name="line-mark plan-changed")),
        ),
        rx.el.p(
            rx.cond(
                _S.review != "",
                rx.fragment(
                    rx.el.strong("Next review: "),
                    rx.el.span(_S.review, class_name=rx.cond(_S.is_review_due, "line-late", "tabular")),
                    rx.cond(_S.is_review_due, rx.el.span(" (due)", class_name="line-late")),
                ),
                rx.el.span("No review is planned.", class_name="soft"),
            ),
            rx.cond(
                may(Permission.CARE_EDIT),
                rx.el.span(
                    rx.cond(_S.review != "", opener("Review held", Sheet.HELD)),
                    opener(rx.cond(_S.review != "", "Change date", "Plan a review"), Sheet.REVIEW),
                    class_name="plan-buttons",
                ),
            ),
        ),
        class_name="plan-standing",
    )


def _no_goals() -> rx.Component:
    return empty_state(
        "target",
        "No goal yet",
        "Ask what the patient wants to reach, and write it down in the patient's own words.",
        rx.cond(
            may(Permission.CARE_EDIT), opener("Add the first goal", Sheet.GOAL, variant="solid", size="2")
        ),
    )


def _reviews() -> rx.Component:
    return rx.cond(
        _S.reviews.length() > 0,
        section("Reviews held", rx.el.ul(rx.foreach(_S.reviews, _review), class_name="lines")),
    )


def _review(review: ObjectVar[NoteRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(review["text"], class_name="plan-text"),
        rx.el.span(review["who"], ", ", review["when"], class_name="soft"),
        class_name="line",
    )


def _versions() -> rx.Component:
    return rx.cond(
        _S.versions.length() > 0,
        section(
            "Signed versions",
            simple_table(
                "Signed versions",
                ("Plan", "Agreed by", "Written down by", "Look"),
                _S.versions,
                _version,
                stacks=True,
            ),
        ),
    )


def _version(version: ObjectVar[VersionRow]) -> rx.Component:
    number = version["number"].to(str)
    return rx.el.tr(
        rx.el.th("Version " + number, scope="row", class_name="tabular"),
        rx.el.td(version["signed"], class_name="plan-text"),
        rx.el.td(version["written"]),
        rx.el.td(
            rx.link(
                "Read",
                href=version["href"].to(str),
                is_external=True,
                size="2",
                custom_attrs={"aria-label": "Read version " + number},
            ),
            rx.button(
                "What changed since",
                variant="ghost",
                size="1",
                on_click=_S.compare(number, NOW),
                custom_attrs={"aria-label": "What changed since version " + number},
            ),
            class_name="plan-buttons nowrap",
        ),
    )


def _print_link() -> rx.Component:
    return rx.link(
        rx.button(rx.icon("printer", size=14), "Print", variant="soft", size="2", tab_index=-1),
        href=_S.print_url,
        is_external=True,
        custom_attrs={"aria-label": "Print the care plan"},
    )


def _sign_button() -> rx.Component:
    return rx.button(
        rx.icon("signature", size=14),
        "Sign off",
        size="2",
        variant="soft",
        on_click=_S.open_sheet(Sheet.SIGN.value, 0, 0),
        disabled=_S.goals.length() == 0,
    )


def _comparing() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title("What changed", size="4"),
            rx.el.div(
                _version_choice("From", _S.earlier, lambda earlier: _S.compare(earlier, _S.later)),
                _version_choice("To", _S.later, lambda later: _S.compare(_S.earlier, later)),
                class_name="plan-compared",
            ),
            rx.cond(
                _S.differences.length() > 0,
                simple_table("What changed", ("", "What", "Was", "Is"), _S.differences, _difference),
                rx.el.p("The two say the same.", class_name="soft"),
            ),
            rx.el.div(
                rx.dialog.close(rx.button("Close", variant="soft", color_scheme="gray")),
                class_name="dialog-buttons",
            ),
            max_width="820px",
            aria_describedby="",
        ),
        open=_S.is_comparing,
        on_open_change=lambda _open: _S.close_comparing(),
    )


def _version_choice(
    label: str, value: rx.Var[str], choose: Callable[[rx.Var[str]], rx.event.EventType]
) -> rx.Component:
    return rx.el.label(
        label,
        rx.el.select(
            rx.foreach(
                _S.versions,
                lambda version: rx.el.option("Version " + version["number"].to(str), value=version["number"]),
            ),
            rx.el.option("The plan now", value=NOW),
            value=value,
            on_change=choose,
            class_name="plain-select",
        ),
    )


def _difference(row: ObjectVar[DifferenceRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row["turn"], scope="row"),
        rx.el.td(row["what"]),
        rx.el.td(row["was"], class_name="plan-text"),
        rx.el.td(row["now"], class_name="plan-text"),
    )

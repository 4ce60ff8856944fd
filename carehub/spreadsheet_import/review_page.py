"""Rows that could be somebody who is here already: both side by side, and three answers."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.spreadsheet_import.models import ImportKind, Ruling
from carehub.spreadsheet_import.outcome import Outcome
from carehub.spreadsheet_import.reviews_shown import ReviewCandidate, ReviewCard, ReviewField
from carehub.spreadsheet_import.rows_state import ImportRowsState
from carehub.spreadsheet_import.state import ImportState


def review_section() -> rx.Component:
    """Where to find them; and, when they are looked at, the cards."""
    looks = ImportState.outcome == Outcome.REVIEW.value
    return rx.cond(ImportState.to_review > 0, rx.cond(looks, cards(), where_they_are()))


def cards() -> rx.Component:
    return rx.el.section(
        rx.el.h3(
            rx.cond(is_of_referrals(), "Whose is it, and which one?", "Is this the same person?"),
            class_name="section-title",
        ),
        rx.el.p("These rows wait. The others can come in without them.", class_name="soft"),
        rx.foreach(ImportState.reviews, card),
        aria_label="Rows that need a look",
        class_name="reviews",
    )


def where_they_are() -> rx.Component:
    is_one = ImportState.to_review == 1
    return rx.el.p(
        rx.el.button(
            ImportState.to_review,
            rx.cond(
                is_of_referrals(),
                rx.cond(is_one, " row needs a look", " rows need a look"),
                rx.cond(is_one, " row looks", " rows look"),
            ),
            rx.cond(
                is_of_referrals(),
                ": whose it is, or which referral",
                " like somebody who is here already",
            ),
            on_click=ImportState.show_outcome(Outcome.REVIEW.value),
            type="button",
            class_name="link-button",
        ),
        rx.cond(
            ImportState.step == "check",
            ". Look now, or bring the others in first.",
            rx.cond(is_one, ". It waits for an answer.", ". They wait for an answer."),
        ),
        class_name="recalled",
    )


def is_of_referrals() -> rx.Var[bool]:
    return ImportState.kind == ImportKind.REFERRALS.value


def card(each: ObjectVar[ReviewCard]) -> rx.Component:
    number = each["number"].to(int)
    return rx.el.article(
        rx.el.h4("Row ", number, ": ", each["who"], class_name="review-title"),
        rx.el.p(each["why"], class_name="review-why"),
        rx.foreach(
            each["candidates"].to(list[ReviewCandidate]),
            lambda candidate: side_by_side(candidate, number, each["same"].to(str)),
        ),
        rx.el.div(
            rx.cond(each["other"] != "", answer(each["other"].to(str), Ruling.NEW, number, 0)),
            answer("Leave this row out", Ruling.SKIP, number, 0),
            class_name="review-answers",
        ),
        aria_label="Row " + number.to_string(),
        class_name="review",
    )


def side_by_side(
    candidate: ObjectVar[ReviewCandidate], number: rx.Var[int], same: rx.Var[str]
) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            answer(same, Ruling.SAME, number, candidate["place"].to(int)),
            rx.el.span(candidate["who"]),
            class_name="review-answers",
        ),
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.th("Field", scope="col"),
                    rx.el.th("In the file", scope="col"),
                    rx.el.th(candidate["where"], scope="col"),
                )
            ),
            rx.el.tbody(rx.foreach(candidate["fields"].to(list[ReviewField]), field_row)),
            aria_label="Row " + number.to_string() + " and " + candidate["who"].to(str),
            class_name="review-table",
        ),
        class_name="review-candidate",
    )


def field_row(field: ObjectVar[ReviewField]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(field["label"], scope="row"),
        rx.el.td(field["here"]),
        rx.el.td(
            field["there"],
            rx.cond(field["tone"] == "differs", rx.el.span("differs", class_name="review-differs")),
        ),
        custom_attrs={"data-tone": field["tone"]},
    )


def answer(
    label: str | rx.Var[str], ruling: Ruling, number: rx.Var[int], candidate: int | rx.Var[int]
) -> rx.Component:
    is_main = ruling is Ruling.SAME
    return rx.button(
        label,
        on_click=ImportRowsState.rule(number, ruling.value, candidate),
        variant="solid" if is_main else "soft",
        size="2",
    )

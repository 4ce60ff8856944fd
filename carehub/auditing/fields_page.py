"""The page of a record's field history: what each field held before, and who changed it."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.auditing.fields_state import FieldChoice, FieldHistoryState, StepRow
from carehub.ui.layout import empty_state, frame
from carehub.ui.marks import problem_box
from carehub.ui.tables import simple_table

_COLUMNS = ("Field", "Before", "After", "Who", "When")


def field_history_page() -> rx.Component:
    return frame(
        "History of fields",
        rx.el.p(
            "What stood in a field before it was changed. That you look at it is written into the journal.",
            class_name="soft",
        ),
        problem_box(FieldHistoryState.problem),
        rx.cond(
            FieldHistoryState.title != "",
            rx.fragment(
                rx.el.div(
                    rx.el.h2(FieldHistoryState.title, class_name="journal-title"),
                    rx.link("Open the record", href=FieldHistoryState.back, size="2"),
                    class_name="journal-head",
                ),
                _steps(),
            ),
        ),
    )


def _steps() -> rx.Component:
    return rx.cond(
        FieldHistoryState.choices.length() > 0,
        rx.fragment(
            rx.el.div(_choose(), class_name="journal-controls"),
            simple_table("History of fields", _COLUMNS, FieldHistoryState.rows, _row),
        ),
        empty_state(
            "history", "Nothing was changed yet", "What was written first still stands in every field."
        ),
    )


def _choose() -> rx.Component:
    return rx.el.label(
        rx.el.span("Field", class_name="field-label"),
        rx.el.select(
            rx.el.option("All fields", value=""),
            rx.foreach(FieldHistoryState.choices, _choice),
            value=FieldHistoryState.chosen,
            on_change=FieldHistoryState.choose,
            class_name="plain-select",
        ),
        class_name="field",
    )


def _choice(choice: ObjectVar[FieldChoice]) -> rx.Component:
    return rx.el.option(choice["label"], value=choice["name"].to(str))


def _row(row: ObjectVar[StepRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row["label"], scope="row"),
        rx.el.td(_value(row["before"].to(str)), class_name="field-value"),
        rx.el.td(_value(row["after"].to(str)), class_name="field-value"),
        rx.el.td(
            row["who"], rx.cond(row["what"] != "", rx.el.div(row["what"], class_name="soft journal-detail"))
        ),
        rx.el.td(row["at"], class_name="nowrap tabular"),
        key=row["key"],
    )


def _value(said: rx.Var[str]) -> rx.Component:
    return rx.cond(said != "", said, rx.el.span("empty", class_name="soft"))

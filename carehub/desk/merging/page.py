"""Duplicates: who may be here twice, and two records side by side."""

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from carehub.desk.merging.comparing import Field
from carehub.desk.merging.state import TAKE, MergeRow, MergingState, PairRow
from carehub.ui.layout import empty_state, frame
from carehub.ui.marks import problem_box
from carehub.ui.tables import simple_table

ROUTE = "/patients/duplicates"
_COLUMNS = ("Alike", "Records", "Why", "What to do")


def merging_page() -> rx.Component:
    return frame(
        "Duplicates",
        rx.el.p(
            "Records that may be one person. Nothing is lost in a merge, and it can be taken back.",
            class_name="soft lead",
        ),
        rx.cond(
            MergingState.rows.length() > 0,
            simple_table("Records that may be one person", _COLUMNS, MergingState.rows, _pair, stacks=True),
            rx.cond(MergingState.is_loaded, _none()),
        ),
        rx.cond(MergingState.past.length() > 0, _past()),
        _comparing(),
    )


def _pair(pair: ObjectVar[PairRow]) -> rx.Component:
    first, second = pair["first_id"].to(int), pair["second_id"].to(int)
    words = pair["first"].to(str) + " and " + pair["second"].to(str)
    return rx.el.tr(
        rx.el.td(pair["score"], class_name="tabular nowrap"),
        rx.el.th(
            rx.link(pair["first"], href=f"/patients/{first}", underline="none", class_name="row-opener"),
            rx.el.br(),
            rx.link(pair["second"], href=f"/patients/{second}", underline="none", class_name="row-opener"),
            scope="row",
            class_name="pair-cell",
        ),
        rx.el.td(pair["why"], class_name="pair-why"),
        rx.el.td(
            rx.button(
                "Compare",
                on_click=MergingState.compare(first, second),
                size="1",
                aria_label="Compare " + words,
            ),
            rx.button(
                "Two people",
                on_click=MergingState.not_the_same(first, second),
                size="1",
                variant="soft",
                color_scheme="gray",
                aria_label="Two people: " + words,
            ),
            class_name="pair-buttons",
        ),
        key=pair["key"].to(str),
    )


def _none() -> rx.Component:
    return empty_state(
        "users", "Nobody seems to be here twice", "Records that look like one person are listed here."
    )


def _past() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Merged before", class_name="past-title"),
        rx.el.ul(rx.foreach(MergingState.past, _merge), class_name="lines"),
        aria_label="Merged before",
    )


def _merge(row: ObjectVar[MergeRow]) -> rx.Component:
    return rx.el.li(
        rx.el.strong(row["patient"]),
        rx.el.span(row["by"], class_name="soft"),
        rx.button(
            "Take back",
            on_click=MergingState.take_back(row["id"].to(int)),
            size="1",
            variant="soft",
            aria_label="Take back the merge of " + row["patient"].to(str),
        ),
        key=row["id"].to_string(),
        class_name="line",
    )


def _comparing() -> rx.Component:
    pair = MergingState.pair
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title("Compare two records", size="4"),
            rx.dialog.description(pair["why"].to(str), size="2"),
            rx.form(
                problem_box(MergingState.problem),
                _side_by_side(pair["fields"].to(list[Field])),
                _moves(pair["moves"].to(list[str])),
                rx.el.div(
                    rx.button("Merge", type="submit"),
                    rx.button(
                        "Keep the other one",
                        type="button",
                        variant="soft",
                        on_click=MergingState.turn_round,
                    ),
                    rx.button(
                        "Two people",
                        type="button",
                        variant="soft",
                        color_scheme="gray",
                        on_click=MergingState.not_the_same(pair["kept_id"].to(int), pair["gone_id"].to(int)),
                    ),
                    rx.dialog.close(rx.button("Cancel", type="button", variant="soft", color_scheme="gray")),
                    class_name="dialog-buttons",
                ),
                key=pair["kept_id"].to_string(),
                on_submit=MergingState.merge,
                class_name="dialog-form",
            ),
            max_width="min(860px, calc(100vw - 32px))",
        ),
        open=MergingState.is_comparing,
        on_open_change=lambda _open: MergingState.close(),
    )


def _side_by_side(fields: ArrayVar[list[Field]]) -> rx.Component:
    pair = MergingState.pair
    return rx.el.div(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.th("Field", scope="col"),
                    rx.el.th("Keep: ", pair["kept_name"].to(str), scope="col", class_name="pair-cell"),
                    rx.el.th(
                        "Merge into it: ", pair["gone_name"].to(str), scope="col", class_name="pair-cell"
                    ),
                )
            ),
            rx.el.tbody(rx.foreach(fields, _field)),
            aria_label="Field by field",
            class_name="table compare-table",
        ),
        tab_index=0,
        role="region",
        aria_label="Field by field",
        class_name="table-wrap compare-wrap",
    )


def _record(words: str, name: rx.Var[str]) -> rx.Component:
    return rx.el.th(words, name, scope="col", class_name="pair-cell")


def _field(field: ObjectVar[Field]) -> rx.Component:
    return rx.cond(
        field["differs"],
        rx.el.tr(
            rx.el.th(field["label"], scope="row"),
            rx.el.td(_side(field, "kept", ~field["take"].to(bool))),
            rx.el.td(_side(field, "gone", field["take"].to(bool))),
            class_name="compare-differs",
        ),
        rx.cond(
            field["kept"] != "",
            rx.el.tr(rx.el.th(field["label"], scope="row"), rx.el.td(field["kept"], col_span=2)),
        ),
    )


def _side(field: ObjectVar[Field], side: str, is_proposed: rx.Var[bool]) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="radio", name=TAKE + field["name"].to(str), value=side, default_checked=is_proposed),
        rx.cond(field[side] != "", field[side].to(str), rx.el.span("empty", class_name="soft")),
        class_name="tick",
    )


def _moves(moves: ArrayVar[list[str]]) -> rx.Component:
    return rx.el.p(
        "Notes of both are kept. ",
        rx.cond(
            moves.length() > 0,
            rx.fragment("What follows: ", moves.join(", "), "."),
            "Nothing else hangs on the other record.",
        ),
        class_name="soft",
    )

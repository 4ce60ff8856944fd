"""Settings > Board: the stages from left to right, and the types of referral."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.settings_pages.board.rows import StageRow, TypeRow
from carehub.settings_pages.board.stage_panel import stage_panel
from carehub.settings_pages.board.state import StagesState
from carehub.settings_pages.board.types_state import TypesState
from carehub.settings_pages.frame import settings_frame
from carehub.settings_pages.parts import text_field
from carehub.ui.layout import panel
from carehub.ui.marks import problem_box, status_dot
from carehub.ui.tables import simple_table

ROUTE = "/settings/board"
_COLUMNS = ("Stage", "Stands for", "Referrals", "Limit", "Clock: stat / urgent / routine", "Shown", "Order")


def board_settings_page() -> rx.Component:
    return settings_frame(
        ROUTE,
        simple_table("Stages", _COLUMNS, StagesState.stages, _stage),
        rx.el.p(
            "The board shows them from left to right. A limit is a warning; nothing is refused.",
            class_name="field-hint table-note",
        ),
        rx.el.div(
            rx.el.h2("Types of referral"),
            rx.button(rx.icon("plus", size=16), "Add type", on_click=TypesState.open_new, variant="soft"),
            class_name="board-settings-head",
        ),
        simple_table("Types of referral", ("Type", "Referrals", "Shown", "Order"), TypesState.types, _type),
        stage_panel(),
        _type_panel(),
        action=rx.button(rx.icon("plus", size=16), "Add stage", on_click=StagesState.open_new, size="2"),
    )


def _stage(stage: ObjectVar[StageRow]) -> rx.Component:
    number, version, name = stage["id"].to(int), stage["version"].to(int), stage["name"].to(str)
    return rx.el.tr(
        rx.el.th(
            rx.el.span(
                class_name="board-settings-dot",
                style={"background": f"var(--{stage['colour'].to(str)}-9)"},
                aria_hidden="true",
            ),
            _opener(name, StagesState.open_stage(number)),
            scope="row",
            class_name="board-settings-name",
        ),
        rx.el.td(stage["status_word"]),
        rx.el.td(stage["cards"], class_name="tabular"),
        rx.el.td(stage["limit"], class_name="tabular"),
        rx.el.td(stage["clock"], class_name="tabular nowrap"),
        rx.el.td(_shown(stage["is_hidden"].to(bool), "On the board", "Hidden")),
        rx.el.td(
            _mover("arrow-left", name, "to the left", StagesState.move(number, version, True)),
            _mover("arrow-right", name, "to the right", StagesState.move(number, version, False)),
            class_name="nowrap",
        ),
    )


def _type(kind: ObjectVar[TypeRow]) -> rx.Component:
    number, name = kind["id"].to(int), kind["name"].to(str)
    return rx.el.tr(
        rx.el.th(_opener(name, TypesState.open_type(number)), scope="row"),
        rx.el.td(kind["referrals"], class_name="tabular"),
        rx.el.td(_shown(kind["is_hidden"].to(bool), "Offered", "Hidden")),
        rx.el.td(
            _mover("arrow-up", name, "up", TypesState.move(number, kind["version"].to(int), True)),
            _mover("arrow-down", name, "down", TypesState.move(number, kind["version"].to(int), False)),
            class_name="nowrap",
        ),
    )


def _opener(name: rx.Var[str], open_it: rx.event.EventType[()]) -> rx.Component:
    return rx.el.button(name, on_click=open_it, type="button", class_name="row-opener")


def _shown(is_hidden: rx.Var[bool], shown: str, hidden: str) -> rx.Component:
    return rx.cond(is_hidden, status_dot("disabled", hidden), status_dot("active", shown))


def _mover(icon: str, name: rx.Var[str], where: str, move: rx.event.EventType[()]) -> rx.Component:
    return rx.icon_button(
        rx.icon(icon, size=16),
        on_click=move,
        variant="ghost",
        color_scheme="gray",
        aria_label=f"Move {name} {where}",
        class_name="board-settings-mover",
    )


def _type_panel() -> rx.Component:
    return panel(
        rx.cond(TypesState.type_id == 0, "Add type", TypesState.name),
        rx.form(
            problem_box(TypesState.problem),
            text_field(
                "name",
                "Name",
                default_value=TypesState.name,
                hint="As people say it, for example Diaper bank.",
            ),
            rx.button("Save", type="submit"),
            on_submit=TypesState.save,
        ),
        rx.cond(
            TypesState.type_id != 0,
            rx.el.section(
                rx.cond(
                    TypesState.is_hidden,
                    rx.button("Offer it again", on_click=TypesState.show, variant="soft"),
                    rx.fragment(
                        rx.el.p("Referrals of this type stay as they are.", class_name="panel-fact"),
                        rx.button("Offer it no longer", on_click=TypesState.hide, variant="soft"),
                    ),
                ),
                class_name="panel-section board-settings-section",
            ),
        ),
        on_close=TypesState.close_panel,
        open_=TypesState.is_open,
    )

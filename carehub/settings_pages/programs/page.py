"""Settings > Programs: the table, and one program's panel."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.programs.wording import KIND
from carehub.settings_pages.frame import settings_frame
from carehub.settings_pages.parts import text_field
from carehub.settings_pages.programs.state import ProgramRow, ProgramsState
from carehub.ui.form_parts import choice
from carehub.ui.layout import empty_state, panel
from carehub.ui.marks import problem_box, status_dot
from carehub.ui.tables import simple_table

ROUTE = "/settings/programs"
_TITLES = ("Name", "Minutes count as", "Patients", "Status")
_KINDS = {word.value: said for word, said in KIND.items()}


def programs_settings_page() -> rx.Component:
    return settings_frame(
        ROUTE,
        rx.cond(
            ProgramsState.programs.length() > 0,
            simple_table("Programs", _TITLES, ProgramsState.programs, _program),
            rx.cond(
                ProgramsState.is_loaded,
                empty_state(
                    "layers",
                    "No program yet",
                    "Add what patients are enrolled in: care management, for example.",
                ),
            ),
        ),
        _panel(),
        action=rx.button(rx.icon("plus", size=16), "Add program", on_click=ProgramsState.open_new, size="2"),
    )


def _program(row: ObjectVar[ProgramRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.el.button(
                row["name"],
                on_click=ProgramsState.open_program(row["id"].to(int)),
                type="button",
                class_name="row-opener",
            ),
            scope="row",
        ),
        rx.el.td(row["kind_word"]),
        rx.el.td(row["patients"], class_name="tabular"),
        rx.el.td(
            rx.cond(row["is_retired"], status_dot("disabled", "Retired"), status_dot("active", "Offered"))
        ),
    )


def _panel() -> rx.Component:
    return panel(
        rx.cond(ProgramsState.program_id == 0, "Add program", ProgramsState.name),
        rx.form(
            problem_box(ProgramsState.problem),
            text_field("name", "Name", default_value=ProgramsState.name),
            choice("Minutes count as", "kind", _KINDS, ProgramsState.kind),
            rx.button("Save", type="submit"),
            on_submit=ProgramsState.save,
        ),
        rx.cond(ProgramsState.program_id > 0, rx.el.section(_offering(), class_name="panel-section")),
        on_close=ProgramsState.close_panel,
        open_=ProgramsState.is_open,
    )


def _offering() -> rx.Component:
    return rx.cond(
        ProgramsState.is_retired,
        rx.button("Offer it again", on_click=ProgramsState.offer_again, variant="soft"),
        rx.button("Take nobody new", on_click=ProgramsState.retire, variant="soft", color_scheme="gray"),
    )

"""The panel of one stage: its form, and how it leaves the board."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.referrals.stage_settings import COLOURS
from carehub.settings_pages.board.rows import STATUS_WORDS, ProofRow, StageRow
from carehub.settings_pages.board.state import StagesState
from carehub.settings_pages.parts import labelled, text_field
from carehub.ui.layout import panel
from carehub.ui.marks import problem_box

_CLOCKS = {
    "stat_hours": "Stat, hours",
    "urgent_days": "Urgent, days",
    "routine_days": "Routine, days",
}


def stage_panel() -> rx.Component:
    return panel(
        rx.cond(StagesState.stage_id == 0, "Add stage", StagesState.name),
        _form(),
        rx.cond(StagesState.stage_id != 0, _leaving()),
        on_close=StagesState.close_panel,
        open_=StagesState.is_open,
    )


def _form() -> rx.Component:
    return rx.form(
        problem_box(StagesState.problem),
        text_field("name", "Name", default_value=StagesState.name),
        _status(),
        _select("colour", "Colour", StagesState.colour, {colour: colour.capitalize() for colour in COLOURS}),
        _number("wip_limit", "Limit (more referrals than this are too many)"),
        rx.el.fieldset(
            rx.el.legend("Clock", class_name="field-label"),
            rx.el.div(
                *[_number(name, label) for name, label in _CLOCKS.items()], class_name="board-settings-clocks"
            ),
            rx.el.p("Business days. Empty: as usual for what the stage stands for.", class_name="field-hint"),
            class_name="field",
        ),
        rx.el.fieldset(
            rx.el.legend("A card that comes here is asked for", class_name="field-label"),
            rx.foreach(StagesState.proofs, _proof),
            rx.el.p("Dates, and what shows whose move it is, are always asked for.", class_name="field-hint"),
            class_name="field",
        ),
        rx.button("Save", type="submit"),
        on_submit=StagesState.save,
    )


def _status() -> rx.Component:
    return labelled(
        "Stands for",
        rx.el.select(
            *[rx.el.option(words, value=status.value) for status, words in STATUS_WORDS.items()],
            name="status",
            value=StagesState.status,
            on_change=StagesState.choose_status,
            disabled=(StagesState.stage_id != 0) & ((StagesState.cards > 0) | StagesState.is_last),
            class_name="plain-select",
        ),
        rx.cond(
            (StagesState.stage_id != 0) & ((StagesState.cards > 0) | StagesState.is_last),
            rx.el.p(
                "This can change once the stage is empty and another one stands for the same.",
                class_name="field-hint",
            ),
        ),
    )


def _select(name: str, label: str, value: rx.Var[str], options: dict[str, str]) -> rx.Component:
    return labelled(
        label,
        rx.el.select(
            *[rx.el.option(words, value=key) for key, words in options.items()],
            name=name,
            default_value=value,
            class_name="plain-select",
        ),
    )


def _number(name: str, label: str) -> rx.Component:
    return labelled(
        label,
        rx.input(
            name=name,
            default_value=StagesState.numbers[name],
            type="number",
            min="1",
            max="999",
            class_name="number-field",
        ),
    )


def _proof(proof: ObjectVar[ProofRow]) -> rx.Component:
    name = proof["name"].to(str)
    return rx.el.label(
        rx.el.input(type="checkbox", name=name, default_checked=proof["is_asked"].to(bool)),
        proof["label"],
        key=name,
        class_name="tick",
    )


def _leaving() -> rx.Component:
    return rx.el.section(
        rx.cond(
            StagesState.is_hidden,
            rx.el.div(
                rx.el.p("This stage is hidden.", class_name="panel-fact"),
                rx.button("Show it on the board", on_click=StagesState.show, variant="soft"),
            ),
            rx.cond(
                StagesState.is_last,
                rx.el.p(
                    "The last stage of its kind stays: referrals would have nowhere to stand.",
                    class_name="panel-fact",
                ),
                _leave_form("Hide this stage", StagesState.hide),
            ),
        ),
        rx.cond(~StagesState.is_last, _leave_form("Delete this stage", StagesState.delete)),
        class_name="panel-section board-settings-section",
    )


def _leave_form(verb: str, leave: rx.event.EventType) -> rx.Component:
    return rx.form(
        rx.cond(
            StagesState.cards > 0,
            labelled(
                f"{verb}: its referrals go to",
                rx.el.select(
                    rx.el.option("Choose", value=""),
                    rx.foreach(StagesState.others, _other),
                    name="into",
                    required=True,
                    class_name="plain-select",
                ),
            ),
        ),
        rx.button(verb, type="submit", variant="soft", color_scheme="red" if "Delete" in verb else "gray"),
        on_submit=leave,
        class_name="board-settings-leave",
    )


def _other(stage: ObjectVar[StageRow]) -> rx.Component:
    return rx.el.option(stage["name"].to(str), value=stage["id"].to(str))

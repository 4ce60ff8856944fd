"""The small dialog that asks for what a deed still lacks, and the one that tells what was refused."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.directory.suggesting import receiver_field
from carehub.referrals.bulk_state import BulkState, Refused
from carehub.referrals.form_parts import choice_field, form_buttons, line_field, problem, text_field
from carehub.referrals.prompts import LABELS, Choice, Kind, Prompt
from carehub.referrals.state import BoardState
from carehub.referrals.status import Proof


def question_dialogs() -> rx.Component:
    """For one card, for several, and the results of several."""
    return rx.fragment(_question(BoardState), _question(BulkState), _results())


def _question(state: type[BoardState] | type[BulkState]) -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(state.question, size="3"),
            rx.dialog.description(state.about, class_name="soft dialog-about"),
            rx.el.form(
                rx.foreach(state.prompts, _prompt),
                problem(state.problem),
                form_buttons("Save", state.dismiss),
                on_submit=state.answer,
                class_name="fields",
            ),
            class_name="small-dialog",
        ),
        open=state.question != "",
        on_open_change=lambda _open: state.dismiss(),
    )


def _prompt(prompt: ObjectVar[Prompt]) -> rx.Component:
    label, name, value = (prompt[key].to(str) for key in ("label", "name", "value"))
    field = rx.match(
        prompt["kind"],
        (Kind.CHOICE.value, choice_field(label, name, prompt["choices"].to(list[Choice]), value)),
        (Kind.TEXT.value, text_field(label, name, value)),
        (Kind.DAY.value, line_field(label, name, value, "date")),
        (Kind.MOMENT.value, line_field(label, name, value, "datetime-local")),
        rx.cond(
            name == Proof.RECEIVER.value,
            receiver_field(LABELS[Proof.RECEIVER], Proof.RECEIVER.value, value, where="question"),
            line_field(label, name, value),
        ),
    )
    return rx.fragment(field, key=name)


def _results() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(BulkState.summary, size="3"),
            rx.dialog.description("These stay as they were:", class_name="soft dialog-about"),
            rx.el.ul(rx.foreach(BulkState.refused, _refused), class_name="bulk-refused"),
            rx.el.div(
                rx.button("Close", on_click=BulkState.dismiss, variant="soft"), class_name="form-buttons"
            ),
            class_name="small-dialog",
        ),
        open=BulkState.summary != "",
        on_open_change=lambda _open: BulkState.dismiss(),
    )


def _refused(refused: ObjectVar[Refused]) -> rx.Component:
    return rx.el.li(rx.el.strong(refused["patient"]), rx.el.span(refused["why"]), key=refused["id"].to(str))

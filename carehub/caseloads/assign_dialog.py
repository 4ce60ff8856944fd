"""The dialog in which a patient comes onto a caseload, changes hands or leaves it."""

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx
from reflex.vars import ArrayVar

from carehub.caseloads.choosing import REASON, TO, CoordinatorChoice
from carehub.ui.marks import problem_box


@dataclass(frozen=True)
class AssignDialog:
    """``now`` is who is responsible, by id and name: both empty for nobody.

    Of ``several`` patients, ``patient`` says how many they are and ``now_id`` whether anybody keeps any.
    """

    patient: rx.Var[str]
    now_id: rx.Var[str]
    now_name: rx.Var[str]
    choices: ArrayVar[Sequence[CoordinatorChoice]]
    problem: rx.Var[str]
    is_open: rx.Var[bool]
    on_submit: rx.event.EventType
    on_close: rx.event.EventType
    several: rx.Var[bool] | bool = False


def assign_dialog(dialog: AssignDialog) -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(rx.cond(dialog.now_id == "", "Assign patient", "Reassign patient"), size="4"),
            rx.dialog.description(_who(dialog), size="2"),
            rx.form(
                problem_box(dialog.problem),
                _to(dialog),
                rx.cond(dialog.now_id != "", _reason()),
                rx.el.div(
                    rx.dialog.close(rx.button("Cancel", type="button", variant="soft", color_scheme="gray")),
                    rx.button("Assign", type="submit"),
                    class_name="dialog-buttons",
                ),
                on_submit=dialog.on_submit,
                class_name="dialog-form",
            ),
            max_width="440px",
        ),
        open=dialog.is_open,
        on_open_change=lambda _open: dialog.on_close,
    )


def _who(dialog: AssignDialog) -> rx.Component:
    where = rx.cond(
        dialog.now_id == "", " is with nobody now.", rx.fragment(" is with ", dialog.now_name, " now.")
    )
    return rx.fragment(rx.el.strong(dialog.patient), rx.cond(dialog.several, " selected.", where))


def _to(dialog: AssignDialog) -> rx.Component:
    return rx.el.div(
        rx.el.label("Coordinator", html_for="assign-to"),
        rx.el.select(
            rx.foreach(dialog.choices, lambda choice: rx.el.option(choice["label"], value=choice["id"])),
            rx.cond(dialog.now_id != "", rx.el.option("Nobody", value="")),
            id="assign-to",
            name=TO,
            default_value=dialog.now_id,
            class_name="plain-select",
        ),
        class_name="field",
    )


def _reason() -> rx.Component:
    return rx.el.div(
        rx.el.label("Reason", html_for="assign-reason"),
        rx.el.input(
            id="assign-reason",
            name=REASON,
            required=True,
            max_length=500,
            auto_complete="off",
            placeholder="Covers for an absence, moved to another site ...",
            class_name="plain-input",
        ),
        class_name="field",
    )

"""The goals of a care plan: each with what stands in its way, who does what for it, and how it goes."""

from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from carehub.care_plans.claims import Sheet
from carehub.care_plans.showing import ActionRow, BarrierRow, GoalRow, NoteRow
from carehub.care_plans.state import CarePlanState
from carehub.core.actor import Permission
from carehub.ui.session import may

_S = CarePlanState
_EDITS = Permission.CARE_EDIT
Row = TypeVar("Row", BarrierRow, ActionRow)


def goal_list() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h3("Goals"),
            rx.cond(may(_EDITS), opener("Add goal", Sheet.GOAL)),
            class_name="chart-head",
        ),
        rx.foreach(_S.goals, _goal),
        aria_label="Goals",
        class_name="chart-section",
    )


def opener(
    label: str | rx.Var[str],
    sheet: Sheet,
    goal: int | rx.Var[int] = 0,
    row: int | rx.Var[int] = 0,
    *,
    about: str | rx.Var[str] = "",
    variant: Literal["soft", "ghost", "solid"] = "soft",
    size: Literal["1", "2"] = "1",
) -> rx.Component:
    """A button that opens a form of the plan; ``about`` says of what, for who cannot see where it stands."""
    named = {"aria-label": f"{label}{about}"} if not isinstance(about, str) or about else {}
    return rx.button(
        label,
        variant=variant,
        size=size,
        on_click=_S.open_sheet(sheet.value, goal, row),
        custom_attrs=named,
    )


def _goal(goal: ObjectVar[GoalRow]) -> rx.Component:
    number, words = goal["id"].to(int), goal["words"].to(str)
    return rx.el.article(
        rx.el.div(
            rx.el.h4("“" + words + "”", class_name="plan-words"),
            rx.cond(may(_EDITS), opener("Change", Sheet.GOAL, number, number, about=" goal " + words)),
            class_name="plan-head",
        ),
        rx.el.p(
            rx.el.span(goal["status_word"], class_name="line-mark"),
            rx.cond(goal["measure"].to(str) != "", rx.el.span("We know by: ", goal["measure"])),
            rx.cond(
                goal["target"].to(str) != "",
                rx.el.span(
                    "By ",
                    goal["target"],
                    rx.cond(goal["is_late"].to(bool), " (the day has passed)", ""),
                    class_name=rx.cond(goal["is_late"].to(bool), "line-late tabular", "soft tabular"),
                ),
            ),
            class_name="plan-facts",
        ),
        rx.cond(goal["advice"].to(str) != "", rx.el.p(goal["advice"], class_name="field-hint plan-advice")),
        _block(
            "What stands in the way", goal["barriers"].to(list[BarrierRow]), _barrier, goal, Sheet.BARRIER
        ),
        _block("Who does what", goal["actions"].to(list[ActionRow]), _action, goal, Sheet.ACTION),
        _progress(goal),
        aria_label=words,
        class_name=rx.cond(goal["is_open"].to(bool), "plan-goal", "plan-goal plan-goal-over"),
        key=number.to(str),
    )


def _block(
    title: str,
    rows: ArrayVar[Sequence[Row]],
    row: Callable[[ObjectVar[GoalRow], ObjectVar[Row]], rx.Component],
    goal: ObjectVar[GoalRow],
    sheet: Sheet,
) -> rx.Component:
    adds = {Sheet.BARRIER: "Add barrier", Sheet.ACTION: "Add action"}[sheet]
    about = " to " + goal["words"].to(str)
    return rx.el.div(
        rx.el.div(
            rx.el.h5(title),
            rx.cond(
                may(_EDITS) & goal["is_open"].to(bool),
                opener(adds, sheet, goal["id"].to(int), about=about, variant="ghost"),
            ),
            class_name="plan-block-head",
        ),
        rx.cond(
            rows.length() > 0,
            rx.el.ul(rx.foreach(rows, lambda each: row(goal, each)), class_name="lines"),
            rx.el.p("Nothing yet.", class_name="soft"),
        ),
        class_name="plan-block",
    )


def _barrier(goal: ObjectVar[GoalRow], barrier: ObjectVar[BarrierRow]) -> rx.Component:
    text = barrier["text"].to(str)
    return rx.el.li(
        rx.el.span(text, class_name=rx.cond(barrier["is_solved"].to(bool), "plan-text soft", "plan-text")),
        rx.cond(barrier["is_solved"].to(bool), rx.el.span("Solved", class_name="line-mark")),
        _change(Sheet.BARRIER, goal, barrier["id"].to(int), text),
        class_name="line",
    )


def _action(goal: ObjectVar[GoalRow], action: ObjectVar[ActionRow]) -> rx.Component:
    text, is_done = action["text"].to(str), action["is_done"].to(bool)
    return rx.el.li(
        rx.el.input(
            type="checkbox",
            checked=is_done,
            on_change=lambda done: _S.mark_action(
                action["id"].to(int), action["version"].to(int), done.to(bool)
            ),
            disabled=~may(_EDITS) | (action["status"].to(str) == "dropped"),
            aria_label="Done: " + text,
        ),
        rx.el.span(text, class_name=rx.cond(is_done, "plan-text soft", "plan-text")),
        rx.el.span(
            action["owner_word"],
            rx.cond(action["who"].to(str) != "", ": " + action["who"].to(str), ""),
            class_name="line-mark",
        ),
        rx.cond(
            action["due"].to(str) != "",
            rx.el.span(
                rx.cond(action["is_late"].to(bool), "Late since ", "By "),
                action["due"],
                class_name=rx.cond(action["is_late"].to(bool), "line-late tabular", "soft tabular"),
            ),
        ),
        rx.cond(action["status"].to(str) == "dropped", rx.el.span(action["status_word"], class_name="soft")),
        _followed(action, text),
        _change(Sheet.ACTION, goal, action["id"].to(int), text),
        class_name="line",
    )


def _followed(action: ObjectVar[ActionRow], text: rx.Var[str]) -> rx.Component:
    return rx.cond(
        action["followed"].to(str) != "",
        rx.el.span("Follow-up due ", action["followed"], class_name="soft tabular"),
        rx.cond(
            may(_EDITS) & action["is_ours"].to(bool),
            rx.button(
                "Make a follow-up",
                variant="ghost",
                size="1",
                on_click=_S.follow(action["id"].to(int)),
                custom_attrs={"aria-label": f"Make a follow-up of {text}"},
            ),
        ),
    )


def _change(sheet: Sheet, goal: ObjectVar[GoalRow], row: rx.Var[int], text: rx.Var[str]) -> rx.Component:
    return rx.cond(
        may(_EDITS),
        rx.el.span(
            opener("Change", sheet, goal["id"].to(int), row, about=f" {text}", variant="ghost"),
            class_name="plan-end",
        ),
    )


def _progress(goal: ObjectVar[GoalRow]) -> rx.Component:
    notes = goal["progress"].to(list[NoteRow])
    return rx.el.div(
        rx.el.div(
            rx.el.h5("How it goes"),
            rx.cond(
                may(_EDITS) & goal["is_open"].to(bool),
                opener(
                    "Note progress",
                    Sheet.PROGRESS,
                    goal["id"].to(int),
                    about=" of " + goal["words"].to(str),
                    variant="ghost",
                ),
            ),
            class_name="plan-block-head",
        ),
        rx.cond(
            notes.length() > 0,
            rx.el.ul(rx.foreach(notes, _note), class_name="lines"),
            rx.el.p("Nothing yet.", class_name="soft"),
        ),
        class_name="plan-block",
    )


def _note(note: ObjectVar[NoteRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(note["text"], class_name="plan-text"),
        rx.el.span(note["who"], ", ", note["when"], class_name="soft tabular"),
        class_name="line",
    )

"""The overview's first words: what matters to the patient; then problems, concerns, preferences, alerts."""

from collections.abc import Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from carehub.core.actor import Permission
from carehub.desk.patient.frame import section
from carehub.desk.patient.story.reading import MattersLine, RemarkLine
from carehub.desk.patient.story.state import StoryState
from carehub.remarks.wording import KIND
from carehub.ui.form_parts import area, choice, form_dialog, line, small_button
from carehub.ui.session import may

_LABELS = {kind.value: label for kind, label in KIND.items()}


def what_matters() -> rx.Component:
    return rx.cond(
        may(Permission.NOTES_SEE),
        section(
            "What matters to me",
            rx.cond(
                StoryState.matters.length() > 0,
                rx.fragment(_now(), _before()),
                rx.el.p("Nobody asked yet what matters to this patient.", class_name="soft"),
            ),
            action=rx.cond(may(Permission.CARE_EDIT), small_button("Write", StoryState.open_saying)),
        ),
    )


def problems() -> rx.Component:
    return rx.cond(
        may(Permission.NOTES_SEE),
        _remarks("Problems and concerns", StoryState.known, "problem", "No problem is noted."),
    )


def preferences() -> rx.Component:
    return _remarks("Preferences and alerts", StoryState.preferences, "preference", "None is noted.")


def story_dialogs() -> tuple[rx.Component, ...]:
    return (
        form_dialog(
            "What matters to me",
            area("In the patient's own words", "words", StoryState.words, rows=6),
            open_=StoryState.is_saying,
            problem=StoryState.problem,
            verb="Save",
            on_submit=StoryState.say,
            on_close=StoryState.close,
        ),
        form_dialog(
            rx.cond(StoryState.remark_id > 0, "Change", "Note"),
            rx.cond(StoryState.remark_id == 0, choice("What it is", "kind", _LABELS, StoryState.kind)),
            line("In words", "words", StoryState.words, required=True),
            line("Since (if known)", "since", StoryState.since, kind="date"),
            open_=StoryState.is_noting,
            problem=StoryState.problem,
            verb="Save",
            on_submit=StoryState.note,
            on_close=StoryState.close,
        ),
    )


def _now() -> rx.Component:
    return rx.el.figure(
        rx.el.blockquote(StoryState.matters[0]["words"], class_name="own-words"),
        rx.el.figcaption(StoryState.matters[0]["by"], class_name="soft"),
        class_name="own-words-box",
    )


def _before() -> rx.Component:
    versions = rx.el.ol(rx.foreach(StoryState.matters[1:], _version), class_name="lines")
    return rx.cond(
        StoryState.matters.length() > 1,
        rx.fragment(
            rx.button(
                rx.cond(StoryState.shows_before, "Hide what it was before", "What it was before"),
                on_click=StoryState.show_before,
                variant="ghost",
                size="1",
            ),
            rx.cond(StoryState.shows_before, versions),
        ),
    )


def _version(said: ObjectVar[MattersLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(said["words"], class_name="note-text"),
        rx.el.span(said["by"], class_name="soft"),
        key=said["number"],
        class_name="line",
    )


def _remarks(title: str, lines: ArrayVar[Sequence[RemarkLine]], kind: str, nothing: str) -> rx.Component:
    return section(
        title,
        rx.cond(
            lines.length() > 0,
            rx.el.ul(rx.foreach(lines, _remark), class_name="lines"),
            rx.el.p(nothing, class_name="soft"),
        ),
        action=rx.cond(may(Permission.CARE_EDIT), small_button("Note", StoryState.open_note(kind))),
    )


def _remark(remark: ObjectVar[RemarkLine]) -> rx.Component:
    number, version = remark["id"].to(int), remark["version"].to(int)
    return rx.el.li(
        rx.el.span(remark["label"], class_name="line-mark"),
        rx.el.span(remark["words"], class_name="line-name"),
        rx.cond(remark["status"] != "", rx.el.span(remark["status"], class_name="soft")),
        rx.el.span(remark["about"], class_name="soft under"),
        rx.cond(
            may(Permission.CARE_EDIT),
            rx.el.span(
                rx.cond(
                    remark["status"] == "",
                    rx.fragment(
                        small_button("Change", StoryState.open_remark(number), remark["words"]),
                        small_button("No longer so", StoryState.end(number, version), remark["words"]),
                    ),
                    small_button("Holds again", StoryState.open_again(number, version), remark["words"]),
                ),
                class_name="line-buttons",
            ),
        ),
        key=number,
        class_name=rx.cond(remark["status"] == "", "line", "line line-past"),
    )

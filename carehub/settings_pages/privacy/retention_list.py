"""The part of Settings > Privacy that says how long things are kept."""

import reflex as rx

from carehub.retention.models import Kept
from carehub.retention.periods import CHOICES
from carehub.settings_pages.privacy.retention_state import RetentionState
from carehub.settings_pages.privacy.retention_words import FOR_GOOD, WHAT, length


def retention_list() -> rx.Component:
    return rx.fragment(
        rx.el.h2("How long things are kept", class_name="journal-title next-title"),
        rx.el.p(
            "Patients' records, the journal and the history of fields are kept for good. Files of imports go "
            "by the settings of the server. What goes is still in the backups until these are replaced.",
            class_name="soft retention-lead",
        ),
        *[_choice(kept) for kept in Kept],
        _question(),
    )


def _choice(kept: Kept) -> rx.Component:
    return rx.el.label(
        rx.el.span(WHAT[kept], class_name="field-label"),
        rx.el.select(
            *[
                rx.el.option(length(days), value=FOR_GOOD if days is None else str(days))
                for days in CHOICES[kept]
            ],
            value=RetentionState.chosen[kept.value],
            on_change=RetentionState.ask(kept.value),
            class_name="plain-select retention-select",
        ),
        class_name="field",
    )


def _question() -> rx.Component:
    return rx.alert_dialog.root(
        rx.alert_dialog.content(
            rx.alert_dialog.title(RetentionState.question, size="4"),
            rx.alert_dialog.description(RetentionState.goes, size="2"),
            rx.el.div(
                rx.button("Cancel", variant="soft", color_scheme="gray", on_click=RetentionState.leave),
                rx.button("Save", on_click=RetentionState.choose),
                class_name="dialog-buttons",
            ),
            max_width="440px",
        ),
        open=RetentionState.question != "",
    )

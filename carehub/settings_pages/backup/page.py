"""Settings > Backup."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.settings_pages.backup.state import BackupRow, BackupState
from carehub.settings_pages.frame import settings_frame
from carehub.settings_pages.parts import confirmed
from carehub.ui.layout import empty_state
from carehub.ui.marks import problem_box
from carehub.ui.tables import simple_table

ROUTE = "/settings/backup"
_COLUMNS = ("Made", "Size", "File")
_NEW_KEY = "Backups made so far still need the key that you printed for them."


def backup_page() -> rx.Component:
    return settings_frame(
        ROUTE, rx.cond(BackupState.is_loaded, _content()), action=rx.cond(BackupState.has_key, _make())
    )


def _make() -> rx.Component:
    return rx.button(
        rx.icon("archive", size=16),
        rx.cond(BackupState.is_making, "Backing up…", "Back up now"),
        on_click=BackupState.make,
        disabled=BackupState.is_making,
        size="2",
    )


def _content() -> rx.Component:
    return rx.el.div(
        problem_box(BackupState.problem),
        rx.cond(BackupState.key != "", _key(), rx.cond(BackupState.has_key, _about_key(), _no_key())),
        rx.cond(BackupState.has_key, _backups()),
        class_name="backup",
    )


def _key() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Your recovery key"),
        rx.el.p(
            "Print it or write it down, and keep it away from this computer. Without it nobody can open a "
            "backup. It is shown only now."
        ),
        rx.el.code(BackupState.key, class_name="recovery-key"),
        rx.button("I have printed it", on_click=BackupState.forget_key),
        aria_label="Your recovery key",
        class_name="backup-key",
    )


def _about_key() -> rx.Component:
    return rx.el.section(
        rx.el.p(
            "Each backup holds patients, referrals, documents and the journal. It is encrypted: only your "
            "printed recovery key opens it on another computer. ",
            BackupState.rhythm,
        ),
        rx.el.p("They are in ", rx.el.code(BackupState.folder), ". Take a copy to another place."),
        confirmed(
            rx.button("New recovery key", variant="soft", size="1"),
            "Make a new recovery key?",
            _NEW_KEY,
            rx.button("Make a new key", on_click=BackupState.renew_key),
        ),
        class_name="backup-about",
    )


def _no_key() -> rx.Component:
    return empty_state(
        "key-round",
        "No backups yet",
        "Backups are encrypted. Make the recovery key first and print it: it opens them when this computer "
        "is lost.",
        rx.button("Make the recovery key", on_click=BackupState.renew_key),
    )


def _backups() -> rx.Component:
    return rx.cond(
        BackupState.rows.length() > 0,
        simple_table("Backups", _COLUMNS, BackupState.rows, _backup),
        rx.el.p("No backup has been made yet.", class_name="soft"),
    )


def _backup(row: ObjectVar[BackupRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row["when"], rx.el.span(row["ago"], class_name="soft under"), scope="row"),
        rx.el.td(row["size"], class_name="tabular nowrap"),
        rx.el.td(row["name"], class_name="soft"),
    )

"""The panel's notes: read them, write one, name a colleague by @."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.referrals.form_parts import problem
from carehub.referrals.note_state import NoteState
from carehub.referrals.panel_parts import section
from carehub.referrals.panel_reading import NoteLine
from carehub.referrals.panel_state import ReferralState
from carehub.ui.widgets.mention_area import mention_area

NOTE = "text"


def note_list() -> rx.Component:
    return section(
        "Notes",
        rx.el.form(
            mention_area(
                name=NOTE,
                label="Note",
                placeholder="Write a note. @ names a colleague.",
                people=ReferralState.colleagues,
                saved=NoteState.saved,
                saved_count=NoteState.saved_count,
            ),
            problem(NoteState.problem),
            rx.button("Add note", type="submit", variant="soft", size="1"),
            on_submit=NoteState.write,
            class_name="note-form",
        ),
        rx.el.ul(rx.foreach(ReferralState.notes, _note), class_name="referral-lines"),
    )


def _note(line: ObjectVar[NoteLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(line["text"], class_name="referral-note"),
        rx.el.span(
            line["who"],
            rx.cond(line["to"], rx.fragment(" to ", line["to"])),
            ", ",
            line["exactly"],
            " · ",
            line["when"],
            class_name="soft",
        ),
        key=line["id"],
        class_name="referral-entry",
    )

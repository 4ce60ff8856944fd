"""The follow-ups part of the patient page."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.desk.patient.address import FOLLOW_UPS
from carehub.desk.patient.follow_ups.reading import FollowUpRow
from carehub.desk.patient.follow_ups.state import COMPLETE, REASSIGN, SNOOZE, FollowUpsPartState
from carehub.desk.patient.frame import patient_frame, section
from carehub.desk.patient.state import PatientState
from carehub.desk.quick.state import QuickState
from carehub.follow_ups.status import OUTCOMES
from carehub.follow_ups.wording import ENDED
from carehub.ui.form_parts import area, choice, choice_of, form_dialog, line, small_button
from carehub.ui.session import SessionState
from carehub.ui.tables import walked
from carehub.ui.widgets.list_keys import list_keys

_S = FollowUpsPartState
_OUTCOMES = {each.value: ENDED[each] for each in OUTCOMES}


def follow_ups_page() -> rx.Component:
    return patient_frame(
        FOLLOW_UPS,
        list_keys(enabled=SessionState.single_keys),
        section(
            "Follow-ups",
            rx.cond(
                _S.rows.length() > 0,
                rx.el.ul(rx.foreach(_S.rows, _follow_up), class_name="lines"),
                rx.cond(_S.is_loaded, rx.el.p("Nothing to follow up.", class_name="soft")),
            ),
            action=small_button("Add follow-up", QuickState.follow_up_for(PatientState.patient_number, 0)),
        ),
        overlays=(_completing(), _snoozing(), _reassigning()),
    )


def _follow_up(row: ObjectVar[FollowUpRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(row["text"], class_name="line-name"),
        rx.cond(
            row["ended"] == "",
            rx.fragment(
                rx.el.span("Due ", row["due"], class_name="tabular"),
                rx.cond(row["late"] != "", rx.el.span(row["late"], class_name="line-late")),
                rx.cond(row["priority"] != "", rx.el.span(row["priority"], class_name="line-mark")),
            ),
            rx.el.span(row["ended"], class_name="line-mark"),
        ),
        rx.el.span(row["owner"], class_name="soft"),
        rx.cond(row["href"] != "", rx.link("Referral", href=row["href"].to(str), size="2")),
        rx.cond(row["may_change"], _buttons(row)),
        rx.cond(
            (row["detail"] != "") | (row["note"] != ""),
            rx.el.span(
                row["detail"],
                rx.cond((row["detail"] != "") & (row["note"] != ""), rx.fragment(" · ")),
                row["note"],
                class_name="soft under",
            ),
        ),
        key=row["id"],
        **walked(row["id"]),
        class_name=rx.cond(row["ended"] == "", "line", "line line-past"),
    )


def _buttons(row: ObjectVar[FollowUpRow]) -> rx.Component:
    number, version, text = row["id"].to(int), row["version"].to(int), row["text"]
    now = rx.fragment(
        small_button("Complete", _S.ask(COMPLETE, number, version), text, key="d"),
        small_button(
            "Log contact", QuickState.contact_for(PatientState.patient_number, 0, number), text, key="c"
        ),
        small_button("Snooze", _S.ask(SNOOZE, number, version), text, key="s"),
        small_button("Reassign", _S.ask(REASSIGN, number, version), text, key="a"),
    )
    before = small_button("Open again", _S.reopen(number, version), text)
    return rx.el.span(rx.cond(row["ended"] == "", now, before), class_name="line-buttons")


def _completing() -> rx.Component:
    return _question(
        COMPLETE,
        "Complete",
        choice("What became of it", "ended", _OUTCOMES),
        area("Note", "note", rows=2),
    )


def _snoozing() -> rx.Component:
    return _question(
        SNOOZE,
        "Snooze",
        line("Until", "until", _S.tomorrow, kind="date", required=True),
        line("Why it can wait", "reason", required=True),
    )


def _reassigning() -> rx.Component:
    return _question(
        REASSIGN,
        "Reassign",
        choice_of("To (blank: whoever keeps the patient)", "owner", _S.owners),
        line("Why", "reason"),
    )


def _question(asking: str, verb: str, *fields: rx.Component) -> rx.Component:
    return form_dialog(
        verb,
        rx.el.p(_S.about, class_name="soft"),
        *fields,
        open_=_S.asking == asking,
        problem=_S.problem,
        verb=verb,
        on_submit=_S.answer,
        on_close=_S.close,
    )

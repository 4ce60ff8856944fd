"""My day, the first page: what needs this person now, section by section, each line with its actions."""

from typing import NamedTuple

import reflex as rx
from reflex.vars import NumberVar, ObjectVar

from carehub.core.actor import Permission
from carehub.crises.notices import crisis_notices
from carehub.crises.start_dialog import crisis_button
from carehub.crises.start_state import CrisisStartState
from carehub.desk.my_day.dialogs import questions
from carehub.desk.my_day.lines import MOST_COUNTED, Line, Name, Section
from carehub.desk.my_day.state import MyDayState
from carehub.desk.quick.state import QuickState
from carehub.desk.start import first_steps, ways
from carehub.ui.layout import empty_state, frame
from carehub.ui.session import SessionState, may
from carehub.ui.widgets.list_keys import list_keys


class Verb(NamedTuple):
    """An action on a line: its letter, its icon, what it is called."""

    key: str
    icon: str
    label: str


TITLES: dict[Name, str] = {
    Name.IMPORTS: "Imports to finish",
    Name.EMERGENCIES: "Emergency access to review",
    Name.SIGN_OFFS: "Sign-offs waiting for you",
    Name.REPORTS: "Reports to acknowledge",
    Name.ARRIVALS: "Expected today",
    Name.FOLLOW_UPS: "Follow-ups",
    Name.MOVES: "Referrals: our move",
    Name.NOTES: "Notes for you",
    Name.APPOINTMENTS: "Today's appointments",
    Name.NEW: "New on your caseload",
    Name.CHECK_INS: "Check-ins due",
    Name.STUCK: "Late referrals of everyone",
    Name.NEGLECTED: "Follow-ups that nobody does",
}
VERBS: dict[str, Verb] = {
    "done": Verb("d", "check", "Done"),
    "arrived": Verb("a", "door-open", "Arrived"),
    "acknowledge": Verb("a", "check", "Acknowledge"),
    "sign": Verb("y", "pen-line", "Sign"),
    "send_back": Verb("b", "undo-2", "Send back"),
    "justified": Verb("y", "check", "Justified"),
    "question": Verb("b", "message-circle-warning", "Question"),
    "take": Verb("t", "hand", "Take"),
    "read": Verb("d", "check", "Read"),
    "missed": Verb("n", "user-x", "No-show"),
    "snooze": Verb("s", "alarm-clock", "Snooze"),
    "later": Verb("s", "alarm-clock", "Later"),
    "call": Verb("c", "phone", "Log a contact"),
}
# What asks something first.
_ASK = ("missed", "snooze", "later", "send_back", "question")


def my_day_page() -> rx.Component:
    return frame(
        "My day",
        list_keys(enabled=SessionState.single_keys),
        rx.el.p(
            rx.el.span(MyDayState.day),
            rx.el.span(
                rx.cond(MyDayState.total > 0, rx.fragment(" · ", MyDayState.total, " waiting")), role="status"
            ),
            class_name="day-date",
        ),
        crisis_notices(),
        _chips(),
        rx.cond(MyDayState.is_new, first_steps()),
        *[_section(name) for name in Name],
        rx.cond(MyDayState.is_loaded & ~MyDayState.is_new & (MyDayState.total == 0), _nothing()),
        ways(),
        questions(),
        actions=(crisis_button(CrisisStartState.open_search()), _log_button(), _follow_up_button()),
    )


def _log_button() -> rx.Component:
    return rx.cond(
        may(Permission.NOTES_SEE),
        rx.button(
            rx.icon("phone", size=14), "Log a contact", variant="soft", on_click=QuickState.begin_contact
        ),
    )


def _follow_up_button() -> rx.Component:
    return rx.cond(
        may(Permission.NOTES_SEE),
        rx.button(rx.icon("plus", size=14), "New follow-up", on_click=QuickState.begin_follow_up),
    )


def _chips() -> rx.Component:
    return rx.el.nav(
        *[_chip(name) for name in Name], aria_label="Sections of the day", class_name="day-chips"
    )


def _chip(name: Name) -> rx.Component:
    total = _of(name)["total"].to(int)
    return rx.cond(
        total > 0,
        rx.el.a(rx.el.b(_said(total)), TITLES[name], href=f"#{name.value}", class_name="day-chip"),
    )


def _said(total: NumberVar[int]) -> rx.Component:
    return rx.cond(total >= MOST_COUNTED, rx.fragment(f"{MOST_COUNTED:,}+"), rx.fragment(total))


def _section(name: Name) -> rx.Component:
    section = _of(name)
    total = section["total"].to(int)
    lines = section["lines"].to(list[Line])
    return rx.cond(
        total > 0,
        rx.el.section(
            rx.el.h2(TITLES[name], rx.el.span(_said(total), class_name="day-count"), id=name.value),
            rx.el.ul(rx.foreach(lines, _line), class_name="day-lines"),
            rx.cond(
                total > lines.length(),
                rx.button(
                    "Show more",
                    variant="ghost",
                    size="1",
                    on_click=MyDayState.show_more(name.value),
                    custom_attrs={"aria-label": f"Show more: {TITLES[name]}"},
                ),
            ),
            aria_labelledby=name.value,
            class_name="day-section",
        ),
    )


def _of(name: Name) -> ObjectVar[Section]:
    return getattr(MyDayState, name.value)


def _line(line: ObjectVar[Line]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.link(
                rx.cond(line["patient"] != "", line["patient"], line["what"]),
                href=line["href"].to(str),
                underline="none",
                class_name="day-patient",
                custom_attrs={"data-key": "Enter"},
            ),
            rx.el.span(line["identity"], class_name="soft day-identity"),
            class_name="day-who",
        ),
        rx.el.div(
            rx.el.span(
                rx.cond(line["mark"] != "", rx.el.span(line["mark"], class_name="day-mark")),
                rx.cond(line["patient"] != "", line["what"], ""),
            ),
            rx.cond(line["detail"] != "", rx.el.span(line["detail"], class_name="soft day-detail")),
            class_name="day-what",
        ),
        rx.el.div(
            rx.cond(line["when"] != "", rx.el.span(line["when"], class_name="tabular")),
            rx.cond(line["late"] != "", rx.el.span(line["late"], class_name="day-late")),
            class_name="day-when",
        ),
        rx.el.div(*[_action(does, line) for does in VERBS], class_name="day-actions"),
        key=line["key"].to(str),
        tab_index=0,
        class_name="day-line",
        custom_attrs={"data-line": line["key"]},
    )


def _action(does: str, line: ObjectVar[Line]) -> rx.Component:
    verb = VERBS[does]
    return rx.cond(
        line["does"].to(list[str]).contains(does),
        rx.el.button(
            rx.icon(verb.icon, size=14),
            rx.el.span(verb.label),
            rx.el.kbd(verb.key, aria_hidden="true"),
            type="button",
            on_click=_press(does, line),
            custom_attrs={
                "data-key": verb.key,
                "aria-label": rx.Var.create(f"{verb.label}: ") + line["patient"].to(str),
            },
            class_name="day-action",
        ),
    )


def _press(does: str, line: ObjectVar[Line]) -> rx.event.EventType[()]:
    if does == "call":
        return QuickState.contact_for(
            line["patient_id"].to(int),
            line["referral_id"].to(int),
            rx.cond(line["kind"] == "follow_up", line["id"].to(int), 0).to(int),
        )
    if does in _ASK:
        return MyDayState.ask(does, line["key"].to(str))
    return MyDayState.act(does, line["key"].to(str))


def _nothing() -> rx.Component:
    return empty_state("coffee", "Nothing is waiting", "What needs you will show up here by itself.")

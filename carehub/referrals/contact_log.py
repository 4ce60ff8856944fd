"""The panel's contact log: what was tried, and the short form for the next attempt."""

from enum import StrEnum
from typing import TypeVar

import reflex as rx
from reflex.vars import ObjectVar

from carehub.contacts.wording import ANSWER, HOW, WHOM
from carehub.referrals.contact_state import KEY, ContactState
from carehub.referrals.form_parts import InputKind, form_buttons, problem
from carehub.referrals.panel_parts import section
from carehub.referrals.panel_reading import AttemptLine
from carehub.referrals.panel_state import ReferralState

Word = TypeVar("Word", bound=StrEnum)


def contact_log() -> rx.Component:
    return section(
        "Contact attempts",
        rx.cond(ContactState.is_logging, _form()),
        rx.cond(ReferralState.tried, rx.el.p(ReferralState.tried, class_name="soft")),
        rx.cond(
            ReferralState.attempts.length() > 0,
            rx.el.ul(rx.foreach(ReferralState.attempts, _attempt), class_name="referral-lines"),
            rx.cond(~ContactState.is_logging, rx.el.p("Nobody was tried yet.", class_name="soft")),
        ),
        action=rx.cond(
            ~ContactState.is_logging,
            rx.button(
                "Log a contact",
                rx.el.kbd(KEY, aria_hidden="true"),
                variant="soft",
                size="1",
                on_click=ContactState.begin,
            ),
        ),
    )


def _attempt(line: ObjectVar[AttemptLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(line["what"]),
        rx.cond(line["note"], rx.el.span(line["note"], class_name="referral-said")),
        rx.el.span(line["who"], ", ", line["when"], class_name="soft"),
        key=line["id"],
        class_name="referral-entry",
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            _choice("Whom", "whom", WHOM, focused=True),
            _choice("How", "how", HOW),
            _choice("What came of it", "answer", ANSWER, unsaid="Choose"),
            _line("Minutes", "minutes", "number"),
            _line("When (empty: now)", "at", "datetime-local"),
            _line("Note", "note", "text"),
            class_name="contact-fields",
        ),
        problem(ContactState.problem),
        form_buttons("Log", ContactState.leave),
        on_submit=ContactState.log,
        aria_label="Log a contact",
        class_name="fields",
    )


def _choice(
    label: str, name: str, words: dict[Word, str], *, focused: bool = False, unsaid: str = ""
) -> rx.Component:
    """``unsaid`` is what stands there until something is chosen; without it the first choice does."""
    options = [rx.el.option(unsaid, value="")] if unsaid else []
    options += [rx.el.option(said, value=value) for value, said in words.items()]
    return _labelled(
        label, rx.el.select(*options, name=name, auto_focus=focused, required=True, class_name="plain-select")
    )


def _line(label: str, name: str, kind: InputKind) -> rx.Component:
    return _labelled(label, rx.el.input(name=name, type=kind, auto_complete="off", class_name="plain-input"))


def _labelled(label: str, control: rx.Component) -> rx.Component:
    return rx.el.label(rx.el.span(label, class_name="field-label"), control, class_name="contact-field")

"""The panel at the right: one referral, read and edited."""

from typing import cast

import reflex as rx
from reflex.vars import ObjectVar

from carehub.referrals.details import Detail, Fact, Line
from carehub.referrals.form_parts import choice_field, form_buttons, line_field, problem, text_field
from carehub.referrals.new_dialog import URGENCIES
from carehub.referrals.panel_state import ReferralState
from carehub.referrals.state import BoardState
from carehub.ui.layout import panel
from carehub.ui.widgets.kanban import CardAction

_DETAIL = cast(ObjectVar[Detail], ReferralState.detail)


def referral_panel() -> rx.Component:
    return rx.fragment(
        panel(
            _said("patient"),
            rx.el.p(
                rx.el.span(_said("identity"), class_name="soft"),
                rx.link("Open patient", href=_said("patient_href"), size="2"),
                class_name="referral-identity",
            ),
            _standing(),
            rx.cond(ReferralState.is_editing, _form(), _reading()),
            rx.el.h2("History", class_name="referral-heading"),
            rx.el.ol(rx.foreach(ReferralState.timeline, _line), class_name="referral-history"),
            on_close=ReferralState.close,
            open_=ReferralState.is_open,
        ),
    )


def _said(name: str) -> rx.Var[str]:
    return _DETAIL[name].to(str)


def _standing() -> rx.Component:
    return rx.el.div(
        rx.badge(_said("stage"), color_scheme="gray", variant="surface"),
        rx.cond(_said("urgency") != "routine", rx.badge(_said("urgency_word"), color_scheme="amber")),
        rx.cond(_said("late"), rx.badge(_said("late"), color_scheme="red")),
        rx.cond(_said("whose_move"), rx.el.span("Next: ", _said("whose_move"), class_name="soft")),
        class_name="referral-standing",
    )


def _reading() -> rx.Component:
    return rx.fragment(
        rx.el.dl(
            _row("Type", _said("type")),
            _row("Receiver", _said("receiver")),
            _row("Question", _said("question")),
            rx.foreach(ReferralState.facts, _fact),
            class_name="referral-facts",
        ),
        rx.el.div(
            rx.cond(_DETAIL["can_acknowledge"], rx.button("Acknowledge report", on_click=_acknowledge())),
            rx.cond(_DETAIL["can_edit"], rx.button("Edit", variant="soft", on_click=ReferralState.edit)),
            class_name="referral-buttons",
        ),
    )


def _acknowledge() -> rx.event.EventType[()]:
    seen = {"action": "acknowledge", "id": _DETAIL["id"], "version": _DETAIL["version"]}
    return cast(rx.event.EventType[()], BoardState.act(cast(CardAction, seen)))


def _form() -> rx.Component:
    return rx.el.form(
        choice_field("Type", "type_id", ReferralState.types, _said("type_id")),
        choice_field("Urgency", "urgency", URGENCIES, _said("urgency")),
        line_field("Receiver", "receiver", _said("receiver")),
        text_field("Clinical question", "question", _said("question")),
        problem(ReferralState.problem),
        form_buttons("Save", ReferralState.leave_edit),
        on_submit=ReferralState.save,
        class_name="fields",
    )


def _fact(fact: ObjectVar[Fact]) -> rx.Component:
    return _row(fact["label"], fact["value"])


def _row(label: rx.Var[object] | str, value: rx.Var[object]) -> rx.Component:
    return rx.el.div(rx.el.dt(label), rx.el.dd(rx.cond(value, value, "–")))


def _line(line: ObjectVar[Line]) -> rx.Component:
    return rx.el.li(
        rx.el.span(line["what"]),
        rx.cond(line["reason"], rx.el.q(line["reason"])),
        rx.el.time(line["exactly"], " · ", line["when"], class_name="soft"),
        key=line["id"],
    )

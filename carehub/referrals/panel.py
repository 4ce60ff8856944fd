"""The panel at the right: one referral, read and edited, with all that belongs to it."""

from collections.abc import Sequence
from typing import cast

import reflex as rx
from reflex.vars import ObjectVar

from carehub.referrals.contact_log import contact_log
from carehub.referrals.contact_state import KEY, ContactState
from carehub.referrals.details import Detail, Fact
from carehub.referrals.disclosing_list import disclosing_list
from carehub.referrals.document_list import document_list, removing_dialog
from carehub.referrals.follow_up_list import follow_up_list
from carehub.referrals.note_list import NOTE, note_list
from carehub.referrals.packet_form import packet_form
from carehub.referrals.panel_form import panel_form
from carehub.referrals.panel_parts import section
from carehub.referrals.panel_reading import AppointmentLine
from carehub.referrals.panel_state import ReferralState
from carehub.referrals.state import BoardState
from carehub.referrals.timeline import Line
from carehub.sensitive.models import Sensitivity
from carehub.ui.layout import panel
from carehub.ui.session import SessionState
from carehub.ui.widgets.dialog_keys import dialog_keys
from carehub.ui.widgets.kanban import CardAction
from carehub.ui.widgets.unsaved import unsaved

_DETAIL = cast(ObjectVar[Detail], ReferralState.detail)


def referral_panel() -> rx.Component:
    return rx.fragment(
        panel(
            _said("patient"),
            unsaved(
                _head(),
                rx.cond(ReferralState.is_editing, panel_form(), _reading()),
                rx.cond(_DETAIL["can_note"], contact_log()),
                rx.cond(_DETAIL["can_note"], follow_up_list()),
                rx.cond(_DETAIL["can_document"], document_list()),
                disclosing_list(),
                rx.cond(_DETAIL["can_note"], note_list()),
                _history(),
                question="You have not saved what you typed.",
                keep="Keep editing",
                discard="Discard it",
                on_discard=ReferralState.close,
            ),
            dialog_keys(
                keys=[KEY], fields={"n": NOTE}, enabled=SessionState.single_keys, on_key=ContactState.press
            ),
            on_close=ReferralState.close,
            open_=ReferralState.is_open,
        ),
        removing_dialog(),
    )


def _said(name: str) -> rx.Var[str]:
    return _DETAIL[name].to(str)


def _head() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            rx.el.span(_said("identity"), class_name="soft"),
            rx.link("Open patient", href=_said("patient_href"), size="2"),
            class_name="referral-identity",
        ),
        rx.el.div(
            rx.badge(_said("stage"), color_scheme="gray", variant="surface"),
            rx.cond(_said("urgency") != "routine", rx.badge(_said("urgency_word"), color_scheme="amber")),
            rx.cond(_said("late"), rx.badge(_said("late"), color_scheme="red")),
            rx.cond(_said("warning"), rx.badge(_said("warning"), color_scheme="amber")),
            rx.cond(_said("sensitive_word"), rx.badge(_said("sensitive_word"), color_scheme="violet")),
            rx.cond(_said("whose_move"), rx.el.span("Next: ", _said("whose_move"), class_name="soft")),
            class_name="referral-standing",
        ),
    )


def _reading() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.cond(_DETAIL["can_acknowledge"], rx.button("Acknowledge report", on_click=_acknowledge())),
            rx.cond(_DETAIL["can_tell"], rx.button("Patient told", on_click=ReferralState.tell_patient)),
            rx.cond(_DETAIL["can_edit"], rx.button("Edit", variant="soft", on_click=ReferralState.edit)),
            packet_form(),
            class_name="referral-buttons",
        ),
        rx.el.p(
            rx.cond(_said("question"), _said("question"), "No clinical question yet."),
            class_name="referral-question",
        ),
        _facts(("Type", "type"), ("Receiver", "receiver"), more=ReferralState.facts),
        rx.cond(_DETAIL["can_mark"], _sensitivity()),
        rx.cond(
            _said("receiver_href") != "",
            rx.link("How this receiver does", href=_said("receiver_href"), size="2"),
        ),
        section(
            "Authorization",
            rx.cond(
                ReferralState.authorization.length() > 0,
                _facts(more=ReferralState.authorization),
                rx.el.p("None on file.", class_name="soft"),
            ),
        ),
        section("Dates", _facts(more=ReferralState.dates)),
        section(
            "Appointments",
            rx.cond(
                ReferralState.appointments.length() > 0,
                rx.el.ul(rx.foreach(ReferralState.appointments, _appointment), class_name="referral-lines"),
                rx.el.p("None in the calendar.", class_name="soft"),
            ),
        ),
    )


def _sensitivity() -> rx.Component:
    return rx.el.label(
        rx.el.span("Who may see it", class_name="field-label"),
        rx.el.select(
            rx.el.option("Everybody who sees the patient", value=""),
            *[rx.el.option(f"Sensitive: {kind.label}", value=kind.value) for kind in Sensitivity],
            value=_said("sensitive"),
            on_change=ReferralState.mark_sensitive,
            class_name="plain-select",
        ),
        class_name="referral-sensitivity",
    )


def _acknowledge() -> rx.event.EventType[()]:
    seen = {"action": "acknowledge", "id": _DETAIL["id"], "version": _DETAIL["version"]}
    return cast(rx.event.EventType[()], BoardState.act(cast(CardAction, seen)))


def _facts(*own: tuple[str, str], more: rx.Var[Sequence[Fact]]) -> rx.Component:
    rows = [_row(label, _said(name)) for label, name in own]
    return rx.el.dl(*rows, rx.foreach(more, _fact), class_name="referral-facts")


def _fact(fact: ObjectVar[Fact]) -> rx.Component:
    return _row(fact["label"], fact["value"])


def _row(label: rx.Var[object] | str, value: rx.Var[object]) -> rx.Component:
    return rx.el.div(rx.el.dt(label), rx.el.dd(rx.cond(value, value, "–")))


def _appointment(line: ObjectVar[AppointmentLine]) -> rx.Component:
    return rx.el.li(
        rx.link(line["when"], href=line["href"].to(str), size="2", class_name="tabular"),
        rx.el.span(line["title"]),
        rx.el.span(line["status"], class_name="soft"),
        class_name="referral-line",
    )


def _history() -> rx.Component:
    return section(
        "History",
        rx.el.ol(rx.foreach(ReferralState.timeline, _line), class_name="referral-history"),
        action=rx.cond(
            _said("history_href") != "",
            rx.link("What fields held before", href=_said("history_href"), size="2"),
        ),
    )


def _line(line: ObjectVar[Line]) -> rx.Component:
    return rx.el.li(
        rx.el.span(line["what"]),
        rx.cond(line["reason"], rx.el.q(line["reason"])),
        rx.cond(line["proof"], rx.el.span(line["proof"], class_name="soft")),
        rx.el.time(line["exactly"], " · ", line["when"], class_name="soft"),
        key=line["id"],
    )

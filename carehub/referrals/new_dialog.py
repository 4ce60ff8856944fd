"""The dialog in which a referral is made by hand."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.core.actor import Permission
from carehub.directory.suggesting import receiver_field
from carehub.patients.choosing import Choosable
from carehub.patients.finder import patient_finder
from carehub.referrals.form_parts import choice_field, form_buttons, problem, text_field
from carehub.referrals.new_state import NewReferralState
from carehub.referrals.prompts import Choice
from carehub.referrals.status import Urgency
from carehub.referrals.wording import URGENCY
from carehub.ui.session import may
from carehub.ui.widgets.unsaved import unsaved

URGENCIES = [Choice(value=urgency, label=URGENCY[urgency]) for urgency in Urgency]


def new_referral_button() -> rx.Component:
    return rx.cond(
        may(Permission.REFERRALS_CREATE),
        rx.button(rx.icon("plus", size=14), "New referral", size="2", on_click=NewReferralState.open_form),
    )


def new_referral_dialog() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title("New referral", size="3"),
            unsaved(
                _patient(),
                _form(),
                question="You have not saved what you typed.",
                keep="Keep editing",
                discard="Discard it",
                on_discard=NewReferralState.close,
            ),
            aria_describedby="",
            class_name="small-dialog",
        ),
        open=NewReferralState.is_open,
        on_open_change=lambda _open: NewReferralState.close(),
    )


def _form() -> rx.Component:
    return rx.el.form(
        choice_field("Type", "type_id", NewReferralState.types),
        choice_field("Urgency", "urgency", URGENCIES, Urgency.ROUTINE.value),
        receiver_field("Receiver", "receiver", where="new"),
        text_field("Clinical question", "question"),
        problem(NewReferralState.problem),
        form_buttons("Make referral", NewReferralState.close),
        on_submit=NewReferralState.create,
        class_name="fields",
    )


def _patient() -> rx.Component:
    return rx.el.div(
        rx.el.span("Patient", class_name="field-label", aria_hidden="true"),
        rx.cond(NewReferralState.chosen, rx.foreach(NewReferralState.chosen, _chosen), _search()),
        class_name="field",
    )


def _search() -> rx.Component:
    return patient_finder(
        NewReferralState.found,
        is_nobody=NewReferralState.is_nobody,
        on_type=NewReferralState.search,
        on_choose=NewReferralState.choose,
        on_enter=NewReferralState.choose_only,
    )


def _chosen(patient: ObjectVar[Choosable]) -> rx.Component:
    return rx.el.div(
        rx.el.div(rx.el.strong(patient["name"]), rx.el.span(patient["identity"], class_name="soft")),
        rx.button(
            "Change", type="button", variant="ghost", size="1", on_click=NewReferralState.choose_another
        ),
        class_name="patient-chosen",
    )

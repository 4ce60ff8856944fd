"""The panel as a form: what a referral says, and what the payer allows."""

from typing import cast

import reflex as rx
from reflex.vars import ObjectVar

from carehub.directory.suggesting import receiver_field
from carehub.referrals.details import Detail
from carehub.referrals.form_parts import choice_field, form_buttons, line_field, problem, text_field
from carehub.referrals.new_dialog import URGENCIES
from carehub.referrals.panel_state import ReferralState

_DETAIL = cast(ObjectVar[Detail], ReferralState.detail)


def panel_form() -> rx.Component:
    return rx.el.form(
        choice_field("Type", "type_id", ReferralState.types, _said("type_id")),
        choice_field("Urgency", "urgency", URGENCIES, _said("urgency")),
        receiver_field("Receiver", "receiver", _said("receiver"), where="panel"),
        text_field("Clinical question", "question", _said("question")),
        rx.el.fieldset(
            rx.el.legend("Authorization", class_name="referral-heading"),
            line_field("Payer", "authorization_payer", _said("authorization_payer")),
            line_field("Number", "authorization_number", _said("authorization_number")),
            line_field("Valid from", "authorization_from", _said("authorization_from"), "date"),
            line_field("Valid to", "authorization_until", _said("authorization_until"), "date"),
            line_field("Visits allowed", "authorization_visits", _said("authorization_visits"), "number"),
            line_field("Visits used", "authorization_used", _said("authorization_used"), "number"),
            class_name="referral-authorization",
        ),
        problem(ReferralState.problem),
        form_buttons("Save", ReferralState.leave_edit),
        on_submit=ReferralState.save,
        class_name="fields",
    )


def _said(name: str) -> rx.Var[str]:
    return _DETAIL[name].to(str)

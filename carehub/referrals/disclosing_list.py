"""The panel's part for 42 CFR Part 2: whether it is such a record, and by what it may leave the center."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.disclosures.models import Ground
from carehub.referrals.disclosing_shown import GroundLine, Part2Shown
from carehub.referrals.disclosing_state import DisclosingState
from carehub.referrals.panel_parts import section
from carehub.referrals.panel_state import ReferralState
from carehub.ui.form_parts import choice, form_dialog, line, small_button

_GROUNDS = {ground.value: ground.label for ground in Ground}


def disclosing_list() -> rx.Component:
    shown: ObjectVar[Part2Shown] = ReferralState.part2  # pyright: ignore[reportAssignmentType]
    lines = shown["lines"].to(list[GroundLine])
    return rx.cond(
        shown["is_offered"],
        section(
            "42 CFR Part 2",
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=shown["is_record"].to(bool),
                    disabled=~shown["can_mark"].to(bool),
                    on_change=lambda wanted: DisclosingState.mark(wanted.to(bool)),
                ),
                "A record of our Part 2 program",
                class_name="tick lone-tick",
            ),
            rx.cond(shown["is_record"], _grounds(shown, lines)),
            _form(),
        ),
    )


def _grounds(shown: ObjectVar[Part2Shown], lines: rx.Var[list[GroundLine]]) -> rx.Component:
    return rx.fragment(
        rx.el.p(
            rx.cond(
                shown["may_leave"],
                "It may leave the center; the notice of section 2.32 goes along.",
                "It does not leave the center yet: record the patient's consent, or an exception.",
            ),
            class_name="soft",
        ),
        rx.el.ul(rx.foreach(lines, _ground), class_name="referral-lines"),
        rx.cond(
            shown["can_mark"],
            rx.el.div(
                small_button("Record a consent or exception", DisclosingState.ask), class_name="below-lines"
            ),
        ),
    )


def _ground(ground: ObjectVar[GroundLine]) -> rx.Component:
    return rx.el.li(
        rx.el.strong(ground["label"]),
        rx.el.p(ground["standing"]),
        rx.el.p(ground["detail"], class_name="soft"),
        rx.cond(
            ground["can_revoke"],
            small_button("Revoke", DisclosingState.revoke(ground["id"].to(int)), ground["label"]),
        ),
        key=ground["id"].to_string(),
    )


def _form() -> rx.Component:
    return form_dialog(
        "Consent or exception",
        choice("By what", "ground", _GROUNDS, unsaid="Choose"),
        line("What is disclosed", "what", "This referral and its documents"),
        line("For what", "purpose", "Treatment"),
        line("Signed on", "signed_on", kind="date"),
        line("Ends on", "expires_on", kind="date"),
        rx.el.p(
            "The consent is to the receiver of this referral, and the patient can revoke it at any time. "
            "An exception holds until tomorrow; say under “For what” why it applies.",
            class_name="soft",
        ),
        open_=DisclosingState.is_asking,
        problem=DisclosingState.problem,
        verb="Save",
        on_submit=DisclosingState.save,
        on_close=DisclosingState.close,
    )

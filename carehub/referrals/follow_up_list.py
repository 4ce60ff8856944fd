"""The panel's follow-ups: what is still to be done for the referral, and one more."""

from typing import cast

import reflex as rx
from reflex.vars import ObjectVar

from carehub.desk.quick.state import QuickState
from carehub.referrals.details import Detail
from carehub.referrals.panel_parts import section
from carehub.referrals.panel_reading import FollowUpLine
from carehub.referrals.panel_state import ReferralState
from carehub.ui.form_parts import small_button

_DETAIL = cast(ObjectVar[Detail], ReferralState.detail)


def follow_up_list() -> rx.Component:
    return section(
        "Follow-ups",
        rx.cond(
            ReferralState.follow_ups.length() > 0,
            rx.el.ul(rx.foreach(ReferralState.follow_ups, _follow_up), class_name="referral-lines"),
            rx.el.p("Nothing to follow up.", class_name="soft"),
        ),
        action=small_button(
            "Add follow-up",
            QuickState.follow_up_for(_DETAIL["patient_id"].to(int), _DETAIL["id"].to(int)),
        ),
    )


def _follow_up(line: ObjectVar[FollowUpLine]) -> rx.Component:
    return rx.el.li(
        rx.el.span(line["text"]),
        rx.el.span(
            "Due ",
            line["due"],
            rx.cond(line["owner"] != "", rx.fragment(" · ", line["owner"])),
            class_name=rx.cond(line["is_late"], "line-late", "soft"),
        ),
        key=line["id"],
        class_name="referral-entry",
    )

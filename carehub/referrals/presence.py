"""Small marks above the board for those who look at it as well."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.referrals.presence_state import Here, PresenceState


def also_here() -> rx.Component:
    return rx.cond(
        PresenceState.others.length() > 0,
        rx.el.ul(
            rx.foreach(PresenceState.others, _mark),
            rx.cond(PresenceState.more > 0, rx.el.li(f"+{PresenceState.more}", class_name="soft")),
            aria_label="Also looking at this board",
            class_name="also-here",
        ),
    )


def _mark(here: ObjectVar[Here]) -> rx.Component:
    return rx.el.li(
        rx.el.span(here["initials"], aria_hidden="true"),
        rx.el.span(here["name"], class_name="visually-hidden"),
        title=here["name"].to(str),
        key=here["id"].to_string(),
        class_name="avatar",
    )

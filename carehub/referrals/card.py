"""How a card of the board looks."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.referrals.cards import ASK_WHY, ReferralCard


@rx.memo
def referral_card(card: ObjectVar[ReferralCard]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.cond(card["pinned"], rx.icon("pin", size=12, class_name="card-pin", aria_label="Pinned")),
            rx.el.a(card["patient"], href=card["href"].to(str), class_name="card-patient", draggable=False),
            class_name="card-line",
        ),
        rx.el.div(_urgency(card), rx.el.span(card["type"], class_name="card-clip"), class_name="card-line"),
        rx.el.div(
            rx.el.span(card["receiver"], class_name="card-clip card-soft"),
            rx.cond(card["coordinator"], rx.el.span(card["coordinator"], class_name="card-who")),
            class_name="card-line card-to",
        ),
        rx.cond(card["note"], rx.el.div(card["note"], class_name="card-note")),
        rx.cond(
            card["stuck"],
            rx.el.div(card["stuck"], class_name=rx.cond(card["stuck"] == ASK_WHY, "card-soft", "card-stuck")),
        ),
        rx.el.div(_turn(card), _standing(card), class_name="card-line card-foot"),
        class_name="referral-card",
    )


def _urgency(card: ObjectVar[ReferralCard]) -> rx.Component:
    mark = rx.match(card["urgency"], ("stat", "◆"), ("urgent", "▲"), "")
    return rx.cond(
        card["urgency_word"],
        rx.el.span(
            rx.el.span(mark, aria_hidden="true"),
            card["urgency_word"],
            class_name=rx.cond(card["urgency"] == "stat", "urgency urgency-stat", "urgency"),
        ),
    )


def _turn(card: ObjectVar[ReferralCard]) -> rx.Component:
    return rx.cond(
        card["whose_move"],
        rx.el.span(
            rx.el.span("Next: ", class_name="visually-hidden"), card["whose_move"], class_name="card-turn"
        ),
        rx.el.span(),
    )


def _standing(card: ObjectVar[ReferralCard]) -> rx.Component:
    return rx.el.span(
        rx.cond(
            card["late"],
            rx.el.span(card["late"], class_name="card-late"),
            rx.el.span(card["due"], class_name="card-due"),
        ),
        rx.el.span(
            rx.el.span("in this stage ", class_name="visually-hidden"),
            card["since"],
            title="In this stage",
            class_name="card-since",
        ),
        class_name="card-line card-standing",
    )

"""One form of a patient, filled in question by question, with what it calls for at its end."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.assessments.asking import Asking, form_sections
from carehub.assessments.definition import OfferKind
from carehub.assessments.filling_state import AssessmentState
from carehub.assessments.offer_state import OfferState, TypeChoice
from carehub.assessments.offers_shown import OfferRow
from carehub.assessments.showing import ScoreRow
from carehub.core.actor import Permission
from carehub.desk.patient.address import FORMS
from carehub.desk.patient.frame import patient_frame, section
from carehub.referrals.status import Urgency
from carehub.referrals.wording import URGENCY
from carehub.ui.form_fields import area_field, choice_field, date_field, field, form_end, line_field
from carehub.ui.layout import panel
from carehub.ui.marks import problem_box
from carehub.ui.session import may
from carehub.ui.widgets.unsaved import unsaved

_S = AssessmentState
_ASKING = Asking(_S.is_completed, _S.focus, _S.write, _S.choose, _S.toggle, _S.problems)


def assessment_page() -> rx.Component:
    return patient_frame(
        FORMS,
        rx.cond(
            _S.is_ready,
            rx.el.div(
                _head(),
                rx.cond(_S.is_completed, _results()),
                form_sections(_S.sections, _ASKING),
                rx.cond(~_S.is_completed, _end()),
                class_name="filling",
            ),
            rx.cond(_S.missing != "", rx.el.p(_S.missing, class_name="soft")),
        ),
        overlays=(_taking(),),
    )


def _head() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h3(_S.title, class_name="filling-title"),
            rx.el.span(_S.saved, role="status", class_name="soft filling-saved"),
            rx.link("All forms", href=_S.list_url, size="2"),
            rx.link("Print", href=_S.print_url, is_external=True, size="2"),
            rx.cond(
                _S.is_completed,
                rx.button("Correct an answer", variant="soft", size="1", on_click=_S.reopen),
            ),
            class_name="filling-head",
        ),
        rx.el.p(_S.about, class_name="soft form-about"),
        rx.el.p(_S.standing, class_name="soft"),
        rx.cond(
            ~_S.is_completed,
            rx.el.p(
                "Each answer is kept as soon as it is given. You can leave and go on later.",
                class_name="field-hint",
            ),
        ),
    )


def _end() -> rx.Component:
    return rx.el.div(
        rx.button("Complete", on_click=_S.complete, size="2"),
        rx.el.span(
            rx.match(
                _S.to_answer,
                (0, "All that is needed is answered."),
                (1, "1 needed answer is missing."),
                _S.to_answer.to(str) + " needed answers are missing.",
            ),
            role="status",
            class_name="soft",
        ),
        class_name="filling-end",
    )


def _results() -> rx.Component:
    return rx.fragment(
        rx.cond(
            _S.scores.length() > 0,
            section("Score", rx.el.ul(rx.foreach(_S.scores, _score), class_name="lines")),
        ),
        section(
            "What this calls for",
            rx.cond(
                _S.offers.length() > 0,
                rx.el.ul(rx.foreach(_S.offers, _offer), class_name="lines"),
                rx.el.p("Nothing by these answers.", class_name="soft"),
            ),
        ),
    )


def _score(score: ObjectVar[ScoreRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(score["title"], class_name="line-name"),
        rx.el.strong(score["points"], class_name="tabular"),
        rx.el.span(score["band"]),
        rx.el.span(score["answered"], class_name="soft"),
        class_name="line",
    )


def _offer(offer: ObjectVar[OfferRow]) -> rx.Component:
    text, name = offer["text"].to(str), offer["id"].to(str)
    return rx.el.li(
        rx.el.span(offer["kind_word"], class_name="line-mark"),
        rx.cond(offer["is_urgent"].to(bool), rx.el.span("Urgent", class_name="line-urgent")),
        rx.el.span(text, class_name="plan-text"),
        rx.cond(
            offer["decided"].to(str) != "",
            rx.el.span(
                offer["decided"],
                rx.cond(
                    offer["href"].to(str) != "", rx.fragment(" ", rx.link("Open", href=offer["href"].to(str)))
                ),
                class_name="soft plan-end",
            ),
            rx.el.span(
                rx.button(
                    "Take up",
                    size="1",
                    variant="soft",
                    on_click=OfferState.open_offer(name),
                    custom_attrs={"aria-label": "Take up: " + text},
                ),
                rx.button(
                    "Not needed",
                    size="1",
                    variant="ghost",
                    color_scheme="gray",
                    on_click=OfferState.dismiss(name),
                    custom_attrs={"aria-label": "Not needed: " + text},
                ),
                class_name="plan-buttons plan-end",
            ),
        ),
        class_name="line",
    )


def _taking() -> rx.Component:
    """The form of an offer, filled in: look at it, change it, make it."""
    kind = OfferState.kind
    return panel(
        rx.cond(
            kind == OfferKind.REFERRAL.value,
            "New referral",
            rx.cond(kind == OfferKind.FOLLOW_UP.value, "New follow-up", "Note the concern"),
        ),
        unsaved(
            rx.form(
                problem_box(OfferState.problem),
                rx.match(
                    kind,
                    (OfferKind.REFERRAL.value, _referral()),
                    (OfferKind.FOLLOW_UP.value, _follow_up()),
                    rx.el.p(OfferState.text, class_name="panel-fact"),
                ),
                form_end("Make it", OfferState.close),
                on_submit=OfferState.take,
            ),
            question="You have not saved what you typed.",
            keep="Keep editing",
            discard="Discard it",
            on_discard=OfferState.close,
        ),
        on_close=OfferState.close,
        open_=kind != "",
    )


def _referral() -> rx.Component:
    types = rx.el.select(
        rx.el.option("Choose", value=""),
        rx.foreach(OfferState.types, _type),
        name="type_id",
        default_value=OfferState.values["type_id"],
        class_name="plain-select",
    )
    urgencies = {each.value: URGENCY[each] for each in Urgency}
    return rx.fragment(
        field("Type", types),
        choice_field("Urgency", "urgency", urgencies, OfferState.values["urgency"]),
        line_field("Receiver", "receiver", "", hint="May follow later."),
        area_field("What for", "question", OfferState.text),
        rx.cond(
            ~may(Permission.REFERRALS_CREATE),
            rx.el.p("Your role does not make referrals. Ask a coordinator.", class_name="field-hint"),
        ),
    )


def _follow_up() -> rx.Component:
    return rx.fragment(
        area_field("What is to be done", "text", OfferState.text, needed=True, rows=2),
        date_field("By when", "due_on", OfferState.values["due_on"], needed=True),
    )


def _type(kind: ObjectVar[TypeChoice]) -> rx.Component:
    return rx.el.option(kind["label"].to(str), value=kind["value"].to(str))

"""The page of one crisis: what to do next, who is on call, what was done when and by whom."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.core.actor import Permission
from carehub.crises.kinds import OUTCOME
from carehub.crises.showing import NoteRow, StepRow
from carehub.crises.state import CrisisState
from carehub.desk.patient.frame import section
from carehub.related_people.marks import safe_mark
from carehub.ui.form_fields import area_field, choice_field, form_end
from carehub.ui.layout import empty_state, frame, panel
from carehub.ui.marks import problem_box
from carehub.ui.session import may
from carehub.ui.widgets.unsaved import unsaved

ROUTE = "/crises/[crisis_id]"
_S = CrisisState


def crisis_page() -> rx.Component:
    return frame(
        "Crisis",
        rx.cond(
            _S.is_ready,
            rx.fragment(_who(), _standing(), rx.el.div(_steps(), _notes(), class_name="crisis")),
            rx.cond(_S.missing != "", empty_state("life-buoy", "No crisis to show", _S.missing)),
        ),
        _ending(),
        actions=(
            rx.cond(
                _S.is_ready & (_S.seen == "") & may(Permission.CRISES_SUPERVISE),
                rx.button("I know of it", variant="soft", size="2", on_click=_S.acknowledge),
            ),
            rx.cond(
                _S.is_ready & ~_S.is_over & may(Permission.NOTES_SEE),
                rx.button("End the crisis", size="2", on_click=_S.open_end),
            ),
        ),
    )


def _who() -> rx.Component:
    return rx.el.section(
        rx.el.h2(rx.link(_S.patient, href=_S.patient_url, color="inherit"), class_name="banner-name"),
        rx.el.dl(
            _known("Born", _S.identity),
            _known("Language", _S.language),
            rx.cond(_S.phones != "", rx.el.div(rx.el.dt("Phone"), rx.el.dd(safe_mark(_S.safe), _S.phones))),
            class_name="banner-facts",
        ),
        aria_label="Who this is",
        class_name="banner",
    )


def _known(label: str, value: rx.Var[str]) -> rx.Component:
    return rx.cond(value != "", rx.el.div(rx.el.dt(label), rx.el.dd(value)))


def _standing() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            rx.el.strong("On call: "),
            rx.cond(
                _S.on_call != "", _S.on_call + ", " + _S.on_call_phone, "nobody is named. Ask a supervisor."
            ),
            class_name="crisis-on-call",
        ),
        rx.el.p("Begun by ", _S.opened, class_name="soft"),
        rx.cond(
            _S.is_over,
            rx.el.p(
                rx.el.strong(_S.outcome),
                " ",
                rx.el.span(_S.ended, class_name="soft"),
                rx.cond(_S.summary != "", rx.el.span(_S.summary, class_name="crisis-summary")),
            ),
        ),
        rx.el.p(
            rx.cond(_S.seen != "", "A supervisor knows: " + _S.seen, "Supervisors have a notice of it."),
            class_name="soft",
        ),
        class_name="crisis-standing",
        role="status",
    )


def _steps() -> rx.Component:
    return section("Steps", rx.el.ol(rx.foreach(_S.steps, _step), class_name="crisis-steps"))


def _step(step: ObjectVar[StepRow]) -> rx.Component:
    return rx.el.li(
        rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=step["is_done"].to(bool),
                on_change=lambda done: _S.tick(step["number"].to(int), done.to(bool)),
                disabled=_S.is_over,
            ),
            rx.el.span(step["text"], class_name="plan-text"),
        ),
        rx.cond(
            step["said_by"].to(str) != "", rx.el.span(step["said_by"], class_name="soft tabular crisis-said")
        ),
        class_name=rx.cond(step["is_done"].to(bool), "crisis-step crisis-done", "crisis-step"),
    )


def _notes() -> rx.Component:
    return section(
        "Notes",
        rx.form(
            rx.el.label(
                rx.el.span("What you hear and do", class_name="visually-hidden"),
                rx.el.textarea(
                    name="text",
                    rows=3,
                    required=True,
                    max_length=2_000,
                    placeholder="What you hear and do",
                    key=_S.noted.to(str),
                    class_name="plain-input",
                ),
            ),
            rx.button("Add note", type="submit", variant="soft", size="1"),
            on_submit=_S.note,
            class_name="crisis-note-form",
        ),
        rx.cond(
            may(Permission.NOTES_SEE),
            rx.el.ul(rx.foreach(_S.notes, _note), class_name="lines"),
            rx.el.p("Notes are read by coordinators, supervisors and providers.", class_name="soft"),
        ),
    )


def _note(note: ObjectVar[NoteRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(note["text"], class_name="plan-text"),
        rx.el.span(note["said_by"], class_name="soft tabular"),
        class_name="line",
    )


def _ending() -> rx.Component:
    return panel(
        "End the crisis",
        unsaved(
            rx.form(
                problem_box(_S.problem),
                choice_field(
                    "How did it end?", "outcome", {each.value: words for each, words in OUTCOME.items()}
                ),
                area_field("In a few words", "summary", "", rows=5),
                rx.el.p(
                    "The follow-up to call tomorrow stays, unless the crisis was opened by mistake.",
                    class_name="field-hint",
                ),
                form_end("End the crisis", _S.close_end),
                on_submit=_S.end,
            ),
            question="You have not saved what you typed.",
            keep="Keep editing",
            discard="Discard it",
            on_discard=_S.close_end,
        ),
        on_close=_S.close_end,
        open_=_S.ending,
    )

"""The quick dialog, on every page: log a contact, make a follow-up. Made to be filled in without a mouse."""

from collections.abc import Mapping, Sequence
from typing import Any

import reflex as rx
from reflex.vars import ObjectVar

from carehub.contacts.wording import ANSWER, HOW, WHOM
from carehub.desk.quick.reading import LOST_CODES, Known
from carehub.desk.quick.state import CONTACT, FOLLOW_UP, TRIED, QuickState
from carehub.follow_ups.status import Priority, Unit
from carehub.follow_ups.wording import PRIORITY
from carehub.patients.finder import patient_finder
from carehub.referrals.form_parts import InputKind, form_buttons, problem
from carehub.referrals.prompts import Choice
from carehub.related_people.marks import safe_mark
from carehub.ui.widgets.unsaved import unsaved

_REPEATS = {Unit.DAY: "Every day", Unit.WEEK: "Every week", Unit.MONTH: "Every month"}


def quick_dialog() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.match(
                QuickState.mode,
                (CONTACT, _asking("Log a contact", _contact_form())),
                (FOLLOW_UP, _asking("New follow-up", _follow_up_form())),
                (TRIED, _tried()),
                rx.fragment(),
            ),
            aria_describedby="",
            class_name="small-dialog quick-dialog",
        ),
        open=QuickState.mode != "",
        on_open_change=lambda _open: QuickState.close(),
    )


def _asking(title: str, form: rx.Component) -> rx.Component:
    return rx.fragment(
        rx.dialog.title(title, size="3"),
        unsaved(
            rx.cond(QuickState.chosen, rx.foreach(QuickState.chosen, _chosen), _search()),
            rx.cond(QuickState.chosen, form),
            question="You have not saved what you typed.",
            keep="Keep editing",
            discard="Discard it",
            on_discard=QuickState.close,
        ),
    )


def _search() -> rx.Component:
    finder = patient_finder(
        QuickState.found,
        is_nobody=QuickState.is_nobody,
        on_type=QuickState.search,
        on_choose=QuickState.choose,
        on_enter=QuickState.choose_only,
    )
    return rx.el.div(finder, class_name="field")


def _chosen(patient: ObjectVar[Known]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.strong(patient["name"]),
            rx.el.span(patient["identity"], class_name="soft"),
            rx.cond(patient["safe"] != "", safe_mark(patient["safe"].to(str))),
            rx.cond(
                QuickState.mode == CONTACT,
                rx.el.span(
                    rx.cond(patient["phone"] != "", patient["phone"], "No phone"),
                    rx.cond(patient["language"] != "", rx.fragment(" · ", patient["language"])),
                    class_name="tabular",
                ),
            ),
        ),
        rx.button("Change", type="button", variant="ghost", size="1", on_click=QuickState.choose_another),
        class_name="patient-chosen",
    )


def _contact_form() -> rx.Component:
    return rx.el.form(
        rx.cond(QuickState.about != "", rx.el.p(QuickState.about, class_name="soft")),
        rx.el.div(
            _select("What came of it", "answer", ANSWER, unsaid="Choose", focused=True, required=True),
            _select("How", "how", HOW, value=QuickState.how),
            _select("Whom", "whom", WHOM),
            _line("Minutes", "minutes", "number", min="0", max="600"),
            _line("Try again on", "again_on", "date", default_value=QuickState.again_on),
            _line("When (empty: now)", "at", "datetime-local"),
            class_name="quick-fields",
        ),
        _line("Note", "note", "text", max_length=2000),
        _programs(),
        problem(QuickState.problem),
        form_buttons("Log contact", QuickState.close),
        on_submit=QuickState.log,
        aria_label="Contact attempt",
        class_name="fields",
    )


def _programs() -> rx.Component:
    """Only for who is enrolled with recorded consent: whose minutes feed nothing need not choose."""
    offered = QuickState.chosen[0]["programs"].to(list[Choice])
    return rx.cond(
        offered.length() > 0,
        _labelled(
            "Minutes count for",
            rx.el.select(
                rx.foreach(offered, _option),
                rx.el.option("No program", value=""),
                name="program_id",
                class_name="plain-select",
            ),
        ),
    )


def _follow_up_form() -> rx.Component:
    return rx.el.form(
        _line("What is to be done", "text", "text", max_length=200, auto_focus=True),
        rx.el.div(
            _line("By", "due_on", "date", default_value=QuickState.again_on, required=True),
            _labelled(
                "Owner",
                rx.el.select(
                    rx.foreach(QuickState.chosen[0]["owners"].to(list[Choice]), _option),
                    rx.el.option("Whoever keeps the caseload", value=""),
                    name="owner_id",
                    class_name="plain-select",
                ),
            ),
            _select("Priority", "priority", PRIORITY, value=Priority.USUAL.value),
            _select("Contact by", "how", HOW, unsaid="No contact"),
            _select("Comes again", "every", _REPEATS, unsaid="No"),
            _labelled(
                "Or from a template",
                rx.el.select(
                    rx.el.option("None", value=""),
                    rx.foreach(QuickState.chosen[0]["templates"].to(list[Choice]), _option),
                    name="template_id",
                    class_name="plain-select",
                ),
            ),
            class_name="quick-fields",
        ),
        problem(QuickState.problem),
        form_buttons("Make follow-up", QuickState.close),
        on_submit=QuickState.make,
        aria_label="Follow-up",
        class_name="fields",
    )


def _tried() -> rx.Component:
    """After attempts in vain: the letter, then the supervisor."""
    return rx.fragment(
        rx.dialog.title("Not reached", size="3"),
        rx.el.p(QuickState.tried),
        rx.cond(
            QuickState.letter != "",
            rx.el.p(
                rx.link("Print a letter to the patient", href=QuickState.letter, is_external=True),
                class_name="quick-offer",
            ),
        ),
        rx.cond(QuickState.may_ask, _sign_off_form(), rx.button("Close", on_click=QuickState.close)),
    )


def _sign_off_form() -> rx.Component:
    return rx.el.form(
        rx.el.p("Enough was tried. A supervisor can close the referral as lost to follow-up."),
        _labelled(
            "Why",
            rx.el.select(
                *[rx.el.option(code["label"], value=code["value"]) for code in LOST_CODES],
                name="code",
                class_name="plain-select",
            ),
        ),
        _line("In your own words (optional)", "words", "text", max_length=500),
        problem(QuickState.problem),
        form_buttons("Ask for sign-off", QuickState.close),
        on_submit=QuickState.ask_sign_off,
        aria_label="Ask for sign-off",
        class_name="fields",
    )


def _select(
    label: str,
    name: str,
    words: Mapping[Any, str],
    *,
    value: str | rx.Var[str] | None = None,
    unsaid: str = "",
    focused: bool = False,
    required: bool = False,
) -> rx.Component:
    options: Sequence[rx.Component] = [rx.el.option(unsaid, value="")] if unsaid else []
    options = [*options, *[rx.el.option(said, value=word.value) for word, said in words.items()]]
    chosen: dict[str, Any] = {} if value is None else {"default_value": value}
    return _labelled(
        label,
        rx.el.select(
            *options, name=name, auto_focus=focused, required=required, class_name="plain-select", **chosen
        ),
    )


def _line(label: str, name: str, kind: InputKind, **more: Any) -> rx.Component:
    return _labelled(
        label, rx.el.input(name=name, type=kind, auto_complete="off", class_name="plain-input", **more)
    )


def _labelled(label: str, control: rx.Component) -> rx.Component:
    return rx.el.label(rx.el.span(label, class_name="field-label"), control, class_name="field")


def _option(choice: ObjectVar[Choice]) -> rx.Component:
    return rx.el.option(choice["label"], value=choice["value"].to(str))

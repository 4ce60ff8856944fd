"""The short questions of My day: until when, and why."""

import reflex as rx

from carehub.desk.my_day.state import MyDayState
from carehub.referrals.form_parts import form_buttons, problem
from carehub.referrals.status import MissedReason
from carehub.referrals.wording import MISSED


def questions() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.match(
                MyDayState.asking,
                ("snooze", _question("Snooze", _until(), _reason("Why it can wait"))),
                ("later", _question("Check in later", _until(), _reason("What to ask then"))),
                ("missed", _question("No-show", _missed())),
                ("send_back", _question("Send back", _answer("What to try first"))),
                ("question", _question("Question", _answer("What is wrong with it"))),
                rx.fragment(),
            ),
            aria_describedby="",
            class_name="small-dialog",
        ),
        open=MyDayState.asking != "",
        on_open_change=lambda _open: MyDayState.leave(),
    )


def _question(verb: str, *fields: rx.Component) -> rx.Component:
    return rx.fragment(
        rx.dialog.title(verb, size="3"),
        rx.el.p(MyDayState.about, class_name="soft day-about"),
        rx.el.form(
            *fields,
            problem(MyDayState.problem),
            form_buttons(verb, MyDayState.leave),
            on_submit=MyDayState.answer,
            class_name="fields",
        ),
    )


def _until() -> rx.Component:
    return _labelled(
        "Until",
        rx.el.input(
            type="date",
            name="until",
            default_value=MyDayState.tomorrow,
            min=MyDayState.tomorrow,
            required=True,
            auto_focus=True,
            class_name="plain-input",
        ),
    )


def _reason(label: str) -> rx.Component:
    control = rx.el.input(
        name="reason", required=True, max_length=200, auto_complete="off", class_name="plain-input"
    )
    return _labelled(label, control)


def _missed() -> rx.Component:
    options = [rx.el.option(MISSED[reason], value=reason.value) for reason in MissedReason]
    choose = rx.el.select(
        rx.el.option("Choose", value=""),
        *options,
        name="why",
        required=True,
        auto_focus=True,
        class_name="plain-select",
    )
    return _labelled("Why the patient did not come", choose)


def _answer(label: str) -> rx.Component:
    control = rx.el.textarea(
        name="answer", required=True, max_length=180, auto_focus=True, rows="3", class_name="plain-input"
    )
    return _labelled(label, control)


def _labelled(label: str, control: rx.Component) -> rx.Component:
    return rx.el.label(rx.el.span(label, class_name="field-label"), control, class_name="field")

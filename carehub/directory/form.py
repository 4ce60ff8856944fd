"""The fields of a receiver; who may not edit reads them."""

from typing import Literal

import reflex as rx

from carehub.core.actor import Permission
from carehub.directory.draft import LONGEST, LONGEST_NOTES
from carehub.directory.models import ReceiverKind
from carehub.directory.state import DirectoryState
from carehub.ui.marks import problem_box
from carehub.ui.session import may

_KINDS = {ReceiverKind.ORGANISATION.value: "Organisation", ReceiverKind.PROVIDER.value: "Provider"}
_SLIDING = {"": "Not known", "yes": "Yes", "no": "No"}


def receiver_form() -> rx.Component:
    return rx.el.form(
        problem_box(DirectoryState.problem),
        rx.el.fieldset(
            _line("name", "Name"),
            _choice("kind", "What it is", _KINDS),
            _line("organisation", "Works at (for a provider)"),
            _line("specialty", "Specialty or service"),
            _line("npi", "NPI"),
            _line("phone", "Phone", "tel"),
            _line("other_phone", "Other phone", "tel"),
            _line("fax", "Fax", "tel"),
            _line("email", "E-mail", "email"),
            _line("website", "Website"),
            _line("address", "Address"),
            _line("city", "City"),
            _line("state", "State"),
            _line("zip", "ZIP"),
            _line("languages", "Languages spoken"),
            _line("insurance", "Insurance accepted"),
            _choice("sliding_fee", "Sliding fee", _SLIDING),
            _line("usual_wait_days", "Usual wait in days", "number"),
            _notes(),
            disabled=~may(Permission.DIRECTORY_EDIT),
            class_name="directory-fields",
        ),
        rx.cond(may(Permission.DIRECTORY_EDIT), _buttons()),
        key=DirectoryState.form_key,
        on_submit=DirectoryState.save,
    )


def _buttons() -> rx.Component:
    retire = rx.button(
        rx.cond(DirectoryState.is_in_use, "Take out of use", "Use again"),
        type="button",
        variant="soft",
        color_scheme="gray",
        on_click=DirectoryState.set_in_use(~DirectoryState.is_in_use),
    )
    return rx.el.div(
        rx.button("Save", type="submit"),
        rx.cond(DirectoryState.opened.length() > 0, retire),
        class_name="panel-buttons",
    )


InputKind = Literal["text", "tel", "email", "number"]


def _line(name: str, label: str, kind: InputKind = "text") -> rx.Component:
    control = rx.el.input(
        name=name,
        type=kind,
        default_value=DirectoryState.values[name],
        max_length=LONGEST,
        auto_complete="off",
        class_name="plain-input",
    )
    return _field(label, control)


def _choice(name: str, label: str, words: dict[str, str]) -> rx.Component:
    options = [rx.el.option(label, value=value) for value, label in words.items()]
    control = rx.el.select(
        *options, name=name, default_value=DirectoryState.values[name], class_name="plain-select"
    )
    return _field(label, control)


def _notes() -> rx.Component:
    control = rx.el.textarea(
        name="notes",
        default_value=DirectoryState.values["notes"],
        max_length=LONGEST_NOTES,
        rows="4",
        class_name="plain-input",
    )
    return rx.el.label(rx.el.span("Notes"), control, class_name="field directory-wide")


def _field(label: str, control: rx.Component) -> rx.Component:
    return rx.el.label(rx.el.span(label), control, class_name="field")

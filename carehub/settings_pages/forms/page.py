"""Settings > Forms."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.assessments.asking import Asking, form_sections
from carehub.settings_pages.forms.state import SOURCE, FormRow, FormSettingsState
from carehub.settings_pages.frame import settings_frame
from carehub.ui.marks import problem_box
from carehub.ui.tables import simple_table

ROUTE = "/settings/forms"
_S = FormSettingsState
_COLUMNS = ("Form", "From", "Version", "Offered", "Change")


def form_settings_page() -> rx.Component:
    return settings_frame(ROUTE, rx.cond(_S.is_open, _editor(), _list()))


def _list() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            "A form is a text that says what is asked, when, how it is scored and what it offers. Copy one "
            "and make it your own. A center that may use a published screen, such as PRAPARE or AHC, writes "
            "it down here under its terms.",
            class_name="field-hint",
        ),
        simple_table("Forms", _COLUMNS, _S.forms, _row),
    )


def _row(form: ObjectVar[FormRow]) -> rx.Component:
    key, title = form["key"].to(str), form["title"].to(str)
    return rx.el.tr(
        rx.el.th(title, scope="row"),
        rx.el.td(form["origin"]),
        rx.el.td(form["number"], class_name="tabular"),
        rx.el.td(
            rx.el.input(
                type="checkbox",
                checked=form["is_active"].to(bool),
                on_change=lambda active: _S.set_active(key, active.to(bool)),
                aria_label="Offer " + title,
            )
        ),
        rx.el.td(
            rx.cond(form["is_own"].to(bool), _button("Change", _S.open_form(key), title)),
            _button("Copy", _S.copy_form(key), title),
            rx.link(
                "Print blank",
                href=form["print_href"].to(str),
                is_external=True,
                size="1",
                custom_attrs={"aria-label": "Print " + title + ", blank"},
            ),
            class_name="plan-buttons",
        ),
    )


def _button(verb: str, does: rx.event.EventType, title: rx.Var[str]) -> rx.Component:
    return rx.button(
        verb, variant="ghost", size="1", on_click=does, custom_attrs={"aria-label": f"{verb} {title}"}
    )


def _editor() -> rx.Component:
    return rx.el.div(
        rx.form(
            problem_box(_S.problem),
            rx.el.label(
                rx.el.span("Definition (TOML)", class_name="field-label"),
                rx.el.textarea(
                    name=SOURCE,
                    default_value=_S.source,
                    on_change=_S.check.debounce(400),
                    spell_check=False,
                    key=_S.opened.to(str),
                    class_name="plain-input",
                ),
            ),
            rx.el.div(
                rx.button(
                    rx.cond(_S.key != "", "Save as a new version", "Save as a new form"), type="submit"
                ),
                rx.button("Cancel", type="button", variant="soft", color_scheme="gray", on_click=_S.close),
                class_name="panel-buttons",
            ),
            on_submit=_S.save,
        ),
        rx.el.div(
            rx.el.h2("How it will look", class_name="section-title"),
            rx.el.div(
                rx.cond(
                    _S.problems.length() > 0,
                    rx.el.ul(rx.foreach(_S.problems, _problem), class_name="form-problems"),
                ),
                role="status",
            ),
            rx.cond(_S.preview.length() > 0, _preview()),
        ),
        class_name="form-editor",
    )


def _problem(problem: rx.Var[str]) -> rx.Component:
    return rx.el.li(problem)


def _preview() -> rx.Component:
    nothing = _S.close  # Disabled fields send nothing; a field wants some event all the same.
    asking = Asking(
        disabled=True,
        focus=lambda _name: nothing,
        write=lambda _name, _version, _value: nothing,
        choose=lambda _name, _version, _value: nothing,
        toggle=lambda _name, _version, _value, _chosen: nothing,
        problems=rx.Var.create({}).to(dict[str, str]),
    )
    return rx.el.div(
        rx.el.h3(_S.preview_title),
        form_sections(_S.preview, asking),
        class_name="form-preview",
        tab_index=0,
        role="region",
        aria_label="How the form will look",
    )

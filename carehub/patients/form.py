"""The form in which a patient's record is filled in, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from carehub.patients.fields import STATES
from carehub.patients.filling import TICK, TICKED, Values
from carehub.patients.languages import LANGUAGES
from carehub.patients.models import PatientStatus, Risk, Sex
from carehub.patients.record import LABELS
from carehub.patients.showing import SiteChoice

_SEX = {sex.value: sex.value.capitalize() for sex in Sex}
_STATUS = {status.value: status.value.capitalize() for status in PatientStatus}
_RISK = {"": "Not assessed"} | {risk.value: risk.value.capitalize() for risk in Risk}
_STATES = {"": ""} | {state: state for state in sorted(STATES)}
_LANGUAGES = {"": ""} | dict(sorted(LANGUAGES.items(), key=lambda language: language[1]))
_HINTS = {
    "phone": "Ten digits, or + and the country code.",
    "phone_owner": "If it is not the patient's own: mother, neighbor.",
}


@dataclass(frozen=True)
class PatientForm:
    """What the form shows: ``problems`` by field, and the fields this person may fill in."""

    values: ObjectVar[Values]
    problems: ObjectVar[dict[str, str]]
    editable: ArrayVar[Sequence[str]]
    sites: ArrayVar[Sequence[SiteChoice]]


def patient_fields(form: PatientForm) -> rx.Component:
    """All fields, in the groups in which people ask for them."""
    return rx.fragment(
        _group(
            "Who",
            _line(form, "last_name"),
            _line(form, "first_name"),
            _line(form, "middle_name"),
            _line(form, "suffix"),
            _line(form, "preferred_name"),
            _line(form, "birth_date", kind="date"),
            _line(form, "mrn"),
            _choice(form, "sex", _SEX),
            _choice(form, "language", _LANGUAGES),
            _tick(form, TICK, "Needs an interpreter"),
        ),
        _group(
            "How to reach",
            _line(form, "phone", kind="tel"),
            _line(form, "phone_owner"),
            _line(form, "phone_alt", kind="tel"),
            _line(form, "phone_alt_owner"),
            _line(form, "email", wide=True),
            _line(form, "address", wide=True),
            _line(form, "city"),
            _choice(form, "state", _STATES),
            _line(form, "zip"),
        ),
        rx.cond(form.editable.contains("home_site_id"), _care(form)),
    )


def _care(form: PatientForm) -> rx.Component:
    return _group(
        "Care",
        _site(form),
        _choice(form, "status", _STATUS),
        _choice(form, "risk", _RISK),
        _line(form, "insurance"),
        _line(form, "insurance_id"),
        _notes(form),
    )


def _group(title: str, *fields: rx.Component) -> rx.Component:
    return rx.el.fieldset(rx.el.legend(title), *fields, class_name="form-group")


def _line(
    form: PatientForm, name: str, *, kind: Literal["text", "date", "tel"] = "text", wide: bool = False
) -> rx.Component:
    control = rx.el.input(
        id=f"patient-{name}",
        name=name,
        type=kind,
        default_value=form.values[name],
        auto_complete="off",
        max_length=200,
        class_name="plain-input",
        custom_attrs=_described(form, name),
    )
    return _field(form, name, control, wide=wide)


def _choice(form: PatientForm, name: str, options: Mapping[str, str]) -> rx.Component:
    control = rx.el.select(
        *[rx.el.option(label, value=value) for value, label in options.items()],
        id=f"patient-{name}",
        name=name,
        default_value=form.values[name],
        class_name="plain-select",
        custom_attrs=_described(form, name),
    )
    return _field(form, name, control)


def _site(form: PatientForm) -> rx.Component:
    control = rx.el.select(
        rx.el.option("", value=""),
        rx.foreach(form.sites, lambda site: rx.el.option(site["name"], value=site["id"])),
        id="patient-home_site_id",
        name="home_site_id",
        default_value=form.values["home_site_id"],
        class_name="plain-select",
        custom_attrs=_described(form, "home_site_id"),
    )
    return _field(form, "home_site_id", control)


def _notes(form: PatientForm) -> rx.Component:
    control = rx.el.textarea(
        id="patient-notes",
        name="notes",
        default_value=form.values["notes"],
        rows="4",
        class_name="plain-input",
        custom_attrs=_described(form, "notes"),
    )
    return _field(form, "notes", control, wide=True)


def _tick(form: PatientForm, name: str, label: str) -> rx.Component:
    tick = rx.el.input(type="checkbox", name=name, default_checked=form.values[name] == TICKED)
    return rx.cond(form.editable.contains(name), rx.el.label(tick, label, class_name="tick wide"))


def _field(form: PatientForm, name: str, control: rx.Component, *, wide: bool = False) -> rx.Component:
    return rx.cond(
        form.editable.contains(name),
        rx.el.div(
            rx.el.label(LABELS[name], html_for=f"patient-{name}"),
            control,
            rx.el.p(_HINTS[name], class_name="field-hint") if name in _HINTS else rx.fragment(),
            rx.cond(
                form.problems.contains(name),
                rx.el.p(form.problems[name], id=f"patient-{name}-problem", class_name="field-problem"),
            ),
            class_name="field wide" if wide else "field",
        ),
    )


def _described(form: PatientForm, name: str) -> dict[str, rx.Var[bool] | rx.Var[str] | str]:
    return {
        "aria-invalid": form.problems.contains(name),
        "aria-describedby": f"patient-{name}-problem",
    }

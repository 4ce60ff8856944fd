"""The list of patients, with search as you type, and the panel in which one is added."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.core.actor import Permission
from carehub.emergency_access.link import emergency_link
from carehub.patients.filling import IS_ANOTHER
from carehub.patients.form import PatientForm, patient_fields
from carehub.patients.marks import risk_mark, status_mark, under
from carehub.patients.showing import DuplicateRow, PatientRow
from carehub.patients.state import PatientsState
from carehub.ui.layout import empty_state, frame, panel
from carehub.ui.marks import problem_box
from carehub.ui.session import SessionState, may
from carehub.ui.tables import row_opener, simple_table, walked
from carehub.ui.widgets.list_keys import list_keys

ROUTE = "/patients"
_COLUMNS = (
    "Name",
    "Date of birth",
    "MRN",
    "Phone",
    "Language",
    "Site",
    "Coordinator",
    "Risk",
    "Status",
)
_STATUSES = {"active": "Active patients", "inactive": "Inactive", "deceased": "Deceased", "": "Any status"}
_TYPING_PAUSE_MS = 120


def patients_page() -> rx.Component:
    return frame(
        "Patients",
        list_keys(enabled=SessionState.single_keys),
        _toolbar(),
        rx.cond(PatientsState.rows.length() > 0, _list(), rx.cond(PatientsState.is_loaded, _nobody())),
        _adding(),
        actions=(
            rx.cond(
                may(Permission.PATIENTS_MERGE),
                rx.link("Duplicates", href="/patients/duplicates", underline="none", class_name="bar-button"),
            ),
            rx.cond(PatientsState.can_add, _add_button()),
        ),
    )


def _add_button() -> rx.Component:
    return rx.button(rx.icon("plus", size=16), "Add patient", on_click=PatientsState.open_new, size="2")


def _toolbar() -> rx.Component:
    return rx.el.div(
        rx.el.input(
            id="patient-search",
            key=PatientsState.searches.to_string(),
            type="search",
            default_value="",
            placeholder="Name, MRN, phone or date of birth",
            on_change=PatientsState.find.debounce(_TYPING_PAUSE_MS),
            auto_complete="off",
            class_name="plain-input search-field",
            aria_label="Search patients",
        ),
        _site_filter(),
        _status_filter(),
        rx.el.span(PatientsState.counted, role="status", class_name="soft tabular"),
        class_name="toolbar",
    )


def _site_filter() -> rx.Component:
    return rx.cond(
        PatientsState.sites.length() > 1,
        rx.el.select(
            rx.el.option("All my sites", value=""),
            rx.foreach(PatientsState.sites, lambda site: rx.el.option(site["name"], value=site["id"])),
            value=PatientsState.site,
            on_change=PatientsState.choose_site,
            class_name="plain-select",
            aria_label="Site",
        ),
    )


def _status_filter() -> rx.Component:
    return rx.el.select(
        *[rx.el.option(label, value=status) for status, label in _STATUSES.items()],
        value=PatientsState.status,
        on_change=PatientsState.choose_status,
        class_name="plain-select",
        aria_label="Status",
    )


def _list() -> rx.Component:
    return rx.fragment(
        simple_table("Patients", _COLUMNS, PatientsState.rows, _patient),
        rx.cond(
            PatientsState.has_more,
            rx.el.div(
                rx.button("Show more", on_click=PatientsState.show_more, variant="soft"),
                class_name="more",
            ),
        ),
    )


def _patient(patient: ObjectVar[PatientRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            row_opener(patient["name"].to(str), f"/patients/{patient['id']}"),
            rx.cond(
                patient["preferred_name"] != "",
                rx.el.span(f" “{patient['preferred_name']}”", class_name="soft preferred"),
            ),
            scope="row",
            class_name="name-cell",
        ),
        rx.el.td(patient["born"], class_name="tabular nowrap"),
        rx.el.td(patient["mrn"], class_name="tabular nowrap"),
        rx.el.td(patient["phone"], under(patient["phone_owner"].to(str)), class_name="tabular nowrap"),
        rx.el.td(patient["language"], under(patient["interpreter"].to(str))),
        rx.el.td(patient["site"]),
        rx.el.td(patient["coordinator"]),
        rx.el.td(risk_mark(patient["risk"].to(str))),
        rx.el.td(status_mark(patient["status"].to(str))),
        **walked(patient["id"]),
    )


def _nobody() -> rx.Component:
    return rx.cond(
        PatientsState.typed != "",
        empty_state(
            "search-x",
            "Nobody found",
            "No patient of your sites fits what you typed and chose. Check the spelling, or search by "
            "date of birth or MRN.",
            rx.fragment(
                rx.button("Clear search", on_click=PatientsState.forget_search, variant="soft"),
                emergency_link(),
            ),
        ),
        empty_state(
            "users",
            "No patients here",
            "There is no patient of your sites with this status yet. Add one by hand, or ask your admin to "
            "import a spreadsheet.",
            rx.cond(PatientsState.can_add, _add_button()),
        ),
    )


def _adding() -> rx.Component:
    form = PatientForm(
        PatientsState.values, PatientsState.problems, PatientsState.editable, PatientsState.sites
    )
    return panel(
        "Add patient",
        rx.form(
            problem_box(PatientsState.problem),
            patient_fields(form),
            rx.cond(PatientsState.duplicates.length() > 0, _duplicates()),
            rx.el.div(
                rx.button("Add patient", type="submit"),
                rx.button(
                    "Cancel",
                    type="button",
                    variant="soft",
                    color_scheme="gray",
                    on_click=PatientsState.close_new,
                ),
                class_name="panel-buttons",
            ),
            on_submit=PatientsState.add,
        ),
        on_close=PatientsState.close_new,
        open_=PatientsState.is_adding,
    )


def _duplicates() -> rx.Component:
    return rx.el.div(
        rx.el.p("This may be someone who is here already:", class_name="notice-title"),
        rx.el.ul(rx.foreach(PatientsState.duplicates, _duplicate)),
        rx.cond(
            PatientsState.is_certain,
            rx.el.p("An MRN belongs to one patient. Change the MRN, or open the patient who has it."),
            rx.el.label(
                rx.el.input(type="checkbox", name=IS_ANOTHER),
                "This is a different person",
                class_name="tick",
            ),
        ),
        role="alert",
        class_name="notice",
    )


def _duplicate(duplicate: ObjectVar[DuplicateRow]) -> rx.Component:
    return rx.el.li(
        rx.cond(
            duplicate["href"] != "",
            rx.link(duplicate["sentence"], href=duplicate["href"].to(str)),
            duplicate["sentence"],
        ),
        rx.cond(duplicate["detail"] != "", rx.el.span(" · ", duplicate["detail"], class_name="soft")),
    )

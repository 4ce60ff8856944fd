"""The journal's page: what is asked of it, and the entries that answer."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.auditing.kinds import LABEL
from carehub.auditing.routes import EXPORT, PRINT, PUBLIC_KEY
from carehub.auditing.showing import KIND, PATIENT, PERSON, SINCE, UNTIL, DeedRow
from carehub.auditing.state import JournalState, PersonChoice
from carehub.ui.layout import empty_state, frame
from carehub.ui.marks import problem_box
from carehub.ui.tables import simple_table
from carehub.ui.widgets.address import address

_COLUMNS = ("When", "Who", "What", "Patient", "From")


def journal_page() -> rx.Component:
    return frame(
        "Journal",
        address(href=JournalState.address),
        rx.el.p(
            "Everything that was done, looked at or refused. Nobody can change it, and reading it is written "
            "down as well.",
            class_name="soft",
        ),
        _controls(),
        problem_box(JournalState.problem),
        rx.el.div(
            rx.cond(JournalState.title != "", rx.el.h2(JournalState.title, class_name="journal-title")),
            rx.cond(
                (JournalState.title != "") & (JournalState.asked[PATIENT] != ""),
                rx.button(
                    "All patients",
                    on_click=JournalState.leave_patient,
                    variant="soft",
                    color_scheme="gray",
                    size="1",
                ),
            ),
            class_name="journal-head",
        ),
        _answer(),
        actions=(
            _taken_out("Print", PRINT + JournalState.query),
            _taken_out("Signed file", EXPORT + JournalState.query, is_file=True),
            _taken_out("Public key", PUBLIC_KEY, is_file=True),
        ),
    )


def _controls() -> rx.Component:
    return rx.el.div(
        _control(
            "Person",
            rx.el.select(
                rx.el.option("Everybody", value=""),
                rx.foreach(JournalState.people, _person),
                value=JournalState.asked[PERSON],
                on_change=JournalState.narrow(PERSON),
                class_name="plain-select",
            ),
        ),
        _control(
            "Kind",
            rx.el.select(
                rx.el.option("Everything", value=""),
                *[rx.el.option(label, value=kind.value) for kind, label in LABEL.items()],
                value=JournalState.asked[KIND],
                on_change=JournalState.narrow(KIND),
                class_name="plain-select",
            ),
        ),
        _control("From", _day(SINCE)),
        _control("To", _day(UNTIL)),
        class_name="journal-controls",
    )


def _control(label: str, control: rx.Component) -> rx.Component:
    return rx.el.label(rx.el.span(label, class_name="field-label"), control, class_name="field")


def _day(name: str) -> rx.Component:
    return rx.el.input(
        type="date",
        value=JournalState.asked[name],
        on_change=JournalState.narrow(name),
        class_name="plain-input date-input",
    )


def _person(person: ObjectVar[PersonChoice]) -> rx.Component:
    return rx.el.option(person["name"], value=person["id"].to(str))


def _answer() -> rx.Component:
    return rx.cond(
        JournalState.rows.length() > 0,
        rx.fragment(
            simple_table("Journal", _COLUMNS, JournalState.rows, _row),
            rx.cond(
                JournalState.has_more,
                rx.el.div(
                    rx.button("Show older", on_click=JournalState.show_more, variant="soft"),
                    class_name="more",
                ),
            ),
        ),
        rx.cond(
            JournalState.is_loaded & (JournalState.problem == ""),
            empty_state("scroll-text", "Nothing of this kind", "Choose other days, or everything."),
        ),
    )


def _row(row: ObjectVar[DeedRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(row["at"], class_name="nowrap tabular"),
        rx.el.th(row["who"], scope="row"),
        rx.el.td(
            rx.cond(
                row["is_refused"], rx.el.span(row["what"], class_name="day-late"), rx.el.span(row["what"])
            ),
            rx.cond(row["detail"] != "", rx.el.div(row["detail"], class_name="soft journal-detail")),
        ),
        rx.el.td(rx.cond(row["href"] != "", rx.link(row["patient"], href=row["href"].to(str)))),
        rx.el.td(row["address"], class_name="soft tabular"),
        key=row["seq"].to_string(),
    )


def _taken_out(words: str, href: str | rx.Var[str], *, is_file: bool = False) -> rx.Component:
    how = {"download": ""} if is_file else {"target": "_blank"}
    return rx.link(words, href=href, size="2", custom_attrs=how)

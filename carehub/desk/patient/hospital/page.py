"""The hospital part of the patient page: discharges with their clocks and checklists."""

import reflex as rx
from reflex.vars import ObjectVar

from carehub.core.actor import Permission
from carehub.desk.patient.address import HOSPITAL
from carehub.desk.patient.frame import patient_frame, section
from carehub.desk.patient.hospital.reading import DischargeRow, ItemRow
from carehub.desk.patient.hospital.state import HospitalState
from carehub.discharges.wording import COMPLEXITY, ENDED
from carehub.ui.form_parts import choice, form_dialog, line, small_button
from carehub.ui.session import may

_EDITS = Permission.CARE_EDIT
_COMPLEXITY = {word.value: said for word, said in COMPLEXITY.items()}
_ENDED = {word.value: said for word, said in ENDED.items()}


def hospital_page() -> rx.Component:
    write = rx.button("Write down a discharge", on_click=HospitalState.open_new, variant="soft", size="1")
    return patient_frame(
        HOSPITAL,
        section(
            "Home from hospital",
            rx.cond(
                HospitalState.rows.length() > 0,
                rx.foreach(HospitalState.rows, _discharge),
                rx.cond(HospitalState.is_loaded, rx.el.p("No discharge is known.", class_name="soft")),
            ),
            action=rx.cond(may(_EDITS), write),
        ),
        overlays=(_new(), _reason(), _day_asked(), _closing()),
    )


def _discharge(row: ObjectVar[DischargeRow]) -> rx.Component:
    return rx.el.article(
        rx.el.h4(row["title"], class_name="discharge-title"),
        rx.el.p(row["about"], class_name="soft"),
        rx.cond(
            row["is_open"],
            rx.fragment(_clocks(row), _checklist(row), _endings(row)),
            rx.el.p(
                "Closed: ",
                row["closed"],
                rx.cond(
                    may(_EDITS), small_button("Open again", HospitalState.reopen(_id(row), _version(row)))
                ),
                class_name="line-past",
            ),
        ),
        key=row["id"],
        class_name="discharge",
    )


def _clocks(row: ObjectVar[DischargeRow]) -> rx.Component:
    return rx.el.ul(
        _clock(row, "call", row["call"], row["is_called"], row["is_call_late"]),
        _clock(row, "visit", row["visit"], row["is_visited"], row["is_visit_late"]),
        class_name="lines",
    )


def _clock(
    row: ObjectVar[DischargeRow], what: str, said: rx.Var[object], done: rx.Var[object], late: rx.Var[object]
) -> rx.Component:
    ask = HospitalState.ask(what, _id(row), _version(row), "")
    record = rx.el.span(small_button(f"Record the {what}", ask), class_name="line-buttons")
    return rx.el.li(
        rx.cond(late, rx.el.span(said, " (late)", class_name="line-late"), rx.el.span(said)),
        rx.cond(may(_EDITS) & ~done.to(bool), record),
        class_name="line",
    )


def _checklist(row: ObjectVar[DischargeRow]) -> rx.Component:
    items = row["items"].to(list[ItemRow])
    return rx.el.ul(
        rx.foreach(items, lambda item: _item(row, item)), class_name="lines", aria_label="Checklist"
    )


def _item(row: ObjectVar[DischargeRow], item: ObjectVar[ItemRow]) -> rx.Component:
    number, version, name = _id(row), _version(row), item["item"].to(str)
    answered = rx.fragment(
        rx.el.span(item["said"], class_name="line-mark"),
        small_button("Make blank", HospitalState.answer(number, version, name, ""), item["asks"]),
    )
    blank = rx.fragment(
        rx.el.span("Blank", class_name="soft"),
        small_button("Done", HospitalState.answer(number, version, name, "done"), item["asks"]),
        small_button("Not needed", HospitalState.ask("reason", number, version, name), item["asks"]),
    )
    return rx.el.li(
        rx.el.span(item["asks"], class_name="line-name"),
        rx.cond(
            may(_EDITS),
            rx.el.span(rx.cond(item["answer"] != "", answered, blank), class_name="line-buttons"),
            rx.el.span(item["said"], class_name="line-mark"),
        ),
        key=item["item"],
        class_name="line",
    )


def _endings(row: ObjectVar[DischargeRow]) -> rx.Component:
    number, version = _id(row), _version(row)
    return rx.el.div(
        rx.cond(row["is_ready"], rx.el.span("Ready: everything at home is settled.", class_name="line-mark")),
        rx.cond(
            may(_EDITS),
            rx.fragment(
                rx.cond(
                    row["is_ready"],
                    rx.fragment(),
                    small_button("Ready at home", HospitalState.make_ready(number, version)),
                ),
                small_button("Close", HospitalState.ask("close", number, version, "")),
            ),
        ),
        class_name="discharge-endings",
    )


def _new() -> rx.Component:
    return form_dialog(
        "Write down a discharge",
        line("Hospital or facility", "facility", required=True),
        line("Why the patient was there", "reason", required=True),
        line("Admitted on (if known)", "admitted_on", kind="date"),
        line("Came home on", "discharged_on", HospitalState.today, kind="date", required=True),
        choice(
            "Complexity of decisions", "complexity", {key.value: said for key, said in COMPLEXITY.items()}
        ),
        line("Who told us", "told_by", required=True),
        line("Told on", "told_on", HospitalState.today, kind="date", required=True),
        open_=HospitalState.asking == "new",
        problem=HospitalState.problem,
        verb="Write down",
        on_submit=HospitalState.write_down,
        on_close=HospitalState.leave,
    )


def _reason() -> rx.Component:
    return form_dialog(
        "Not needed",
        line("Why is it not needed?", "reason", required=True),
        open_=HospitalState.asking == "reason",
        problem=HospitalState.problem,
        verb="Save",
        on_submit=HospitalState.say_why,
        on_close=HospitalState.leave,
    )


def _day_asked() -> rx.Component:
    is_call = HospitalState.asking == "call"
    return form_dialog(
        rx.cond(is_call, "When did we speak with the patient or family?", "When was the patient seen?"),
        line("Day", "on", HospitalState.today, kind="date", required=True),
        open_=is_call | (HospitalState.asking == "visit"),
        problem=HospitalState.problem,
        verb="Record",
        on_submit=HospitalState.record,
        on_close=HospitalState.leave,
    )


def _closing() -> rx.Component:
    return form_dialog(
        "Close this discharge",
        choice("How did it end?", "because", _ENDED),
        open_=HospitalState.asking == "close",
        problem=HospitalState.problem,
        verb="Close it",
        on_submit=HospitalState.close_discharge,
        on_close=HospitalState.leave,
    )


def _id(row: ObjectVar[DischargeRow]) -> rx.Var[int]:
    return row["id"].to(int)


def _version(row: ObjectVar[DischargeRow]) -> rx.Var[int]:
    return row["version"].to(int)

"""Find a time: the dialog that looks for the next free times."""

from collections.abc import Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from carehub.core.actor import Permission
from carehub.shared_calendar.find_time_state import FindTimeState
from carehub.shared_calendar.showing import NOBODY, Choice, SiteMark
from carehub.ui.marks import problem_box
from carehub.ui.session import may


def find_time_button() -> rx.Component:
    return rx.cond(
        may(Permission.APPOINTMENTS_BOOK),
        rx.button("Find a time", variant="soft", size="2", on_click=FindTimeState.open_dialog),
    )


def find_time_dialog() -> rx.Component:
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title("Find a time", size="4"),
            rx.form(
                problem_box(FindTimeState.problem),
                rx.el.div(
                    _labelled("Site", _sites()),
                    _labelled("With", _select("staff", "Anybody", FindTimeState.staff)),
                    _labelled("Room", _select("room", "Any room", FindTimeState.rooms)),
                    _labelled("Minutes", _number()),
                    _labelled("From", _day()),
                    class_name="find-time-fields",
                ),
                rx.button("Find free times", type="submit", size="2"),
                on_submit=FindTimeState.search,
            ),
            rx.el.div(
                rx.foreach(FindTimeState.times, _time),
                rx.cond(
                    FindTimeState.searched & (FindTimeState.times.length() == 0),
                    rx.el.p("Nothing is free in the next 60 days.", class_name="soft"),
                ),
                role="status",
                class_name="find-time-times",
            ),
            rx.dialog.close(rx.button("Close", variant="soft", color_scheme="gray", size="2")),
            aria_describedby="",
            max_width="560px",
        ),
        open=FindTimeState.is_open,
        on_open_change=lambda _open: FindTimeState.close,
    )


def _sites() -> rx.Component:
    return rx.el.select(
        rx.foreach(FindTimeState.sites, _site),
        value=FindTimeState.site,
        on_change=FindTimeState.choose_site,
        class_name="plain-select",
    )


def _select(name: str, none: str, choices: ArrayVar[Sequence[Choice]]) -> rx.Component:
    return rx.el.select(
        rx.el.option(none, value=NOBODY),
        rx.foreach(choices, _option),
        name=name,
        key=name + FindTimeState.site,
        class_name="plain-select",
    )


def _number() -> rx.Component:
    return rx.el.input(
        type="number",
        name="minutes",
        default_value="30",
        min="5",
        max="480",
        step="5",
        class_name="plain-select",
    )


def _day() -> rx.Component:
    return rx.el.input(
        type="date", name="day", default_value=FindTimeState.day, required=True, class_name="plain-select"
    )


def _labelled(label: str, control: rx.Component) -> rx.Component:
    return rx.el.label(rx.el.span(label), control, class_name="field-box")


def _time(time: ObjectVar[Choice]) -> rx.Component:
    return rx.button(
        time["label"].to(str), variant="soft", size="2", on_click=FindTimeState.choose(time["value"].to(str))
    )


def _option(choice: ObjectVar[Choice]) -> rx.Component:
    return rx.el.option(choice["label"].to(str), value=choice["value"].to(str))


def _site(site: ObjectVar[SiteMark]) -> rx.Component:
    return rx.el.option(site["name"].to(str), value=site["id"].to(str))

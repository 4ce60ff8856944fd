"""The forms of the care plan, in a panel at the right."""

import reflex as rx

from carehub.care_plans.claims import Sheet
from carehub.care_plans.kinds import Owner, Relation
from carehub.care_plans.state import CarePlanState
from carehub.care_plans.wording import ACTION_STATUS, AGREED, GOAL_STATUS, OWNER, RELATION
from carehub.ui.form_fields import area_field, choice_field, date_field, form_end, line_field, tick_field
from carehub.ui.layout import panel
from carehub.ui.marks import problem_box
from carehub.ui.widgets.unsaved import unsaved

_S = CarePlanState
_TITLES = {
    Sheet.GOAL: "Goal",
    Sheet.BARRIER: "What stands in the way",
    Sheet.ACTION: "Action",
    Sheet.PROGRESS: "How it goes",
    Sheet.REVIEW: "Next review",
    Sheet.HELD: "Review held today",
    Sheet.SIGN: "Sign off",
}


def sheets() -> rx.Component:
    return panel(
        rx.Var.create({sheet.value: title for sheet, title in _TITLES.items()})[_S.sheet].to(str),
        unsaved(
            rx.match(
                _S.sheet,
                *[(sheet.value, _form(fields())) for sheet, fields in _FIELDS.items()],
                rx.fragment(),
            ),
            question="You have not saved what you typed.",
            keep="Keep editing",
            discard="Discard it",
            on_discard=_S.close_sheet,
        ),
        on_close=_S.close_sheet,
        open_=_S.sheet != "",
    )


def _form(fields: list[rx.Component]) -> rx.Component:
    return rx.form(
        problem_box(_S.problem),
        *fields,
        form_end("Save", _S.close_sheet),
        on_submit=_S.save,
    )


def _goal() -> list[rx.Component]:
    return [
        area_field(
            "The goal, in the patient's own words",
            "words",
            _S.values["words"],
            hint="“I want to walk to church again”, not “improve mobility”.",
            needed=True,
        ),
        area_field(
            "How we shall know",
            "measure",
            _S.values["measure"],
            hint="Something that can be counted or seen.",
            rows=2,
        ),
        date_field("By when", "target_on", _S.values["target_on"]),
        rx.cond(
            ~_S.is_new,
            choice_field(
                "Where it stands",
                "status",
                {each.value: words for each, words in GOAL_STATUS.items()},
                _S.values["status"],
            ),
        ),
    ]


def _barrier() -> list[rx.Component]:
    return [
        area_field("What stands in the way", "text", _S.values["text"], needed=True),
        rx.cond(~_S.is_new, tick_field("Solved", "is_solved", _S.values["is_solved"] != "")),
    ]


def _action() -> list[rx.Component]:
    return [
        area_field("What is to be done", "text", _S.values["text"], needed=True, rows=2),
        choice_field(
            "Whose it is",
            "owner",
            {each.value: words for each, words in OWNER.items()},
            rx.cond(_S.is_new, Owner.US.value, _S.values["owner"]),
        ),
        line_field("Name", "who", _S.values["who"], hint="Where it helps: “her sister Ana”."),
        date_field("By when", "due_on", _S.values["due_on"]),
        rx.cond(
            ~_S.is_new,
            choice_field(
                "Where it stands",
                "status",
                {each.value: words for each, words in ACTION_STATUS.items()},
                _S.values["status"],
            ),
        ),
    ]


def _progress() -> list[rx.Component]:
    return [
        area_field(
            "How it goes",
            "text",
            "",
            hint="It stays as it is written, with your name and the time.",
            needed=True,
        )
    ]


def _review() -> list[rx.Component]:
    return [date_field("The plan is looked at again on", "due_on", _S.values["due_on"], needed=True)]


def _held() -> list[rx.Component]:
    return [
        area_field(
            "What came of it", "note", "", hint="Then set the date of the next one.", needed=True, rows=5
        )
    ]


def _sign() -> list[rx.Component]:
    return [
        rx.el.p(
            "The plan as you see it is kept as a version that nobody can change. Read it together first, "
            "in the patient's language.",
            class_name="panel-fact",
        ),
        line_field("Who agrees", "name", "", needed=True),
        choice_field(
            "Who that is",
            "relation",
            {each.value: words for each, words in RELATION.items()},
            Relation.PATIENT.value,
        ),
        choice_field("How", "agreed", {each.value: words for each, words in AGREED.items()}),
        date_field("On", "on", _S.values["on"], needed=True),
    ]


_FIELDS = {
    Sheet.GOAL: _goal,
    Sheet.BARRIER: _barrier,
    Sheet.ACTION: _action,
    Sheet.PROGRESS: _progress,
    Sheet.REVIEW: _review,
    Sheet.HELD: _held,
    Sheet.SIGN: _sign,
}

"""The questions of a form, as a page asks them."""

from collections.abc import Mapping
from typing import TypedDict

from carehub.assessments.branching import shown
from carehub.assessments.definition import CHOSEN, Answer, Form, Kind, Question
from carehub.assessments.reading import Given
from carehub.core.dates import written_time


class ChoiceRow(TypedDict):
    value: str
    text: str
    is_chosen: bool


class QuestionRow(TypedDict):
    """``said_by`` says who answered last and when; ``control`` is how it is asked for."""

    id: str
    control: str
    text: str
    help: str
    is_required: bool
    choices: list[ChoiceRow]
    low_text: str
    high_text: str
    value: str
    version: int
    said_by: str


class SectionRow(TypedDict):
    title: str
    about: str
    questions: list[QuestionRow]


def section_rows(
    form: Form, answers: Mapping[str, Answer], given: Mapping[str, Given], zone: str, *, every: bool = False
) -> list[SectionRow]:
    """The sections that ask something by these answers; ``every`` question for a preview."""
    asked = form.questions if every else shown(form, answers)
    rows = [
        SectionRow(
            title=section.title,
            about=section.about,
            questions=[_question(each, answers, given, zone) for each in section.questions if each in asked],
        )
        for section in form.sections
    ]
    return [row for row in rows if row["questions"]]


def _question(
    question: Question, answers: Mapping[str, Answer], given: Mapping[str, Given], zone: str
) -> QuestionRow:
    answer, known = answers.get(question.id, ()), given.get(question.id)
    return QuestionRow(
        id=question.id,
        control=_control(question),
        text=question.text,
        help=question.help,
        is_required=question.is_required,
        choices=[
            ChoiceRow(value=each.value, text=each.text, is_chosen=each.value in answer)
            for each in question.choices
        ],
        low_text=question.low_text,
        high_text=question.high_text,
        value=answer[0] if answer and question.kind not in CHOSEN else "",
        version=known.row.version if known else 0,
        said_by=f"{known.who}, {written_time(known.row.at, zone)}" if known and answer else "",
    )


def _control(question: Question) -> str:
    return Kind.ONE_OF if question.kind is Kind.YES_NO else question.kind

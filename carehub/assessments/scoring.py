"""What a filled form adds up to, and what it offers."""

from dataclasses import dataclass
from decimal import Decimal

from carehub.assessments.branching import counting, holds, number_in
from carehub.assessments.definition import (
    COUNTED,
    Answer,
    Answers,
    Form,
    Kind,
    Method,
    Offer,
    Question,
    Score,
)


@dataclass(frozen=True, slots=True)
class Scored:
    """``answered`` of ``asked`` questions count so far; ``band`` says what the points mean."""

    score: Score
    points: Decimal
    answered: int
    asked: int
    band: str


def scores_of(form: Form, answers: Answers) -> list[Scored]:
    """Every score of the form, by the answers that count."""
    counted = counting(form, answers)
    questions = {question.id: question for question in form.questions}
    return [_scored(score, questions, counted) for score in form.scores]


def offers_of(form: Form, answers: Answers) -> list[Offer]:
    """What the answers that count call for."""
    counted = counting(form, answers)
    return [offer for offer in form.offers if all(holds(each, counted) for each in offer.when)]


def is_positive(question: Question, answer: Answer) -> bool:
    """Whether the answer names a need."""
    if question.positive_from is not None and answer:
        number = number_in(answer[0])
        return number is not None and number >= question.positive_from
    return any(choice.is_positive for choice in question.choices if choice.value in answer)


def points_of(question: Question, answer: Answer) -> Decimal:
    """A number or a step of a scale counts as it is, a choice by its points, a yes that names a need once."""
    if question.kind in COUNTED:
        return (number_in(answer[0]) if answer else None) or Decimal(0)
    if question.kind is Kind.YES_NO:
        return Decimal(is_positive(question, answer))
    return Decimal(sum(choice.points for choice in question.choices if choice.value in answer))


def _scored(score: Score, questions: dict[str, Question], counted: Answers) -> Scored:
    worth = points_of if score.method is Method.SUM else is_positive
    given = [questions[each] for each in score.questions if each in counted]
    points = sum((Decimal(worth(each, counted[each.id])) for each in given), Decimal(0))
    return Scored(score, points, len(given), len(score.questions), _band(score, points))


def _band(score: Score, points: Decimal) -> str:
    reached = [band.text for band in score.bands if points >= band.starts_at]
    return reached[-1] if reached else ""

"""Which questions are shown, and which answers therefore count."""

from decimal import Decimal, InvalidOperation

from carehub.assessments.definition import Answers, Condition, Form, Question


def shown(form: Form, answers: Answers) -> list[Question]:
    """The questions to ask, in order. The answer to a question that is not shown opens no other one."""
    return _walk(form, answers)[0]


def counting(form: Form, answers: Answers) -> Answers:
    """The answers to the questions that are shown: only these are scored, printed and acted upon."""
    return _walk(form, answers)[1]


def missing(form: Form, answers: Answers) -> list[Question]:
    """The questions that must be answered and are not yet."""
    return [each for each in shown(form, answers) if each.is_required and not answers.get(each.id)]


def holds(condition: Condition, answers: Answers) -> bool:
    given = answers.get(condition.question, ())
    if not given:
        return False
    if condition.values:
        return not condition.values.isdisjoint(given)
    return _is_within(given[0], condition.at_least, condition.at_most)


def number_in(value: str) -> Decimal | None:
    """The number that an answer is; None for another answer."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _walk(form: Form, answers: Answers) -> tuple[list[Question], Answers]:
    found: list[Question] = []
    counted: dict[str, tuple[str, ...]] = {}
    for question in form.questions:
        if all(holds(condition, counted) for condition in question.show_if):
            found.append(question)
            if answers.get(question.id):
                counted[question.id] = answers[question.id]
    return found, counted


def _is_within(value: str, at_least: Decimal | None, at_most: Decimal | None) -> bool:
    if at_least is None and at_most is None:
        return True
    number = number_in(value)
    if number is None:
        return False
    return (at_least is None or number >= at_least) and (at_most is None or number <= at_most)

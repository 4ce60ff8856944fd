"""Whether something can be the answer to a question."""

from datetime import date
from decimal import Decimal

from carehub.assessments.branching import number_in
from carehub.assessments.definition import CHOSEN, Answer, Kind, Question
from carehub.core.errors import Invalid

LINE_LIMIT = 300
TEXT_LIMIT = 5_000
_LARGEST = Decimal(1_000_000_000)


def checked(question: Question, given: Answer) -> Answer:
    """The answer as it is kept, blank ones taken out; Invalid says what would do instead."""
    values = [value.strip() for value in given if value.strip()]
    if not values:
        return ()
    if len(values) > 1 and question.kind is not Kind.SEVERAL_OF:
        raise Invalid(f"“{question.text}” takes one answer.")
    if question.kind in CHOSEN:
        return _chosen(question, values)
    return (_written(question, values[0]),)


def _chosen(question: Question, answer: list[str]) -> Answer:
    known = {choice.value: choice for choice in question.choices}
    if any(value not in known for value in answer):
        raise Invalid(f"Choose an answer to “{question.text}” from the list.")
    alone = next((known[value] for value in answer if known[value].stands_alone), None)
    if alone and len(set(answer)) > 1:
        raise Invalid(f"“{alone.text}” stands alone. Take it away, or the other answers.")
    return tuple(value for value in known if value in answer)


def _written(question: Question, value: str) -> str:
    if question.kind is Kind.NUMBER:
        return _number(question, value)
    if question.kind is Kind.DATE:
        return _day(question, value)
    limit = TEXT_LIMIT if question.kind is Kind.LONG_TEXT else LINE_LIMIT
    if len(value) > limit:
        raise Invalid(f"Keep the answer to “{question.text}” under {limit:,} characters.")
    return value


def _number(question: Question, value: str) -> str:
    number = number_in(value) if len(value) <= LINE_LIMIT else None
    if number is None or abs(number) > _LARGEST:
        raise Invalid(f"Answer “{question.text}” with a number, in digits.")
    return f"{number:f}"


def _day(question: Question, value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise Invalid(f"Answer “{question.text}” with a date.") from None

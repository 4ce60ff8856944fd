"""Forms for tests: any form there can be, and any answers to it."""

from decimal import Decimal

from hypothesis import strategies as st

from carehub.assessments.definition import (
    Answer,
    Band,
    Choice,
    Condition,
    Form,
    Kind,
    Method,
    Question,
    Score,
    Section,
)

SMALL = """
id = "small"
title = "Small"

[[section]]
title = "One"

[[section.question]]
id = "food"
type = "one_of"
text = "Is there enough food?"
required = true
choices = [
  { value = "yes", text = "Yes" },
  { value = "no", text = "No", points = 2, positive = true },
]

[[section.question]]
id = "why"
type = "text"
text = "Why not?"
required = true
show_if = { question = "food", is = "no" }

[[score]]
id = "need"
title = "Need"
method = "sum"
questions = ["food"]

[[score.band]]
from = 0
text = "None"

[[score.band]]
from = 1
text = "Some"

[[offer]]
id = "pantry"
kind = "referral"
type = "Social service"
text = "Food pantry"
when = { question = "food", is = "no" }

[[offer]]
id = "call"
kind = "follow_up"
text = "Call about food"
days = 2
urgent = true
when = { question = "food", is = "no" }

[[offer]]
id = "hungry"
kind = "concern"
text = "Not enough food"
when = { question = "food", is = "no" }
"""

_VALUES = ("a", "b", "c")
_KINDS = st.sampled_from([Kind.ONE_OF, Kind.SEVERAL_OF, Kind.SCALE, Kind.TEXT])


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """A form of up to six questions, whose conditions name earlier ones."""
    questions: list[Question] = []
    for number in range(draw(st.integers(1, 6))):
        earlier = [each for each in questions if each.choices]
        conditions = draw(st.lists(_condition(earlier), max_size=2)) if earlier else []
        questions.append(_question(f"q{number}", draw(_KINDS), draw(st.booleans()), tuple(conditions)))
    scores = tuple(
        Score(method, method, method, tuple(each.id for each in questions), (Band(0, "low"), Band(3, "high")))
        for method in Method
    )
    return Form("form", "Form", "", False, (Section("All", "", tuple(questions)),), scores)


def _question(name: str, kind: Kind, is_required: bool, conditions: tuple[Condition, ...]) -> Question:
    choices = tuple(Choice(value, value, n, n > 0) for n, value in enumerate(_VALUES))
    if kind is Kind.SCALE:
        choices = tuple(Choice(str(step), str(step)) for step in range(4))
    return Question(
        name,
        kind,
        name,
        is_required=is_required,
        choices=() if kind is Kind.TEXT else choices,
        positive_from=Decimal(2) if kind is Kind.SCALE else None,
        show_if=conditions,
    )


@st.composite
def _condition(draw: st.DrawFn, earlier: list[Question]) -> Condition:
    question = draw(st.sampled_from(earlier))
    values = [choice.value for choice in question.choices]
    return Condition(question.id, frozenset(draw(st.lists(st.sampled_from(values), min_size=1, max_size=2))))


@st.composite
def answers_to(draw: st.DrawFn, form: Form) -> dict[str, Answer]:
    """Answers to some of the questions, shown or not."""
    found: dict[str, Answer] = {}
    for question in form.questions:
        values = [choice.value for choice in question.choices] or ["some words"]
        most = len(values) if question.kind is Kind.SEVERAL_OF else 1
        chosen = draw(st.lists(st.sampled_from(values), max_size=most, unique=True))
        if chosen:
            found[question.id] = tuple(chosen)
    return found

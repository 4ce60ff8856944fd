"""Branching, scoring and answering: what holds for every form and all answers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carehub.assessments.answering import checked
from carehub.assessments.branching import counting, holds, missing, shown
from carehub.assessments.definition import Answer, Choice, Condition, Form, Kind, Method, Question
from carehub.assessments.scoring import is_positive, points_of, scores_of
from carehub.core.errors import Invalid
from tests.assessments.forms import answers_to, forms

FILLED = forms().flatmap(lambda form: st.tuples(st.just(form), answers_to(form)))


@given(FILLED)
def test_a_question_is_shown_when_its_conditions_hold_by_answers_that_count(
    filled: tuple[Form, dict[str, Answer]],
) -> None:
    form, answers = filled
    asked, counted = shown(form, answers), counting(form, answers)
    for question in form.questions:
        assert (question in asked) == all(holds(each, counted) for each in question.show_if)
    assert set(counted) <= {each.id for each in asked} & set(answers)


@given(FILLED)
def test_answers_that_do_not_count_change_nothing(filled: tuple[Form, dict[str, Answer]]) -> None:
    form, answers = filled
    counted = counting(form, answers)
    assert shown(form, counted) == shown(form, answers)
    assert scores_of(form, counted) == scores_of(form, answers)


@given(FILLED)
def test_what_is_missing_is_asked_required_and_unanswered(filled: tuple[Form, dict[str, Answer]]) -> None:
    form, answers = filled
    for question in missing(form, answers):
        assert question in shown(form, answers)
        assert question.is_required
        assert question.id not in counting(form, answers)


@given(FILLED)
def test_a_score_adds_up_question_by_question_and_lies_in_its_band(
    filled: tuple[Form, dict[str, Answer]],
) -> None:
    form, answers = filled
    counted = counting(form, answers)
    questions = {each.id: each for each in form.questions}
    for scored in scores_of(form, answers):
        worth = points_of if scored.score.method is Method.SUM else is_positive
        assert scored.points == sum(Decimal(worth(questions[name], said)) for name, said in counted.items())
        assert scored.answered == len(counted) <= scored.asked
        assert scored.band == ("high" if scored.points >= 3 else "low")


@given(FILLED)
def test_an_answer_that_was_kept_is_kept_again_unchanged(filled: tuple[Form, dict[str, Answer]]) -> None:
    form, answers = filled
    for question in form.questions:
        kept = checked(question, answers.get(question.id, ()))
        assert checked(question, kept) == kept
        assert set(kept) == set(answers.get(question.id, ()))


CHOOSE = (Choice("a", "A"), Choice("b", "B"), Choice("none", "None of these", stands_alone=True))


@pytest.mark.parametrize(
    ("kind", "given_", "says"),
    [
        (Kind.NUMBER, ("many",), "with a number"),
        (Kind.NUMBER, ("1e99",), "with a number"),
        (Kind.NUMBER, ("NaN",), "with a number"),
        (Kind.DATE, ("tomorrow",), "with a date"),
        (Kind.ONE_OF, ("c",), "from the list"),
        (Kind.ONE_OF, ("a", "b"), "takes one answer"),
        (Kind.SEVERAL_OF, ("a", "none"), "stands alone"),
        (Kind.TEXT, ("x" * 301,), "under 300 characters"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_in_words(kind: Kind, given_: Answer, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        checked(Question("q", kind, "How?", choices=CHOOSE), given_)


@pytest.mark.parametrize(
    ("kind", "given_", "kept"),
    [
        (Kind.NUMBER, (" 2.50 ",), ("2.50",)),
        (Kind.DATE, ("2026-03-07",), ("2026-03-07",)),
        (Kind.SEVERAL_OF, ("b", "a", "b"), ("a", "b")),
        (Kind.TEXT, ("  ",), ()),
    ],
)
def test_an_answer_is_kept_in_one_way(kind: Kind, given_: Answer, kept: Answer) -> None:
    assert checked(Question("q", kind, "How?", choices=CHOOSE), given_) == kept


def test_a_number_opens_a_question_within_its_bounds() -> None:
    often = Condition("visits", at_least=Decimal(2), at_most=Decimal(5))
    assert [holds(often, {"visits": (each,)}) for each in ("1", "2", "5", "6", "x")] == [
        False, True, True, False, False,
    ]  # fmt: skip
    assert not holds(often, {})
